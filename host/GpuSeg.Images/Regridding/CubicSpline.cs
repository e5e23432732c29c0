using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GpuSeg.Threads;

namespace GpuSeg.Images.Regridding;

/// <summary>
/// The cubic B-spline through the voxels of a scan: value(p) = sum over the 4 x 4 x 4 nearest voxels of c w(x) w(y) w(z). The coefficients
/// c are float32, recursions and sums are computed in double. The scan is mirrored at its outermost voxels.
/// </summary>
/// <remarks>
/// <para>Source: Unser, Aldroubi and Eden, B-spline signal processing, IEEE Transactions on Signal Processing 41, 1993.</para>
/// <para>
/// A coefficient depends on all voxels of its lines, with weights that fall by 0.27 from voxel to voxel. Gaps therefore get values from
/// their neighbourhood first: a Gaussian mean of the voxels within four voxels, and 0 farther away.
/// </para>
/// </remarks>
internal sealed class CubicSpline
{
    // The root of z^2 + 4 z + 1 inside the unit circle, and the gain that undoes its recursions.
    private static readonly double s_pole = Math.Sqrt(3) - 2;
    private static readonly double s_gain = (1 - s_pole) * (1 - 1 / s_pole);

    // The pole to this power is below the rounding of double.
    private const int Reach = 28;

    // Lines of the second and third axis are filtered side by side, so many at a time.
    private const int Run = 64;

    // The standard deviation, in voxels, of the mean that a gap gets.
    private const double Spread = 1;

    private readonly float[] _coefficients;

    private CubicSpline(float[] coefficients) => _coefficients = coefficients;

    /// <summary>Computes the spline of a scan.</summary>
    /// <param name="values">The voxels in file order; gaps are not finite.</param>
    /// <param name="shape">Voxels along the axes.</param>
    /// <param name="cancellation">Stops between lines.</param>
    public static CubicSpline Of(float[] values, (int X, int Y, int Z) shape, CancellationToken cancellation)
    {
        var coefficients = FillGaps(values, shape, cancellation);
        var slice = shape.X * shape.Y;
        ThreadBudget.For(
            shape.Z,
            () => (Row: new double[shape.X], Block: new double[shape.Y * Run]),
            (z, lines) =>
            {
                for (var row = z * shape.Y; row < (z + 1) * shape.Y; row++)
                {
                    Filter(coefficients.AsSpan(row * shape.X, shape.X), 1, shape.X, 1, lines.Row);
                }

                for (var x = 0; x < shape.X; x += Run)
                {
                    Filter(coefficients.AsSpan(z * slice + x), Math.Min(Run, shape.X - x), shape.Y, shape.X, lines.Block);
                }
            },
            cancellation: cancellation);
        ThreadBudget.For(
            (slice + Run - 1) / Run,
            () => new double[shape.Z * Run],
            (run, block) => Filter(coefficients.AsSpan(run * Run), Math.Min(Run, slice - run * Run), shape.Z, slice, block),
            cancellation: cancellation);
        return new(coefficients);
    }

    /// <summary>Computes the value at a place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double At(in Taps x, in Taps y, in Taps z)
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(_coefficients);
        var sums = Vector256<double>.Zero;
        for (var k = 0; k < 4; k++)
        {
            for (var j = 0; j < 4; j++)
            {
                ref var line = ref Unsafe.Add(ref first, z.Offsets[k] + y.Offsets[j]);
                // Four neighbours in a row of memory, unless the row is mirrored.
                var four = x.IsRow
                    ? Vector128.LoadUnsafe(ref line, (nuint)x.Offsets[0])
                    : Vector128.Create(
                        Unsafe.Add(ref line, x.Offsets[0]), Unsafe.Add(ref line, x.Offsets[1]),
                        Unsafe.Add(ref line, x.Offsets[2]), Unsafe.Add(ref line, x.Offsets[3]));
                var (lower, upper) = Vector128.Widen(four);
                var weight = Vector256.Create(z.Weights[k] * y.Weights[j]);
                sums = Vector256.FusedMultiplyAdd(weight, Vector256.Create(lower, upper), sums);
            }
        }

        return sums[0] * x.Weights[0] + sums[1] * x.Weights[1] + sums[2] * x.Weights[2] + sums[3] * x.Weights[3];
    }

    /// <summary>The four voxels along an axis that a place depends on, as offsets in memory, with their weights.</summary>
    internal readonly struct Taps
    {
        public readonly Vector128<int> Offsets;
        public readonly Vector256<double> Weights;
        public readonly bool IsRow;

        /// <summary>Finds the voxels around a place.</summary>
        /// <param name="index">The voxel at or below the place.</param>
        /// <param name="share">The way from this voxel to the next, 0 to 1.</param>
        /// <param name="last">The last index of the axis.</param>
        /// <param name="stride">Distance of neighbours in memory.</param>
        public Taps(int index, double share, int last, int stride)
        {
            IsRow = stride == 1 && index >= 1 && index + 2 <= last;
            Offsets = Vector128.Create(
                Mirror(index - 1, last), Mirror(index, last), Mirror(index + 1, last), Mirror(index + 2, last)) * stride;
            var (t, s) = (share, 1 - share);
            Weights = Vector256.Create(
                s * s * s / 6,
                2.0 / 3 - t * t * (2 - t) / 2,
                2.0 / 3 - s * s * (2 - s) / 2,
                t * t * t / 6);
        }

        private static int Mirror(int index, int last)
        {
            var mirrored = Math.Abs(index);
            return last == 0 ? 0 : mirrored <= last ? mirrored : Math.Abs(2 * last - mirrored);
        }
    }

    private static float[] FillGaps(float[] values, (int X, int Y, int Z) shape, CancellationToken cancellation)
    {
        var filled = (float[])values.Clone();
        float[]? weights = null;
        for (var i = 0; i < filled.Length; i++)
        {
            if (!float.IsFinite(filled[i]))
            {
                weights ??= Ones(filled.Length);
                (filled[i], weights[i]) = (0, 0);
            }
        }

        if (weights is null)
        {
            return filled;
        }

        double[] deviations = [Spread, Spread, Spread];
        GaussianFilter.Sum(filled, shape, deviations, cancellation);
        GaussianFilter.Sum(weights, shape, deviations, cancellation);
        for (var i = 0; i < filled.Length; i++)
        {
            filled[i] = float.IsFinite(values[i]) ? values[i] : weights[i] > 0 ? filled[i] / weights[i] : 0;
        }

        return filled;
    }

    private static float[] Ones(int count)
    {
        var ones = GC.AllocateUninitializedArray<float>(count);
        Array.Fill(ones, 1);
        return ones;
    }

    // Filters neighbouring lines of one length: from values to coefficients.
    private static void Filter(Span<float> values, int lines, int length, int stride, double[] room)
    {
        var block = room.AsSpan(0, lines * length);
        // A line of one voxel is its own coefficient.
        if (length == 1)
        {
            return;
        }

        for (var i = 0; i < length; i++)
        {
            for (var line = 0; line < lines; line++)
            {
                block[i * lines + line] = s_gain * values[i * stride + line];
            }
        }

        Begin(block, lines, length);
        for (var at = lines; at < block.Length; at++)
        {
            block[at] += s_pole * block[at - lines];
        }

        var end = (length - 1) * lines;
        for (var line = 0; line < lines; line++)
        {
            var (before, last) = (block[end - lines + line], block[end + line]);
            block[end + line] = s_pole / (s_pole * s_pole - 1) * (last + s_pole * before);
        }

        for (var at = end - 1; at >= 0; at--)
        {
            block[at] = s_pole * (block[at + lines] - block[at]);
        }

        for (var i = 0; i < length; i++)
        {
            for (var line = 0; line < lines; line++)
            {
                values[i * stride + line] = (float)block[i * lines + line];
            }
        }
    }

    // The first value of the forward recursion: the sum over the mirrored line, in which the voxel i repeats at 2 (length - 1) - i.
    private static void Begin(Span<double> block, int lines, int length)
    {
        var period = 2 * (length - 1);
        var first = new double[lines];
        for (var i = 0; i <= Reach; i++)
        {
            var place = i % period;
            var voxel = place < length ? place : period - place;
            var weight = Math.Pow(s_pole, i);
            for (var line = 0; line < lines; line++)
            {
                first[line] += weight * block[voxel * lines + line];
            }
        }

        first.CopyTo(block);
    }
}
