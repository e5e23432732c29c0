using GpuSeg.Engine.Passes;
using ILGPU;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu;

/// <summary>Launches of the kernels that sweep over voxels in an accelerator's memory, and the memory that they work in.</summary>
/// <remarks>Nothing here waits for the accelerator.</remarks>
internal sealed class VoxelSweeps<TVoxels> : IDisposable
    where TVoxels : struct, IVoxelStore
{
    // The rows of partial sums of one launch take at most this many floats, unless those of one model alone are more.
    private const long MostPartials = 1 << 26;

    private const int MostModels = 1024;

    private readonly TVoxels _voxels;
    private readonly LaunchShape _launch;
    private readonly KernelCache _kernels;
    private readonly KernelConfig _sweep;
    private readonly int _rows;
    private readonly DeviceBuffer<float> _partials;
    private readonly DeviceBuffer<float> _largest;
    private readonly DeviceBuffer<float> _normalisers;
    private readonly DeviceBuffer<float> _shares;
    private readonly DeviceBuffer<byte> _first;
    private readonly DeviceBuffer<int> _noneStopped;

    public VoxelSweeps(Accelerator accelerator, LaunchShape launch, KernelCache kernels, TVoxels voxels, int count)
    {
        (_voxels, _launch, _kernels, Count) = (voxels, launch, kernels, count);
        (_sweep, _rows, LargestBatch) = (launch.Sweep(count), launch.Rows(count), BatchBound);
        (_partials, _largest, _normalisers, _shares) = (new(accelerator), new(accelerator), new(accelerator), new(accelerator));
        (_first, _noneStopped) = (new(accelerator), new(accelerator));
        NoneStopped = _noneStopped.Upload(new int[MostModels]);
    }

    public int Count { get; }

    /// <summary>Most models of a shape in one launch.</summary>
    public Func<ModelShape, int> LargestBatch { get; }

    /// <summary>A 0 for every model of a launch: all are to be swept over.</summary>
    public ArrayView<int> NoneStopped { get; }

    /// <summary>All sums of <paramref name="models"/> models of one shape; those that <paramref name="stopped"/> keep their old ones.</summary>
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

    /// <summary>The partial sums of models that fuse, <see cref="Rows"/> in every column.</summary>
    public ArrayView<float> Partials(
        ModelShape shape, int models, Membership membership, ArrayView<int> stopped, ArrayView<float> parameters)
    {
        var partials = _partials.View((long)models * shape.Sums * _rows);
        _kernels.Fused<TVoxels>(membership, shape)(
            new((_sweep.GridDim.X, models, 1), _sweep.GroupDim), _voxels, Count, stopped, parameters, partials);
        return partials;
    }

    /// <summary>Rows of a column of partial sums.</summary>
    public int Rows => _rows;

    /// <summary>The largest score of every voxel and the first component that has it.</summary>
    public (ArrayView<float> Largest, ArrayView<byte> First) Rank(ModelShape shape, ArrayView<int> stopped, ArrayView<float> parameters)
    {
        var (largest, first) = (_largest.View(Count), _first.View(Count));
        _kernels.Rank<TVoxels>(shape.Component)(_sweep, _voxels, Count, stopped, parameters, shape.Components, largest, first);
        return (largest, first);
    }

    /// <summary>The log2 density of every voxel, less the shift of <see cref="GaussianPacking"/>.</summary>
    public ArrayView<float> LogDensity(ModelShape shape, ArrayView<float> parameters)
    {
        var (largest, normalisers) = Softmax(shape, NoneStopped, parameters);
        _kernels.Normalise()(_sweep, largest, normalisers, Count, NoneStopped);
        return largest;
    }

    /// <summary>The shares of every voxel in one component after the other, in the same memory.</summary>
    public IEnumerable<ArrayView<float>> Shares(ModelShape shape, ArrayView<float> parameters)
    {
        var (largest, normalisers) = Softmax(shape, NoneStopped, parameters);
        var shares = _shares.View(Count);
        for (var k = 0; k < shape.Components; k++)
        {
            _kernels.Share<TVoxels>(shape.Component)(_sweep, _voxels, Count, Component(shape, parameters, k), largest, normalisers, shares);
            yield return shares;
        }
    }

    public void Dispose()
    {
        foreach (var buffer in new IDisposable[] { _partials, _largest, _normalisers, _shares, _first, _noneStopped })
        {
            buffer.Dispose();
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
                var partials = _partials.View((long)shape.Component.Sums * _rows);
                _kernels.SoftSums<TVoxels>(shape.Component)(
                    _sweep, _voxels, Count, stopped, Component(shape, parameters, k), largest, normalisers, partials);
                Fold(shape.Component.Sums, 1, partials, stopped, Sums(shape, sums, k));
            }

            _kernels.Normalise()(_sweep, largest, normalisers, Count, stopped);
            Total(largest, stopped, total);
        }
        else
        {
            var (largest, first) = Rank(shape, stopped, parameters);
            for (var k = 0; k < shape.Components; k++)
            {
                var partials = _partials.View((long)shape.Component.Sums * _rows);
                _kernels.HardSums<TVoxels>(shape.Component)(
                    _sweep, _voxels, Count, stopped, Component(shape, parameters, k), k, first, partials);
                Fold(shape.Component.Sums, 1, partials, stopped, Sums(shape, sums, k));
            }

            Total(largest, stopped, total);
        }
    }

    private (ArrayView<float> Largest, ArrayView<float> Normalisers) Softmax(
        ModelShape shape, ArrayView<int> stopped, ArrayView<float> parameters)
    {
        var (largest, normalisers) = (_largest.View(Count), _normalisers.View(Count));
        _kernels.Softmax<TVoxels>(shape.Component)(_sweep, _voxels, Count, stopped, parameters, shape.Components, largest, normalisers);
        return (largest, normalisers);
    }

    private void Total(ArrayView<float> values, ArrayView<int> stopped, ArrayView<double> sum)
    {
        var partials = _partials.View(_rows);
        _kernels.Total()(_sweep, values, Count, stopped, partials);
        Fold(1, 1, partials, stopped, sum);
    }

    private void Fold(int columns, int models, ArrayView<float> partials, ArrayView<int> stopped, ArrayView<double> sums) =>
        _kernels.Fold()(new((columns, models, 1), (_launch.GroupSize, 1, 1)), partials, _rows, stopped, sums);

    private static ArrayView<float> Component(ModelShape shape, ArrayView<float> parameters, int k) =>
        parameters.SubView((long)k * shape.Component.Parameters, shape.Component.Parameters);

    private static ArrayView<double> Sums(ModelShape shape, ArrayView<double> sums, int k) =>
        sums.SubView((long)k * shape.Component.Sums, shape.Component.Sums);
}
