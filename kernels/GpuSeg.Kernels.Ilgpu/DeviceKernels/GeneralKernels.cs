using GpuSeg.Kernels.Ilgpu.Registers;
using ILGPU;
using ILGPU.Algorithms;

namespace GpuSeg.Kernels.Ilgpu.DeviceKernels;

/// <summary>
/// Sweeps for one model of any number of components: first what a voxel needs to know of all of them, then the sums of one component
/// per launch. A model that <c>stopped</c> is left alone.
/// </summary>
internal static class GeneralKernels
{
    /// <summary>The largest score of every voxel and the first component that has it.</summary>
    public static void Rank<TVoxels, TVector, TComponent>(
        TVoxels voxels,
        int count,
        ArrayView<int> stopped,
        ArrayView<float> parameters,
        int components,
        ArrayView<float> largest,
        ArrayView<byte> first)
        where TVoxels : struct, IVoxelStore
        where TVector : unmanaged, IVector<TVector>
        where TComponent : unmanaged, IComponent<TComponent, TVector>
    {
        var end = stopped[0] == 0 ? count : 0;
        for (var i = ItemSink.Row; i < end; i += ItemSink.RowCount)
        {
            var x = TVector.Voxel(voxels, i, count);
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
    public static void Softmax<TVoxels, TVector, TComponent>(
        TVoxels voxels,
        int count,
        ArrayView<int> stopped,
        ArrayView<float> parameters,
        int components,
        ArrayView<float> largest,
        ArrayView<float> sums)
        where TVoxels : struct, IVoxelStore
        where TVector : unmanaged, IVector<TVector>
        where TComponent : unmanaged, IComponent<TComponent, TVector>
    {
        var end = stopped[0] == 0 ? count : 0;
        for (var i = ItemSink.Row; i < end; i += ItemSink.RowCount)
        {
            var x = TVector.Voxel(voxels, i, count);
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
    public static void Share<TVoxels, TVector, TComponent>(
        TVoxels voxels,
        int count,
        ArrayView<float> parameters,
        ArrayView<float> largest,
        ArrayView<float> sums,
        ArrayView<float> shares)
        where TVoxels : struct, IVoxelStore
        where TVector : unmanaged, IVector<TVector>
        where TComponent : unmanaged, IComponent<TComponent, TVector>
    {
        for (var i = ItemSink.Row; i < count; i += ItemSink.RowCount)
        {
            shares[i] = XMath.Exp2(TComponent.Score(parameters, 0, TVector.Voxel(voxels, i, count)) - largest[i]) / sums[i];
        }
    }

    /// <summary>The sums of the component at the start of <paramref name="parameters"/>, every voxel weighted by its share.</summary>
    public static void SoftSums<TVoxels, TVector, TComponent, TSink>(
        TVoxels voxels,
        int count,
        ArrayView<int> stopped,
        ArrayView<float> parameters,
        ArrayView<float> largest,
        ArrayView<float> sums,
        ArrayView<float> partials)
        where TVoxels : struct, IVoxelStore
        where TVector : unmanaged, IVector<TVector>
        where TComponent : unmanaged, IComponent<TComponent, TVector>
        where TSink : ISink
    {
        var component = default(TComponent);
        var end = stopped[0] == 0 ? count : 0;
        for (var i = ItemSink.Row; i < end; i += ItemSink.RowCount)
        {
            var x = TVector.Voxel(voxels, i, count);
            var share = XMath.Exp2(TComponent.Score(parameters, 0, x) - largest[i]) / sums[i];
            TComponent.Add(ref component, share, parameters, 0, x);
        }

        TComponent.Store<TSink>(component, partials, TSink.Row, TSink.RowCount);
    }

    /// <summary>The sums of the component at the start of <paramref name="parameters"/> over the voxels that rank it first.</summary>
    public static void HardSums<TVoxels, TVector, TComponent, TSink>(
        TVoxels voxels,
        int count,
        ArrayView<int> stopped,
        ArrayView<float> parameters,
        int component,
        ArrayView<byte> first,
        ArrayView<float> partials)
        where TVoxels : struct, IVoxelStore
        where TVector : unmanaged, IVector<TVector>
        where TComponent : unmanaged, IComponent<TComponent, TVector>
        where TSink : ISink
    {
        var sums = default(TComponent);
        var end = stopped[0] == 0 ? count : 0;
        for (var i = ItemSink.Row; i < end; i += ItemSink.RowCount)
        {
            var x = TVector.Voxel(voxels, i, count);
            TComponent.Add(ref sums, first[i] == component ? 1f : 0f, parameters, 0, x);
        }

        TComponent.Store<TSink>(sums, partials, TSink.Row, TSink.RowCount);
    }

    /// <summary>largest + log2 sum, in the place of the largest.</summary>
    public static void Normalise(ArrayView<float> largest, ArrayView<float> sums, int count, ArrayView<int> stopped)
    {
        var end = stopped[0] == 0 ? count : 0;
        for (var i = ItemSink.Row; i < end; i += ItemSink.RowCount)
        {
            largest[i] += XMath.Log2(sums[i]);
        }
    }

    /// <summary>The sum of one number per voxel.</summary>
    public static void Total<TSink>(ArrayView<float> values, int count, ArrayView<int> stopped, ArrayView<float> partials)
        where TSink : ISink
    {
        var total = default(RunningSum);
        var end = stopped[0] == 0 ? count : 0;
        for (var i = ItemSink.Row; i < end; i += ItemSink.RowCount)
        {
            total = RunningSum.Add(total, values[i]);
        }

        TSink.Put(total.Value, partials, TSink.Row);
    }
}
