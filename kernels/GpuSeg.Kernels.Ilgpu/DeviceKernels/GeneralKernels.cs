using GpuSeg.Kernels.Ilgpu.Registers;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu.DeviceKernels;

/// <summary>Launches <see cref="GeneralKernels{TVoxels, TVector, TComponent, TSink}.Rank"/>.</summary>
internal delegate void RankSweep<TVoxels>(
    AcceleratorStream stream,
    KernelConfig grid,
    TVoxels voxels,
    int count,
    ArrayView<int> stopped,
    ArrayView<float> parameters,
    int components,
    ArrayView<float> largest,
    ArrayView<byte> first);

/// <summary>Launches <see cref="GeneralKernels{TVoxels, TVector, TComponent, TSink}.Softmax"/>.</summary>
internal delegate void SoftmaxSweep<TVoxels>(
    AcceleratorStream stream,
    KernelConfig grid,
    TVoxels voxels,
    int count,
    ArrayView<int> stopped,
    ArrayView<float> parameters,
    int components,
    ArrayView<float> largest,
    ArrayView<float> sums);

/// <summary>Launches <see cref="GeneralKernels{TVoxels, TVector, TComponent, TSink}.Share"/>.</summary>
internal delegate void ShareSweep<TVoxels>(
    AcceleratorStream stream,
    KernelConfig grid,
    TVoxels voxels,
    int count,
    ArrayView<float> parameters,
    ArrayView<float> largest,
    ArrayView<float> sums,
    ArrayView<float> shares);

/// <summary>Launches <see cref="GeneralKernels{TVoxels, TVector, TComponent, TSink}.SoftSums"/>.</summary>
internal delegate void SoftSumsSweep<TVoxels>(
    AcceleratorStream stream,
    KernelConfig grid,
    TVoxels voxels,
    int count,
    ArrayView<int> stopped,
    ArrayView<float> parameters,
    ArrayView<float> largest,
    ArrayView<float> sums,
    ArrayView<float> partials);

/// <summary>Launches <see cref="GeneralKernels{TVoxels, TVector, TComponent, TSink}.HardSums"/>.</summary>
internal delegate void HardSumsSweep<TVoxels>(
    AcceleratorStream stream,
    KernelConfig grid,
    TVoxels voxels,
    int count,
    ArrayView<int> stopped,
    ArrayView<float> parameters,
    int component,
    ArrayView<byte> first,
    ArrayView<float> partials);

/// <summary>
/// Sweeps for one model of any number of components: first the largest score and the normaliser of every voxel, then the sums of one
/// component per launch. A model that <c>stopped</c> is skipped.
/// </summary>
internal static class GeneralKernels<TVoxels, TVector, TComponent, TSink>
    where TVoxels : struct, IVoxelStore
    where TVector : unmanaged, IVector<TVector>
    where TComponent : unmanaged, IComponent<TComponent, TVector>
    where TSink : ISink
{
    /// <summary>Finds the largest score of every voxel and the first component that has it.</summary>
    public static void Rank(
        TVoxels voxels,
        int count,
        ArrayView<int> stopped,
        ArrayView<float> parameters,
        int components,
        ArrayView<float> largest,
        ArrayView<byte> first)
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

    /// <summary>Computes the largest score of every voxel and sum_k 2^(score_k - largest).</summary>
    public static void Softmax(
        TVoxels voxels,
        int count,
        ArrayView<int> stopped,
        ArrayView<float> parameters,
        int components,
        ArrayView<float> largest,
        ArrayView<float> sums)
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

    /// <summary>Computes the share of every voxel in the component at the start of <paramref name="parameters"/>.</summary>
    public static void Share(
        TVoxels voxels,
        int count,
        ArrayView<float> parameters,
        ArrayView<float> largest,
        ArrayView<float> sums,
        ArrayView<float> shares)
    {
        for (var i = ItemSink.Row; i < count; i += ItemSink.RowCount)
        {
            shares[i] = XMath.Exp2(TComponent.Score(parameters, 0, TVector.Voxel(voxels, i, count)) - largest[i]) / sums[i];
        }
    }

    /// <summary>Adds up the component at the start of <paramref name="parameters"/>, every voxel weighted by its share.</summary>
    public static void SoftSums(
        TVoxels voxels,
        int count,
        ArrayView<int> stopped,
        ArrayView<float> parameters,
        ArrayView<float> largest,
        ArrayView<float> sums,
        ArrayView<float> partials)
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

    /// <summary>Adds up the component at the start of <paramref name="parameters"/> over the voxels that rank it first.</summary>
    public static void HardSums(
        TVoxels voxels,
        int count,
        ArrayView<int> stopped,
        ArrayView<float> parameters,
        int component,
        ArrayView<byte> first,
        ArrayView<float> partials)
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
}
