using GpuSeg.Kernels.Ilgpu.Registers;
using ILGPU;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu.DeviceKernels;

/// <summary>Launches <see cref="FieldRowKernels{TVoxels}.Add"/>.</summary>
internal delegate void FieldRows<TVoxels>(
    AcceleratorStream stream,
    KernelConfig grid,
    TVoxels voxels,
    int count,
    FieldBox box,
    FieldRun runs,
    ArrayView<float> terms,
    ArrayView<float> shares,
    ArrayView<float> sums);

/// <summary>The runs of voxels that are included in the estimate of a field.</summary>
internal struct FieldRun
{
    /// <summary>First voxel, number of voxels and first place along x of every run; shape (runs, 3).</summary>
    public ArrayView<int> Runs;

    /// <summary>Number of runs.</summary>
    public int Count;

    /// <summary>Number of features, D.</summary>
    public int Features;

    /// <summary>Number of components, K.</summary>
    public int Components;

    /// <summary>Largest total degree of the field.</summary>
    public int Order;

    /// <summary>Returns the number of sums of a run and feature: weights up to twice the degree, then targets.</summary>
    public static int Sums(int order) => (2 * order) + 1 + order + 1;
}

/// <summary>The sums of runs for <see cref="Engine.Passes.FieldMoments"/>: the host adds up the runs.</summary>
internal static class FieldRowKernels<TVoxels>
    where TVoxels : struct, IVoxelStore
{
    /// <summary>Computes sum w x^p and sum t x^p of every run and feature.</summary>
    /// <param name="voxels">The voxels.</param>
    /// <param name="count">N, the number of voxels.</param>
    /// <param name="box">The places of the voxels.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="terms">Mean, sensitivity and weight; shape (D, K, 3).</param>
    /// <param name="shares">The responsibilities in the box.</param>
    /// <param name="sums">Receives the sums; shape (runs, D, <see cref="FieldRun.Sums"/>).</param>
    public static void Add(
        TVoxels voxels,
        int count,
        FieldBox box,
        FieldRun runs,
        ArrayView<float> terms,
        ArrayView<float> shares,
        ArrayView<float> sums)
    {
        var size = FieldRun.Sums(runs.Order);
        for (var item = ItemSink.Row; item < (long)runs.Count * runs.Features; item += ItemSink.RowCount)
        {
            var run = item / runs.Features;
            var feature = item - (run * runs.Features);
            var (first, length, place) = (runs.Runs[3 * run], runs.Runs[(3 * run) + 1], runs.Runs[(3 * run) + 2]);
            var own = item * size;
            for (var s = 0; s < size; s++)
            {
                sums[own + s] = 0f;
            }

            for (var i = 0; i < length; i++)
            {
                var value = voxels[(feature * count) + first + i];
                var (weight, target) = (0f, 0f);
                for (var k = 0; k < runs.Components; k++)
                {
                    var at = 3 * ((feature * runs.Components) + k);
                    var share = shares[box.Positions[first] + i + (k * box.Stride)];
                    weight += share * terms[at + 2];
                    target += share * terms[at + 1] * (value - terms[at]);
                }

                var x = box.Places[place + i];
                var s = own;
                for (var p = 0; p <= 2 * runs.Order; p++)
                {
                    sums[s] += weight;
                    weight *= x;
                    s++;
                }

                for (var p = 0; p <= runs.Order; p++)
                {
                    sums[s] += target;
                    target *= x;
                    s++;
                }
            }
        }
    }
}
