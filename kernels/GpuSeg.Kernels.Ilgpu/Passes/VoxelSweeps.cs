using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Ilgpu.Device;
using GpuSeg.Kernels.Ilgpu.DeviceKernels;
using GpuSeg.Kernels.Ilgpu.Models;
using GpuSeg.Kernels.Ilgpu.Registers;
using ILGPU;

namespace GpuSeg.Kernels.Ilgpu.Passes;

/// <summary>The launches of kernels that sweep over voxels in an accelerator's memory, on a stream.</summary>
/// <remarks>No method waits for the accelerator. Callers hold the gate of the kernels.</remarks>
internal sealed class VoxelSweeps<TVoxels>
    where TVoxels : struct, IVoxelStore
{
    // Most floats of partial sums of a launch, unless a single model has more.
    private const long MostPartials = 1 << 26;

    private const int MostModels = 1024;

    private readonly TVoxels _voxels;
    private readonly LaunchShape _launch;
    private readonly KernelCache _kernels;
    private readonly KernelConfig _sweep;
    private readonly int _rows;
    private readonly DeviceStream _stream;

    public VoxelSweeps(LaunchShape launch, KernelCache kernels, VoxelMemory<TVoxels> memory, DeviceStream stream)
    {
        (_voxels, _launch, _kernels, _stream, Count) = (memory.Voxels, launch, kernels, stream, memory.Count);
        (_sweep, _rows, LargestBatch) = (launch.Sweep(Count), launch.Rows(Count), BatchBound);
        NoneStopped = stream.NoneStopped.Upload(new int[MostModels]);
    }

    public int Count { get; }

    /// <summary>Returns the largest number of models of a shape in a launch.</summary>
    public Func<ModelShape, int> LargestBatch { get; }

    /// <summary>A 0 for every model of a launch: no model has stopped.</summary>
    public ArrayView<int> NoneStopped { get; }

    /// <summary>
    /// Computes all sums of <paramref name="models"/> models of one shape; <paramref name="stopped"/> models keep their old sums.
    /// </summary>
    public void Sum(
        ModelShape shape, int models, Membership membership, ArrayView<int> stopped, ArrayView<float> parameters, ArrayView<double> sums)
    {
        if (shape.Fuses)
        {
            Fold(shape.Sums, models, Partials(shape, models, membership, stopped, parameters), stopped, sums);
            return;
        }

        for (var m = 0; m < models; m++)
        {
            SumOneByOne(
                shape,
                membership,
                stopped.SubView(m, 1),
                parameters.SubView((long)m * shape.Parameters, shape.Parameters),
                sums.SubView((long)m * shape.Sums, shape.Sums));
        }
    }

    /// <summary>Computes the partial sums of models that fuse, <see cref="Rows"/> in every column.</summary>
    public ArrayView<float> Partials(
        ModelShape shape, int models, Membership membership, ArrayView<int> stopped, ArrayView<float> parameters)
    {
        var partials = _stream.Partials.View((long)models * shape.Sums * _rows);
        _kernels.Fused<TVoxels>(membership, shape)(
            _stream.Queue, new((_sweep.GridDim.X, models, 1), _sweep.GroupDim), _voxels, Count, stopped, parameters, partials);
        return partials;
    }

    /// <summary>Number of rows of a column of partial sums.</summary>
    public int Rows => _rows;

    /// <summary>Finds the largest score of every voxel and the first component that has it.</summary>
    public (ArrayView<float> Largest, ArrayView<byte> First) Rank(ModelShape shape, ArrayView<int> stopped, ArrayView<float> parameters)
    {
        var (largest, first) = (_stream.Largest.View(Count), _stream.First.View(Count));
        _kernels.Rank<TVoxels>(shape.Component)(
            _stream.Queue, _sweep, _voxels, Count, stopped, parameters, shape.Components, largest, first);
        return (largest, first);
    }

    /// <summary>Computes the log2 density of every voxel, less the largest offset.</summary>
    public ArrayView<float> LogDensity(ModelShape shape, ArrayView<float> parameters)
    {
        var (largest, normalisers) = Softmax(shape, NoneStopped, parameters);
        _kernels.Normalise()(_stream.Queue, _sweep, largest, normalisers, Count, NoneStopped);
        return largest;
    }

    /// <summary>
    /// Computes the shares of every voxel in one component after the other, in the same memory; takes the gate for each component.
    /// </summary>
    public IEnumerable<ArrayView<float>> Shares(ModelShape shape, ArrayView<float> parameters)
    {
        var shares = _stream.Shares.View(Count);
        for (var k = 0; k < shape.Components; k++)
        {
            lock (_kernels.Gate)
            {
                var (largest, normalisers) = k == 0
                    ? Softmax(shape, NoneStopped, parameters)
                    : (_stream.Largest.View(Count), _stream.Normalisers.View(Count));
                _kernels.Share<TVoxels>(shape.Component)(
                    _stream.Queue, _sweep, _voxels, Count, Component(shape, parameters, k), largest, normalisers, shares);
            }

            yield return shares;
        }
    }

    private int BatchBound(ModelShape shape) => (int)Math.Clamp(MostPartials / ((long)shape.Sums * _rows), 1, MostModels);

    private void SumOneByOne(
        ModelShape shape, Membership membership, ArrayView<int> stopped, ArrayView<float> parameters, ArrayView<double> sums)
    {
        var total = sums.SubView(shape.Sums - 1, 1);
        if (membership == Membership.Soft)
        {
            var (largest, normalisers) = Softmax(shape, stopped, parameters);
            for (var k = 0; k < shape.Components; k++)
            {
                var partials = _stream.Partials.View((long)shape.Component.Sums * _rows);
                _kernels.SoftSums<TVoxels>(shape.Component)(
                    _stream.Queue, _sweep, _voxels, Count, stopped, Component(shape, parameters, k), largest, normalisers, partials);
                Fold(shape.Component.Sums, 1, partials, stopped, Sums(shape, sums, k));
            }

            _kernels.Normalise()(_stream.Queue, _sweep, largest, normalisers, Count, stopped);
            Total(largest, stopped, total);
        }
        else
        {
            var (largest, first) = Rank(shape, stopped, parameters);
            for (var k = 0; k < shape.Components; k++)
            {
                var partials = _stream.Partials.View((long)shape.Component.Sums * _rows);
                _kernels.HardSums<TVoxels>(shape.Component)(
                    _stream.Queue, _sweep, _voxels, Count, stopped, Component(shape, parameters, k), k, first, partials);
                Fold(shape.Component.Sums, 1, partials, stopped, Sums(shape, sums, k));
            }

            Total(largest, stopped, total);
        }
    }

    private (ArrayView<float> Largest, ArrayView<float> Normalisers) Softmax(
        ModelShape shape, ArrayView<int> stopped, ArrayView<float> parameters)
    {
        var (largest, normalisers) = (_stream.Largest.View(Count), _stream.Normalisers.View(Count));
        _kernels.Softmax<TVoxels>(shape.Component)(
            _stream.Queue, _sweep, _voxels, Count, stopped, parameters, shape.Components, largest, normalisers);
        return (largest, normalisers);
    }

    private void Total(ArrayView<float> values, ArrayView<int> stopped, ArrayView<double> sum)
    {
        var partials = _stream.Partials.View(_rows);
        _kernels.Total()(_stream.Queue, _sweep, values, Count, stopped, partials);
        Fold(1, 1, partials, stopped, sum);
    }

    private void Fold(int columns, int models, ArrayView<float> partials, ArrayView<int> stopped, ArrayView<double> sums) =>
        _kernels.Fold()(_stream.Queue, new((columns, models, 1), (_launch.GroupSize, 1, 1)), partials, _rows, stopped, sums);

    private static ArrayView<float> Component(ModelShape shape, ArrayView<float> parameters, int k) =>
        parameters.SubView((long)k * shape.Component.Parameters, shape.Component.Parameters);

    private static ArrayView<double> Sums(ModelShape shape, ArrayView<double> sums, int k) =>
        sums.SubView((long)k * shape.Component.Sums, shape.Component.Sums);
}
