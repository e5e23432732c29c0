using ILGPU;
using ILGPU.Algorithms;

namespace GpuSeg.Kernels.Ilgpu;

/// <summary>
/// Sweeps for any number of components: first what a voxel needs to know of all of them, then the sums of one component per launch.
/// </summary>
internal static class GeneralKernels
{
    /// <summary>The largest score of every voxel and the first component that has it.</summary>
    public static void Rank<TVector, TComponent>(
        ArrayView<float> voxels, int count, ArrayView<float> parameters, int components, ArrayView<float> largest, ArrayView<byte> first)
        where TVector : unmanaged, IVector<TVector>
        where TComponent : unmanaged, IComponent<TComponent, TVector>
    {
        for (var i = ItemSink.Row; i < count; i += ItemSink.RowCount)
        {
            var x = TVector.Load(voxels, i, count);
            var best = TComponent.Score(parameters, 0, x);
            var winner = 0;
            for (var k = 1; k < components; k++)
            {
                var score = TComponent.Score(parameters, (long)k * TComponent.Parameters, x);
                winner = score > best ? k : winner;
                best = XMath.Max(score, best);
            }

            largest[i] = best;
            first[i] = (byte)winner;
        }
    }

    /// <summary>The largest score of every voxel and sum_k 2^(score_k - largest).</summary>
    public static void Softmax<TVector, TComponent>(
        ArrayView<float> voxels, int count, ArrayView<float> parameters, int components, ArrayView<float> largest, ArrayView<float> sums)
        where TVector : unmanaged, IVector<TVector>
        where TComponent : unmanaged, IComponent<TComponent, TVector>
    {
        for (var i = ItemSink.Row; i < count; i += ItemSink.RowCount)
        {
            var x = TVector.Load(voxels, i, count);
            var best = TComponent.Score(parameters, 0, x);
            var sum = 1f;
            for (var k = 1; k < components; k++)
            {
                // One exponential serves both cases: a new best scales the sum, another score joins it.
                var score = TComponent.Score(parameters, (long)k * TComponent.Parameters, x);
                var smaller = XMath.Exp2(-XMath.Abs(score - best));
                sum = score > best ? (sum * smaller) + 1f : sum + smaller;
                best = XMath.Max(score, best);
            }

            largest[i] = best;
            sums[i] = sum;
        }
    }

    /// <summary>The share of every voxel in the component at the start of <paramref name="parameters"/>.</summary>
    public static void Share<TVector, TComponent>(
        ArrayView<float> voxels,
        int count,
        ArrayView<float> parameters,
        ArrayView<float> largest,
        ArrayView<float> sums,
        ArrayView<float> shares)
        where TVector : unmanaged, IVector<TVector>
        where TComponent : unmanaged, IComponent<TComponent, TVector>
    {
        for (var i = ItemSink.Row; i < count; i += ItemSink.RowCount)
        {
            shares[i] = XMath.Exp2(TComponent.Score(parameters, 0, TVector.Load(voxels, i, count)) - largest[i]) / sums[i];
        }
    }

    /// <summary>The sums of the component at the start of <paramref name="parameters"/>, every voxel weighted by its share.</summary>
    public static void SoftSums<TVector, TComponent, TSink>(
        ArrayView<float> voxels,
        int count,
        ArrayView<float> parameters,
        ArrayView<float> largest,
        ArrayView<float> sums,
        ArrayView<float> partials)
        where TVector : unmanaged, IVector<TVector>
        where TComponent : unmanaged, IComponent<TComponent, TVector>
        where TSink : ISink
    {
        var component = default(TComponent);
        for (var i = ItemSink.Row; i < count; i += ItemSink.RowCount)
        {
            var x = TVector.Load(voxels, i, count);
            var share = XMath.Exp2(TComponent.Score(parameters, 0, x) - largest[i]) / sums[i];
            TComponent.Add(ref component, share, parameters, 0, x);
        }

        TComponent.Store<TSink>(component, partials, TSink.Row, TSink.RowCount);
    }

    /// <summary>The sums of the component at the start of <paramref name="parameters"/> over the voxels that rank it first.</summary>
    public static void HardSums<TVector, TComponent, TSink>(
        ArrayView<float> voxels, int count, ArrayView<float> parameters, int component, ArrayView<byte> first, ArrayView<float> partials)
        where TVector : unmanaged, IVector<TVector>
        where TComponent : unmanaged, IComponent<TComponent, TVector>
        where TSink : ISink
    {
        var sums = default(TComponent);
        for (var i = ItemSink.Row; i < count; i += ItemSink.RowCount)
        {
            var x = TVector.Load(voxels, i, count);
            TComponent.Add(ref sums, first[i] == component ? 1f : 0f, parameters, 0, x);
        }

        TComponent.Store<TSink>(sums, partials, TSink.Row, TSink.RowCount);
    }

    /// <summary>largest + log2 sum, in the place of the largest.</summary>
    public static void Normalise(ArrayView<float> largest, ArrayView<float> sums, int count)
    {
        for (var i = ItemSink.Row; i < count; i += ItemSink.RowCount)
        {
            largest[i] += XMath.Log2(sums[i]);
        }
    }

    /// <summary>The sum of one number per voxel.</summary>
    public static void Total<TSink>(ArrayView<float> values, int count, ArrayView<float> partials)
        where TSink : ISink
    {
        var total = default(RunningSum);
        for (var i = ItemSink.Row; i < count; i += ItemSink.RowCount)
        {
            total = RunningSum.Add(total, values[i]);
        }

        TSink.Put(total.Value, partials, TSink.Row);
    }

    /// <summary>Adds up the rows of column <c>Grid.IdxX</c> of <paramref name="partials"/> in double, always in the same order.</summary>
    public static void Fold(ArrayView<float> partials, int rows, ArrayView<double> sums)
    {
        var shared = SharedMemory.Allocate<double>(LaunchShape.LargestGroup);
        var own = 0d;
        for (var row = Group.IdxX; row < rows; row += Group.DimX)
        {
            own += partials[((long)Grid.IdxX * rows) + row];
        }

        shared[Group.IdxX] = own;
        Group.Barrier();
        if (Group.IdxX == 0)
        {
            var sum = 0d;
            for (var item = 0; item < Group.DimX; item++)
            {
                sum += shared[item];
            }

            sums[Grid.IdxX] = sum;
        }
    }
}
