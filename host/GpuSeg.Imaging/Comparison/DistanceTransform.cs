namespace GpuSeg.Imaging.Comparison;

/// <summary>
/// Exact squared Euclidean distances to the nearest of some voxels, one axis after another (Felzenszwalb and Huttenlocher 2012): along a line
/// d(p) = min over q of s^2 (p - q)^2 + d(q), the lower envelope of parabolas. O(voxels); lines run in parallel.
/// </summary>
/// <param name="shape">Voxels along the three axes, the first fastest.</param>
/// <param name="spacing">Their distances in mm.</param>
internal sealed class DistanceTransform((int X, int Y, int Z) shape, (double X, double Y, double Z) spacing)
{
    // Lines side by side: as many floats as a cache line holds are read and written together.
    private const int Tile = 16;

    private readonly float[] _squares = GC.AllocateUninitializedArray<float>(shape.X * shape.Y * shape.Z);

    /// <summary>Squared distance in mm2 of every voxel to the nearest of <paramref name="seeds"/>; valid until the next call.</summary>
    /// <param name="seeds">Indices of at least one voxel.</param>
    public float[] To(IEnumerable<int> seeds)
    {
        Array.Fill(_squares, float.PositiveInfinity);
        foreach (var seed in seeds)
        {
            _squares[seed] = 0;
        }

        var (rows, plane) = (shape.Y * shape.Z, shape.X * shape.Y);
        Parallel.For(0, rows, () => new Envelope(shape.X, spacing.X), (row, _, envelope) =>
        {
            envelope.Transform(_squares.AsSpan(row * shape.X, shape.X));
            return envelope;
        }, _ => { });
        Along(shape.Y, shape.X, spacing.Y, shape.Z, plane);
        Along(shape.Z, plane, spacing.Z, shape.Y, shape.X);
        return _squares;
    }

    /// <summary>Transforms all lines of one axis: rows of X lines side by side start at multiples of <paramref name="rowStride"/>.</summary>
    private void Along(int length, int stride, double step, int rows, int rowStride) => Parallel.For(0, rows, () => new Lines(length, step), (row, _, lines) =>
    {
        for (var x = 0; x < shape.X; x += Tile)
        {
            lines.Transform(_squares, (row * rowStride) + x, stride, Math.Min(Tile, shape.X - x));
        }

        return lines;
    }, _ => { });

    /// <summary>A tile of lines, gathered so that each is contiguous.</summary>
    private sealed class Lines(int length, double step)
    {
        private readonly Envelope _envelope = new(length, step);
        private readonly float[] _lines = new float[Tile * length];

        public void Transform(float[] squares, int start, int stride, int count)
        {
            for (var i = 0; i < length; i++)
            {
                var across = squares.AsSpan(start + (i * stride), count);
                for (var line = 0; line < across.Length; line++)
                {
                    _lines[(line * length) + i] = across[line];
                }
            }

            for (var line = 0; line < count; line++)
            {
                _envelope.Transform(_lines.AsSpan(line * length, length));
            }

            for (var i = 0; i < length; i++)
            {
                var across = squares.AsSpan(start + (i * stride), count);
                for (var line = 0; line < across.Length; line++)
                {
                    across[line] = _lines[(line * length) + i];
                }
            }
        }
    }

    /// <summary>The parabolas that are lowest somewhere on a line, and from where on each is.</summary>
    private sealed class Envelope(int length, double step)
    {
        private readonly int[] _vertices = new int[length];
        private readonly double[] _heights = new double[length];
        private readonly double[] _starts = new double[length];

        public void Transform(Span<float> line)
        {
            var count = Build(line);
            for (int p = 0, k = 0; p < line.Length && count > 0; p++)
            {
                while (k + 1 < count && _starts[k + 1] < p)
                {
                    k++;
                }

                var distance = step * (p - _vertices[k]);
                line[p] = (float)(_heights[k] + (distance * distance));
            }
        }

        // Infinite heights are no parabolas.
        private int Build(ReadOnlySpan<float> line)
        {
            var count = 0;
            for (var q = 0; q < line.Length; q++)
            {
                if (float.IsPositiveInfinity(line[q]))
                {
                    continue;
                }

                var start = double.NegativeInfinity;
                while (count > 0 && (start = Crossing(count - 1, q, line[q])) <= _starts[count - 1])
                {
                    count--;
                }

                (_vertices[count], _heights[count], _starts[count]) = (q, line[q], count == 0 ? double.NegativeInfinity : start);
                count++;
            }

            return count;
        }

        /// <summary>Where the parabola of q, right of that of k, becomes the lower one.</summary>
        private double Crossing(int k, int q, double height)
        {
            var v = _vertices[k];
            return (((height - _heights[k]) / (step * step * (q - v))) + q + v) / 2;
        }
    }
}
