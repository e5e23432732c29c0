using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GpuSeg.Threads;

namespace GpuSeg.Images.Regridding;

/// <summary>
/// Smooths a volume by a Gaussian along each axis, in float32. Weights end at four standard deviations, and sum to 1 over the voxels that
/// there are: at a border, and beside voxels that are not finite, which stay as they are.
/// </summary>
public static class GaussianFilter
{
    // A narrower Gaussian gives neighbours less than 4e-6.
    private const double Narrowest = 0.2;

    private const int Reach = 4;

    // Lines of the second and third axis are filtered side by side, so many at a time.
    private const int Run = 256;

    /// <summary>Smooths in place.</summary>
    /// <param name="values">The voxels in file order.</param>
    /// <param name="shape">Voxels along the axes.</param>
    /// <param name="deviations">Standard deviations along the axes in voxels; an axis of less than 0.2 is left unchanged.</param>
    /// <param name="cancellation">Stops between lines.</param>
    public static void Apply(float[] values, (int X, int Y, int Z) shape, IReadOnlyList<double> deviations, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(values);
        var gaps = TakeGaps(values);
        var present = new float[values.Length];
        Array.Fill(present, 1);
        foreach (var (voxel, _) in gaps)
        {
            present[voxel] = 0;
        }

        Sum(values, shape, deviations, cancellation);
        Sum(present, shape, deviations, cancellation);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] /= present[i];
        }

        foreach (var (voxel, value) in gaps)
        {
            values[voxel] = value;
        }
    }

    /// <summary>Replaces every value by the weighted sum of its neighbourhood; voxels outside the volume count as 0.</summary>
    /// <inheritdoc cref="Apply"/>
    public static void Sum(float[] values, (int X, int Y, int Z) shape, IReadOnlyList<double> deviations, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(deviations);
        var (along, across, through) = (Kernel(shape.X, deviations[0]), Kernel(shape.Y, deviations[1]), Kernel(shape.Z, deviations[2]));
        var slice = shape.X * shape.Y;
        ThreadBudget.For(
            shape.Z,
            () => (Row: new float[shape.X + along.Length - 1], Block: new float[(shape.Y + across.Length - 1) * Run]),
            (z, padded) =>
            {
                for (var row = z * shape.Y; along.Length > 1 && row < (z + 1) * shape.Y; row++)
                {
                    SumRow(values.AsSpan(row * shape.X, shape.X), along, padded.Row);
                }

                for (var x = 0; across.Length > 1 && x < shape.X; x += Run)
                {
                    SumRun(values.AsSpan(z * slice), x, Math.Min(Run, shape.X - x), shape.Y, shape.X, across, padded.Block);
                }
            },
            cancellation: cancellation);
        if (through.Length > 1)
        {
            // Neighbours along the third axis are far apart in memory, so runs do not end with a row.
            ThreadBudget.For(
                (slice + Run - 1) / Run,
                () => new float[(shape.Z + through.Length - 1) * Run],
                (run, block) => SumRun(values, run * Run, Math.Min(Run, slice - run * Run), shape.Z, slice, through, block),
                cancellation: cancellation);
        }
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

    // The weights of both sides; a single weight leaves an axis unchanged.
    private static float[] Kernel(int length, double deviation)
    {
        var weights = deviation >= Narrowest && length > 1 ? Weights(deviation) : [1];
        return [.. weights.Skip(1).Reverse().Concat(weights).Select(weight => (float)weight)];
    }

    // The ends of a padded row or block stay 0.
    private static void SumRow(Span<float> row, float[] kernel, float[] padded)
    {
        row.CopyTo(padded.AsSpan(kernel.Length / 2));
        Sum(padded, 1, kernel, row);
    }

    private static void SumRun(Span<float> values, int first, int count, int length, int stride, float[] kernel, float[] padded)
    {
        for (var i = 0; i < length; i++)
        {
            values.Slice(first + i * stride, count).CopyTo(padded.AsSpan((i + kernel.Length / 2) * Run));
        }

        for (var i = 0; i < length; i++)
        {
            Sum(padded.AsSpan(i * Run), Run, kernel, values.Slice(first + i * stride, count));
        }
    }

    /// <summary>Computes result[i] = sum over j of weights[j] source[i + j stride]; the same bits for any width of vectors.</summary>
    private static void Sum(ReadOnlySpan<float> source, int stride, float[] weights, Span<float> result)
    {
        var width = Vector256<float>.Count;
        ref var from = ref MemoryMarshal.GetReference(source);
        var i = 0;
        for (; i <= result.Length - 4 * width; i += 4 * width)
        {
            var (a, b, c, d) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            for (var (j, at) = (0, i); j < weights.Length; j++, at += stride)
            {
                var weight = Vector256.Create(weights[j]);
                a = Vector256.FusedMultiplyAdd(weight, Vector256.LoadUnsafe(ref from, (nuint)at), a);
                b = Vector256.FusedMultiplyAdd(weight, Vector256.LoadUnsafe(ref from, (nuint)(at + width)), b);
                c = Vector256.FusedMultiplyAdd(weight, Vector256.LoadUnsafe(ref from, (nuint)(at + 2 * width)), c);
                d = Vector256.FusedMultiplyAdd(weight, Vector256.LoadUnsafe(ref from, (nuint)(at + 3 * width)), d);
            }

            a.CopyTo(result[i..]);
            b.CopyTo(result[(i + width)..]);
            c.CopyTo(result[(i + 2 * width)..]);
            d.CopyTo(result[(i + 3 * width)..]);
        }

        for (; i < result.Length; i++)
        {
            var sum = 0f;
            for (var j = 0; j < weights.Length; j++)
            {
                sum = MathF.FusedMultiplyAdd(weights[j], source[i + j * stride], sum);
            }

            result[i] = sum;
        }
    }

    // Sets the voxels that are not finite to 0, and returns them.
    private static List<(int Voxel, float Value)> TakeGaps(float[] values)
    {
        var gaps = new List<(int, float)>();
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                gaps.Add((i, values[i]));
                values[i] = 0;
            }
        }

        return gaps;
    }
}
