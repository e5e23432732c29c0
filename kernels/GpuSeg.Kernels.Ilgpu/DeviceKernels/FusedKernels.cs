using GpuSeg.Kernels.Ilgpu.Registers;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu.DeviceKernels;

/// <summary>Launches a kernel of <see cref="FusedKernels{TVoxels, TVector, TScores, TComponents, TSink}"/>.</summary>
internal delegate void FusedSweep<TVoxels>(
    AcceleratorStream stream,
    KernelConfig grid,
    TVoxels voxels,
    int count,
    ArrayView<int> stopped,
    ArrayView<float> parameters,
    ArrayView<float> partials);

/// <summary>
/// One sweep over the voxels for small models of one shape, model <c>Grid.IdxY</c> in each row of groups:
/// scores, shares and all sums, nothing per voxel in memory.
/// </summary>
/// <remarks>
/// Column s of a model's part of <c>partials</c> holds one row's sum s; the last column is the total of the voxels' scores.
/// A model whose place in <c>stopped</c> is not 0 is skipped.
/// </remarks>
internal static class FusedKernels<TVoxels, TVector, TScores, TComponents, TSink>
    where TVoxels : struct, IVoxelStore
    where TVector : unmanaged, IVector<TVector>
    where TScores : unmanaged, IVector<TScores>
    where TComponents : unmanaged, IComponentList<TComponents, TScores, TVector>
    where TSink : ISink
{
    /// <summary>Divides every voxel among the components; its score is log2 sum_k 2^score_k.</summary>
    public static void Soft(
        TVoxels voxels, int count, ArrayView<int> stopped, ArrayView<float> parameters, ArrayView<float> partials)
    {
        if (stopped[Grid.IdxY] != 0)
        {
            return;
        }

        var model = Model(parameters);
        var components = default(TComponents);
        var total = default(RunningSum);
        for (var i = ItemSink.Row; i < count; i += ItemSink.RowCount)
        {
            var x = TVector.Voxel(voxels, i, count);
            var scores = TComponents.Score(model, x);
            var largest = TScores.Largest(scores);
            var shares = TScores.Exp2(scores, largest);
            var sum = TScores.Sum(shares);
            TComponents.Add(ref components, shares, 1f / sum, model, x);
            total = RunningSum.Add(total, largest + XMath.Log2(sum));
        }

        Store(components, total, partials);
    }

    /// <summary>Gives every voxel to the first component of largest score; its score is that score.</summary>
    public static void Hard(
        TVoxels voxels, int count, ArrayView<int> stopped, ArrayView<float> parameters, ArrayView<float> partials)
    {
        if (stopped[Grid.IdxY] != 0)
        {
            return;
        }

        var model = Model(parameters);
        var components = default(TComponents);
        var total = default(RunningSum);
        for (var i = ItemSink.Row; i < count; i += ItemSink.RowCount)
        {
            var x = TVector.Voxel(voxels, i, count);
            var scores = TComponents.Score(model, x);
            var shares = TScores.Indicator(TScores.FirstLargest(scores));
            TComponents.Add(ref components, shares, 1f, model, x);
            total = RunningSum.Add(total, TScores.Largest(scores));
        }

        Store(components, total, partials);
    }

    private static ArrayView<float> Model(ArrayView<float> parameters) =>
        parameters.SubView((long)Grid.IdxY * TComponents.Parameters, TComponents.Parameters);

    private static void Store(TComponents components, RunningSum total, ArrayView<float> partials)
    {
        var first = TSink.Row + ((long)Grid.IdxY * (TComponents.Sums + 1) * TSink.RowCount);
        TComponents.Store<TSink>(components, partials, first, TSink.RowCount);
        TSink.Put(total.Value, partials, first + (TComponents.Sums * TSink.RowCount));
    }
}
