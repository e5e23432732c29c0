using GpuSeg.Kernels.Ilgpu.Registers;
using ILGPU;
using ILGPU.Algorithms;

namespace GpuSeg.Kernels.Ilgpu.DeviceKernels;

/// <summary>
/// One sweep over the voxels for small models of one shape, model <c>Grid.IdxY</c> in each row of groups:
/// scores, shares and all sums, nothing per voxel in memory.
/// </summary>
/// <remarks>
/// Column s of a model's part of <c>partials</c> holds one row's sum s; the last column is the total of the voxels' scores.
/// A model whose place in <c>stopped</c> is not 0 is left alone.
/// </remarks>
internal static class FusedKernels
{
    /// <summary>Every voxel belongs to the components by share; its score is log2 sum_k 2^score_k.</summary>
    public static void Soft<TVoxels, TVector, TScores, TComponents, TSink>(
        TVoxels voxels, int count, ArrayView<int> stopped, ArrayView<float> parameters, ArrayView<float> partials)
        where TVoxels : struct, IVoxelStore
        where TVector : unmanaged, IVector<TVector>
        where TScores : unmanaged, IVector<TScores>
        where TComponents : unmanaged, IComponentList<TComponents, TScores, TVector>
        where TSink : ISink
    {
        if (stopped[Grid.IdxY] != 0)
        {
            return;
        }

        var model = parameters.SubView((long)Grid.IdxY * TComponents.Parameters, TComponents.Parameters);
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

        var first = TSink.Row + ((long)Grid.IdxY * (TComponents.Sums + 1) * TSink.RowCount);
        TComponents.Store<TSink>(components, partials, first, TSink.RowCount);
        TSink.Put(total.Value, partials, first + (TComponents.Sums * TSink.RowCount));
    }

    /// <summary>Every voxel belongs to the first component of largest score alone; its score is that score.</summary>
    public static void Hard<TVoxels, TVector, TScores, TComponents, TSink>(
        TVoxels voxels, int count, ArrayView<int> stopped, ArrayView<float> parameters, ArrayView<float> partials)
        where TVoxels : struct, IVoxelStore
        where TVector : unmanaged, IVector<TVector>
        where TScores : unmanaged, IVector<TScores>
        where TComponents : unmanaged, IComponentList<TComponents, TScores, TVector>
        where TSink : ISink
    {
        if (stopped[Grid.IdxY] != 0)
        {
            return;
        }

        var model = parameters.SubView((long)Grid.IdxY * TComponents.Parameters, TComponents.Parameters);
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

        var first = TSink.Row + ((long)Grid.IdxY * (TComponents.Sums + 1) * TSink.RowCount);
        TComponents.Store<TSink>(components, partials, first, TSink.RowCount);
        TSink.Put(total.Value, partials, first + (TComponents.Sums * TSink.RowCount));
    }
}
