using GpuSeg.Threads;

namespace GpuSeg.Studies.Comparison;

/// <summary>
/// Exact Euclidean distances to the nearest of some voxels (Felzenszwalb and Huttenlocher 2012): along a line of the first axis, then of
/// the second, d(p) = min over q of s^2 (p - q)^2 + d(q), the lower envelope of parabolas. Along the third the minimum is searched from the
/// few voxels that are asked about, outwards until it cannot be farther out. Slices and voxels run in parallel.
/// </summary>
/// <param name="shape">Voxels along the three axes, the first fastest.</param>
/// <param name="spacing">Distances of the voxels in mm.</param>
internal sealed class DistanceTransform((int X, int Y, int Z) shape, (double X, double Y, double Z) spacing)
{
    // Lines side by side: as many floats as a cache line holds are read and written together.
    private const int Tile = 16;

    // Squared distances in mm2 within a slice.
    private readonly float[] _squares = GC.AllocateUninitializedArray<float>(shape.X * shape.Y * shape.Z);

    /// <summary>Computes the distance in mm of each of <paramref name="voxels"/> to the nearest of <paramref name="seeds"/>.</summary>
    /// <param name="voxels">Indices.</param>
    /// <param name="seeds">Indices of at least one voxel.</param>
    public double[] Between(int[] voxels, int[] seeds)
    {
        Array.Fill(_squares, float.PositiveInfinity);
        foreach (var seed in seeds)
        {
            _squares[seed] = 0;
        }

        ThreadBudget.For(
            shape.Z,
            () => (new Envelope(shape.X, spacing.X), new Lines(shape.Y, spacing.Y)),
            (z, scratch) => Transform(_squares.AsSpan(z * shape.X * shape.Y, shape.X * shape.Y), scratch.Item1, scratch.Item2));
        var distances = new double[voxels.Length];
        ThreadBudget.For(voxels.Length, i => distances[i] = Math.Sqrt(Nearest(voxels[i])));
        return distances;
    }

    private void Transform(Span<float> slice, Envelope across, Lines down)
    {
        if (!slice.Contains(0))
        {
            return;
        }

        for (var y = 0; y < shape.Y; y++)
        {
            across.Transform(slice.Slice(y * shape.X, shape.X));
        }

        for (var x = 0; x < shape.X; x += Tile)
        {
            down.Transform(slice[x..], shape.X, Math.Min(Tile, shape.X - x));
        }
    }

    private double Nearest(int voxel)
    {
        var plane = shape.X * shape.Y;
        var (below, above, nearest) = (voxel / plane, shape.Z - 1 - (voxel / plane), (double)_squares[voxel]);
        for (var step = 1; step <= Math.Max(below, above); step++)
        {
            var apart = step * spacing.Z * step * spacing.Z;
            if (apart >= nearest)
            {
                break;
            }

            nearest = step > below ? nearest : Math.Min(nearest, apart + _squares[voxel - (step * plane)]);
            nearest = step > above ? nearest : Math.Min(nearest, apart + _squares[voxel + (step * plane)]);
        }

        return nearest;
    }

    /// <summary>A tile of lines, gathered so that each is contiguous.</summary>
    private sealed class Lines(int length, double step)
    {
        private readonly Envelope _envelope = new(length, step);
        private readonly float[] _lines = new float[Tile * length];

        public void Transform(Span<float> squares, int stride, int count)
        {
            for (var i = 0; i < length; i++)
            {
                var across = squares.Slice(i * stride, count);
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
                var across = squares.Slice(i * stride, count);
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

        // An infinite height is not a parabola.
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

        /// <summary>Computes the place from which on the parabola of q, right of the one of k, is the lower one.</summary>
        private double Crossing(int k, int q, double height)
        {
            var v = _vertices[k];
            return (((height - _heights[k]) / (step * step * (q - v))) + q + v) / 2;
        }
    }
}
