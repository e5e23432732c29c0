using ILGPU;
using ILGPU.Algorithms;

namespace GpuSeg.Kernels.Ilgpu;

/// <summary>One sweep over the voxels for a small model: scores, shares and all sums, nothing per voxel in memory.</summary>
/// <remarks>Column s of <c>partials</c> holds one row's sum s; the last column is the total of the voxels' scores.</remarks>
internal static class FusedKernels
{
    /// <summary>Every voxel belongs to the components by share; its score is log2 sum_k 2^score_k.</summary>
    public static void Soft<TVector, TScores, TComponents, TSink>(
        ArrayView<float> voxels, int count, ArrayView<float> parameters, ArrayView<float> partials)
        where TVector : unmanaged, IVector<TVector>
        where TScores : unmanaged, IVector<TScores>
        where TComponents : unmanaged, IComponentList<TComponents, TScores, TVector>
        where TSink : ISink
    {
        var components = default(TComponents);
        var total = default(RunningSum);
        for (var i = ItemSink.Row; i < count; i += ItemSink.RowCount)
        {
            var x = TVector.Load(voxels, i, count);
            var scores = TComponents.Score(parameters, x);
            var largest = TScores.Largest(scores);
            var shares = TScores.Exp2(scores, largest);
            var sum = TScores.Sum(shares);
            TComponents.Add(ref components, shares, 1f / sum, parameters, x);
            total = RunningSum.Add(total, largest + XMath.Log2(sum));
        }

        TComponents.Store<TSink>(components, partials, TSink.Row, TSink.RowCount);
        TSink.Put(total.Value, partials, TSink.Row + (TComponents.Sums * TSink.RowCount));
    }

    /// <summary>Every voxel belongs to the first component of largest score alone; its score is that score.</summary>
    public static void Hard<TVector, TScores, TComponents, TSink>(
        ArrayView<float> voxels, int count, ArrayView<float> parameters, ArrayView<float> partials)
        where TVector : unmanaged, IVector<TVector>
        where TScores : unmanaged, IVector<TScores>
        where TComponents : unmanaged, IComponentList<TComponents, TScores, TVector>
        where TSink : ISink
    {
        var components = default(TComponents);
        var total = default(RunningSum);
        for (var i = ItemSink.Row; i < count; i += ItemSink.RowCount)
        {
            var x = TVector.Load(voxels, i, count);
            var scores = TComponents.Score(parameters, x);
            var shares = TScores.Indicator(TScores.FirstLargest(scores));
            TComponents.Add(ref components, shares, 1f, parameters, x);
            total = RunningSum.Add(total, TScores.Largest(scores));
        }

        TComponents.Store<TSink>(components, partials, TSink.Row, TSink.RowCount);
        TSink.Put(total.Value, partials, TSink.Row + (TComponents.Sums * TSink.RowCount));
    }
}
