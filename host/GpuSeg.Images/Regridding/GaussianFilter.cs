using System.Numerics;
using GpuSeg.Threads;

namespace GpuSeg.Images.Regridding;

/// <summary>
/// Smooths a volume by a Gaussian along each axis. Weights end at four standard deviations, and sum to 1 over the voxels that there are:
/// at a border, and beside voxels that are not finite, which stay as they are.
/// </summary>
public static class GaussianFilter
{
    // A narrower Gaussian gives neighbours less than 4e-6.
    private const double Narrowest = 0.2;

    private const int Reach = 4;

    // Lines of the second and third axis are filtered side by side, a run of voxels along the first at a time.
    private const int Run = 256;

    /// <summary>Smooths in place.</summary>
    /// <param name="values">The voxels in file order.</param>
    /// <param name="shape">Voxels along the axes.</param>
    /// <param name="deviations">Standard deviations along the axes in voxels; an axis of less than 0.2 is left unchanged.</param>
    /// <param name="cancellation">Stops between lines.</param>
    public static void Apply(float[] values, (int X, int Y, int Z) shape, IReadOnlyList<double> deviations, CancellationToken cancellation)
    {
        int[] lengths = [shape.X, shape.Y, shape.Z];
        int[] axes = [.. Enumerable.Range(0, 3).Where(axis => deviations[axis] >= Narrowest && lengths[axis] > 1)];
        if (axes.Length == 0)
        {
            return;
        }

        var gaps = values.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue) ? TakeGaps(values) : null;
        foreach (var axis in axes)
        {
            Smooth(values, shape, axis, Weights(deviations[axis]), normalised: gaps is null, cancellation);
            if (gaps is not null)
            {
                Smooth(gaps.Present, shape, axis, Weights(deviations[axis]), normalised: false, cancellation);
            }
        }

        gaps?.Restore(values);
    }

    /// <summary>Computes the weights of a voxel and of its neighbours on one side; both sides together sum to 1.</summary>
    internal static double[] Weights(double deviation)
    {
        var weights = new double[(int)Math.Ceiling(Reach * deviation) + 1];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = Math.Exp(-i * i / (2 * deviation * deviation));
        }

        var sum = 2 * weights.Sum() - weights[0];
        return Array.ConvertAll(weights, weight => weight / sum);
    }

    private static void Smooth(
        float[] values, (int X, int Y, int Z) shape, int axis, double[] weights, bool normalised, CancellationToken cancellation)
    {
        if (axis == 0)
        {
            ThreadBudget.For(
                shape.Y * shape.Z,
                () => new double[shape.X],
                (line, smoothed) => SmoothLine(values.AsSpan(line * shape.X, shape.X), weights, normalised, smoothed),
                cancellation: cancellation);
            return;
        }

        var (length, stride) = axis == 1 ? (shape.Y, shape.X) : (shape.Z, shape.X * shape.Y);
        var (others, otherStride) = axis == 1 ? (shape.Z, shape.X * shape.Y) : (shape.Y, shape.X);
        var runs = (shape.X + Run - 1) / Run;
        ThreadBudget.For(
            others * runs,
            () => new double[length * Math.Min(Run, shape.X)],
            (item, smoothed) =>
            {
                var x = item % runs * Run;
                var first = item / runs * otherStride + x;
                SmoothLines(values, first, Math.Min(Run, shape.X - x), length, stride, weights, normalised, smoothed);
            },
            cancellation: cancellation);
    }

    /// <summary>Smooths one line of neighbours in memory: its shifted copies are added, the first neighbour's first.</summary>
    private static void SmoothLine(Span<float> line, double[] weights, bool normalised, double[] smoothed)
    {
        var reach = Math.Min(weights.Length, line.Length) - 1;
        Array.Clear(smoothed);
        for (var shift = -reach; shift <= reach; shift++)
        {
            var (from, to) = (Math.Max(0, shift), Math.Max(0, -shift));
            AddTo(smoothed.AsSpan(to, line.Length - Math.Abs(shift)), line[from..], weights[Math.Abs(shift)]);
        }

        for (var i = 0; i < line.Length; i++)
        {
            var (before, after) = (Math.Min(i, weights.Length - 1), Math.Min(line.Length - 1 - i, weights.Length - 1));
            var isWhole = !normalised || Math.Min(before, after) == weights.Length - 1;
            line[i] = (float)(isWhole ? smoothed[i] : smoothed[i] / Total(weights, -before, after));
        }
    }

    private static double Total(double[] weights, int first, int last)
    {
        var total = 0.0;
        for (var shift = first; shift <= last; shift++)
        {
            total += weights[Math.Abs(shift)];
        }

        return total;
    }

    /// <summary>Smooths lines whose first voxels are neighbours in memory.</summary>
    private static void SmoothLines(
        float[] values, int first, int count, int length, int stride, double[] weights, bool normalised, double[] smoothed)
    {
        for (var i = 0; i < length; i++)
        {
            var sums = smoothed.AsSpan(i * count, count);
            sums.Clear();
            var (low, high) = (Math.Max(0, i - weights.Length + 1), Math.Min(length - 1, i + weights.Length - 1));
            var total = 0.0;
            for (var j = low; j <= high; j++)
            {
                var weight = weights[Math.Abs(i - j)];
                total += weight;
                AddTo(sums, values.AsSpan(first + j * stride, count), weight);
            }

            if (normalised && (low > i - weights.Length + 1 || high < i + weights.Length - 1))
            {
                foreach (ref var sum in sums)
                {
                    sum /= total;
                }
            }
        }

        for (var i = 0; i < length; i++)
        {
            var line = values.AsSpan(first + i * stride, count);
            for (var k = 0; k < line.Length; k++)
            {
                line[k] = (float)smoothed[i * count + k];
            }
        }
    }

    private static void AddTo(Span<double> sums, ReadOnlySpan<float> values, double weight)
    {
        var (k, weights) = (0, new Vector<double>(weight));
        for (; k <= sums.Length - Vector<float>.Count; k += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(values[k..]), out var low, out var high);
            var first = sums[k..];
            var second = first[Vector<double>.Count..];
            (new Vector<double>(first) + weights * low).CopyTo(first);
            (new Vector<double>(second) + weights * high).CopyTo(second);
        }

        for (; k < sums.Length; k++)
        {
            sums[k] += weight * values[k];
        }
    }

    private static Gaps TakeGaps(float[] values)
    {
        var present = new float[values.Length];
        var gaps = new List<(int Voxel, float Value)>();
        for (var i = 0; i < values.Length; i++)
        {
            if (float.IsFinite(values[i]))
            {
                present[i] = 1;
            }
            else
            {
                gaps.Add((i, values[i]));
                values[i] = 0;
            }
        }

        return new(present, gaps);
    }

    /// <summary>The voxels that are not finite.</summary>
    /// <param name="Present">1 for a finite voxel and 0 for a gap; smoothed like the values.</param>
    /// <param name="Voxels">The gaps and their values.</param>
    private sealed record Gaps(float[] Present, List<(int Voxel, float Value)> Voxels)
    {
        /// <summary>Divides every value by the weight of the finite voxels around it, and puts the gaps back.</summary>
        public void Restore(float[] values)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] /= Present[i];
            }

            foreach (var (voxel, value) in Voxels)
            {
                values[voxel] = value;
            }
        }
    }
}
