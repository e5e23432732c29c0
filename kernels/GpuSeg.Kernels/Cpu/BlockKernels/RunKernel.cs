using System.Runtime.CompilerServices;
using GpuSeg.Kernels.Cpu.Chunks;
using GpuSeg.Kernels.Cpu.Simd;

namespace GpuSeg.Kernels.Cpu.BlockKernels;

/// <summary>Arithmetic on runs of voxels along x.</summary>
/// <remarks>
/// Values are written in whole vectors, so up to a vector less one number beyond the end of a run is overwritten; runs are computed in
/// their order, and the next run writes there.
/// </remarks>
internal static unsafe class RunKernel
{
    /// <summary>Computes sum_j weights[j] box[offsets[j] + i] for every voxel i of a run.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddNeighbours<TSimd>(float* box, nint* offsets, float* weights, int neighbours, int length, float* sums)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        for (nint i = 0; i < length; i += TSimd.Width)
        {
            TSimd sum = default;
            for (var j = 0; j < neighbours; j++)
            {
                sum = TSimd.MultiplyAdd(TSimd.Broadcast(weights[j]), TSimd.Load(box + offsets[j] + i), sum);
            }

            TSimd.Store(sum, sums + i);
        }
    }

    /// <summary>Computes the polynomial sum_p coefficients[p] x^p for every voxel of a run.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Evaluate<TSimd>(float* coefficients, int degree, float* x, int length, float* values)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        for (nint i = 0; i < length; i += TSimd.Width)
        {
            var place = TSimd.Load(x + i);
            var value = TSimd.Broadcast(coefficients[degree]);
            for (var p = degree - 1; p >= 0; p--)
            {
                value = TSimd.MultiplyAdd(value, place, TSimd.Broadcast(coefficients[p]));
            }

            TSimd.Store(value, values + i);
        }
    }

    /// <summary>Computes x - factor y for a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SubtractProduct<TSimd>(float* x, float* y, float factor, nint length, float* differences)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        var negative = TSimd.Broadcast(-factor);
        for (nint i = 0; i < length; i += TSimd.Width)
        {
            TSimd.Store(TSimd.MultiplyAdd(negative, TSimd.Load(y + i), TSimd.Load(x + i)), differences + i);
        }
    }

    /// <summary>Adds a block to another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<TSimd>(float* values, nint length, float* sums)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        for (nint i = 0; i < length; i += TSimd.Width)
        {
            TSimd.Store(TSimd.Load(sums + i) + TSimd.Load(values + i), sums + i);
        }
    }

    /// <summary>
    /// Adds r_ik weights[k] to <paramref name="weighted"/> and r_ik sensitivities[k] (x_i - means[k]) to <paramref name="targets"/> for
    /// all K components; see <see cref="Engine.Passes.FieldMoments"/>.
    /// </summary>
    /// <param name="components">K.</param>
    /// <param name="shares">r_ik of a run, component k at k Block.</param>
    /// <param name="x">One feature of the run.</param>
    /// <param name="model">For each component: mean, sensitivity, weight.</param>
    /// <param name="length">Voxels of the run.</param>
    /// <param name="weighted">Receives the sums.</param>
    /// <param name="targets">Receives the sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FieldTerms<TSimd>(
        int components, float* shares, float* x, float* model, int length, float* weighted, float* targets)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        for (nint i = 0; i < length; i += TSimd.Width)
        {
            TSimd weight = default, target = default;
            var value = TSimd.Load(x + i);
            for (nint k = 0; k < components; k++)
            {
                var share = TSimd.Load(shares + (k * Chunking.Block) + i);
                var own = model + (3 * k);
                target = TSimd.MultiplyAdd(share * TSimd.Broadcast(own[1]), value - TSimd.Broadcast(own[0]), target);
                weight = TSimd.MultiplyAdd(share, TSimd.Broadcast(own[2]), weight);
            }

            TSimd.Store(weight, weighted + i);
            TSimd.Store(target, targets + i);
        }
    }

    /// <summary>Adds w x^p for p = 0 .. degree over a run to lanes[p], 16 lanes each.</summary>
    /// <param name="values">w, 0 from the run's end to a multiple of 16.</param>
    /// <param name="x">x of every voxel.</param>
    /// <param name="length">Voxels of the run.</param>
    /// <param name="degree">The largest power.</param>
    /// <param name="lanes">Receives the sums; set to 0 first.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PowerSums<TSimd>(float* values, float* x, int length, int degree, float* lanes)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        new Span<float>(lanes, (degree + 1) * Chunking.Lanes).Clear();
        for (nint i = 0; i < length; i += TSimd.Width)
        {
            var (value, place) = (TSimd.Load(values + i), TSimd.Load(x + i));
            var sum = lanes + (i % Chunking.Lanes);
            for (var p = 0; p <= degree; p++, sum += Chunking.Lanes)
            {
                TSimd.Store(TSimd.Load(sum) + value, sum);
                value *= place;
            }
        }
    }
}
