using GpuSeg.Kernels.Ilgpu.Registers;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu.DeviceKernels;

/// <summary>Launches <see cref="NumberKernels{TSink}.Normalise"/>.</summary>
internal delegate void NormaliseSweep(
    AcceleratorStream stream, KernelConfig grid, ArrayView<float> largest, ArrayView<float> sums, int count, ArrayView<int> stopped);

/// <summary>Launches <see cref="NumberKernels{TSink}.Total"/>.</summary>
internal delegate void TotalSweep(
    AcceleratorStream stream, KernelConfig grid, ArrayView<float> values, int count, ArrayView<int> stopped, ArrayView<float> partials);

/// <summary>Sweeps over one number per voxel, for one model.</summary>
internal static class NumberKernels<TSink>
    where TSink : ISink
{
    /// <summary>Replaces the largest score by largest + log2 sum.</summary>
    public static void Normalise(ArrayView<float> largest, ArrayView<float> sums, int count, ArrayView<int> stopped)
    {
        var end = stopped[0] == 0 ? count : 0;
        for (var i = ItemSink.Row; i < end; i += ItemSink.RowCount)
        {
            largest[i] += XMath.Log2(sums[i]);
        }
    }

    /// <summary>Adds up one number per voxel.</summary>
    public static void Total(ArrayView<float> values, int count, ArrayView<int> stopped, ArrayView<float> partials)
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
