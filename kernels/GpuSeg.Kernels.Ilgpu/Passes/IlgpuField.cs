using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Ilgpu.Device;
using GpuSeg.Kernels.Ilgpu.DeviceKernels;
using GpuSeg.Kernels.Ilgpu.Models;
using GpuSeg.Kernels.Ilgpu.Registers;
using GpuSeg.Kernels.Shared;
using ILGPU;

namespace GpuSeg.Kernels.Ilgpu.Passes;

/// <summary>The sweeps with neighbours and field over voxels in an accelerator's memory.</summary>
internal sealed class IlgpuField<TVoxels> : IVoxelField
    where TVoxels : struct, IVoxelStore
{
    private readonly LaunchShape _launch;
    private readonly KernelCache _kernels;
    private readonly VoxelMemory<TVoxels> _voxels;
    private readonly DeviceStream _stream;
    private readonly VoxelLattice _lattice;
    private readonly FieldBoxes _boxes;
    private readonly DeviceBuffer<float> _parameters, _levers, _logWeights, _coefficients, _field, _terms, _sums;
    private readonly DeviceBuffer<int> _runs;
    private readonly int _components;
    private VoxelRun[] _included = [];

    public IlgpuField(
        LaunchShape launch,
        KernelCache kernels,
        VoxelMemory<TVoxels> voxels,
        DeviceStream stream,
        VoxelLattice lattice,
        NeighbourPrior prior,
        int components)
    {
        (_launch, _kernels, _voxels, _stream, _lattice, _components) = (launch, kernels, voxels, stream, lattice, components);
        _boxes = new(stream, lattice, prior.In(lattice.Spacing), components);
        (_parameters, _levers, _logWeights) = (stream.NewBuffer<float>(), stream.NewBuffer<float>(), stream.NewBuffer<float>());
        (_coefficients, _field) = (stream.NewBuffer<float>(), stream.NewBuffer<float>());
        (_terms, _sums, _runs) = (stream.NewBuffer<float>(), stream.NewBuffer<float>(), stream.NewBuffer<int>());
    }

    private KernelConfig Grid => _launch.Sweep(_voxels.Count);

    public void Start(BiasedMixture mixture) => Sweep(mixture, _boxes.Box with { Neighbours = 0 });

    public void Sweep(BiasedMixture mixture, FieldMoments? moments)
    {
        Sweep(mixture, _boxes.Box);
        if (moments is not null)
        {
            Sum(mixture, moments);
        }
    }

    public double PseudoLikelihood(BiasedMixture mixture)
    {
        var (shape, packed) = Upload(mixture);
        var (scores, rows) = (_stream.Largest.View(_voxels.Count), _launch.Rows(_voxels.Count));
        var (partials, sum) = (_stream.Partials.View(rows), _stream.Sums.Device(1));
        var none = _stream.NoneStopped.Upload([0]);
        lock (_kernels.Gate)
        {
            _kernels.FieldScore<TVoxels>(shape.Component)(
                _stream.Queue, Grid, _voxels.Voxels, _voxels.Count, _boxes.Box, packed, _boxes.Before, scores);
            _kernels.Total()(_stream.Queue, Grid, scores, _voxels.Count, none, partials);
            _kernels.Fold()(_stream.Queue, new((1, 1, 1), (_launch.GroupSize, 1, 1)), partials, rows, none, sum);
        }

        var found = new double[1];
        Transfer.Down(_stream.Queue, sum, found);
        return (found[0] * PackedMixture.Ln2) + (_voxels.Count * PackedMixture.LargestOffset(mixture.Density));
    }

    public void Labels(Span<byte> labels)
    {
        var first = _stream.First.View(_voxels.Count);
        lock (_kernels.Gate)
        {
            _kernels.FieldRank()(_stream.Queue, Grid, _voxels.Count, _boxes.Box, _boxes.Before, _components, first);
        }

        Transfer.Down(_stream.Queue, first, labels[.._voxels.Count]);
    }

    public void Posteriors(Span<float> responsibilities)
    {
        var shares = _stream.Shares.View(_voxels.Count);
        for (var k = 0; k < _components; k++)
        {
            lock (_kernels.Gate)
            {
                _kernels.FieldGather()(_stream.Queue, Grid, _voxels.Count, _boxes.Box, _boxes.Before, k, shares);
            }

            Transfer.Down(_stream.Queue, shares, responsibilities.Slice(k * _voxels.Count, _voxels.Count));
        }
    }

    public void Dispose()
    {
        // A launch that is still running may use the memory.
        _stream.Queue.Synchronize();
        IDisposable[] parts = [_boxes, _parameters, _levers, _logWeights, _coefficients, _field, _terms, _sums, _runs];
        Array.ForEach(parts, part => part.Dispose());
    }

    private void Sweep(BiasedMixture mixture, FieldBox box)
    {
        var (shape, packed) = Upload(mixture);
        lock (_kernels.Gate)
        {
            _kernels.FieldSweep<TVoxels>(shape.Component)(
                _stream.Queue, Grid, _voxels.Voxels, _voxels.Count, box, packed, _boxes.Before, _boxes.After);
        }

        _boxes.Swap();
    }

    private (ModelShape Shape, FieldMixture Mixture) Upload(BiasedMixture mixture)
    {
        var (density, k, d) = (mixture.Density, mixture.Density.Components, mixture.Density.Dimensions);
        ArgumentChecks.Dimensions(d, _voxels.Dimensions);
        if (k != _components)
        {
            throw new ArgumentException($"The mixture has {k} components, the field {_components}.");
        }

        var shape = GaussianPacking.ShapeOf(density);
        var parameters = new float[shape.Parameters];
        GaussianPacking.Pack(density, parameters);
        float[] levers = [.. density.Means.Select((mean, i) => (float)(mean - mixture.Zeros[i % d]))];
        float[] weights = [.. mixture.LogWeights.Select(log => Math.Max(GaussianPacking.Never, (float)(log / PackedMixture.Ln2)))];
        return (shape, new()
        {
            Parameters = _parameters.Upload(parameters),
            Levers = _levers.Upload(levers),
            LogWeights = _logWeights.Upload(weights),
            Field = Field(mixture),
            Components = k,
            HasField = mixture.Order > 0 ? 1 : 0,
        });
    }

    private ArrayView<float> Field(BiasedMixture mixture)
    {
        if (mixture.Order == 0)
        {
            return _field.View(1);
        }

        var coefficients = _coefficients.Upload(Array.ConvertAll(mixture.Field, c => (float)c));
        var field = _field.View((long)_voxels.Count * _voxels.Dimensions);
        lock (_kernels.Gate)
        {
            _kernels.FieldValues()(
                _stream.Queue, Grid, _voxels.Count, _boxes.Box, coefficients, mixture.Order, _voxels.Dimensions, field);
        }

        return field;
    }

    private void Sum(BiasedMixture mixture, FieldMoments moments)
    {
        if (_included.Length == 0)
        {
            _included = [.. _lattice.Runs.ToArray().Where(run => moments.Includes(run))];
        }

        var (d, size) = (_voxels.Dimensions, FieldRun.Sums(moments.Order));
        var runs = new FieldRun
        {
            Runs = _runs.Upload([.. _included.SelectMany(run => (int[])[run.First, run.Length, run.X])]),
            Count = _included.Length,
            Features = d,
            Components = _components,
            Order = moments.Order,
        };
        var (terms, sums) = (_terms.Upload(Terms(mixture)), _sums.View((long)_included.Length * d * size));
        lock (_kernels.Gate)
        {
            _kernels.FieldRows<TVoxels>()(
                _stream.Queue,
                _launch.Sweep(_included.Length * d),
                _voxels.Voxels,
                _voxels.Count,
                _boxes.Box,
                runs,
                terms,
                _boxes.Before,
                sums);
        }

        var rows = new float[sums.Length];
        Transfer.Down(_stream.Queue, sums, rows);
        Add(rows, moments);
    }

    // Mean, sensitivity and weight of every component; shape (D, K, 3).
    private float[] Terms(BiasedMixture mixture)
    {
        var (d, sensitivities) = (_voxels.Dimensions, FieldMoments.Sensitivities(mixture));
        return
        [
            .. from j in Enumerable.Range(0, d)
               from k in Enumerable.Range(0, _components)
               let mean = mixture.Density.Means[(k * d) + j]
               let sensitivity = sensitivities[(k * d) + j]
               from term in (double[])[mean, sensitivity, sensitivity * (mean - mixture.Zeros[j])]
               select (float)term,
        ];
    }

    // In the order of the runs: the same bits in every run.
    private void Add(ReadOnlySpan<float> rows, FieldMoments moments)
    {
        Array.Clear(moments.Weights);
        Array.Clear(moments.Targets);
        var (weights, targets) = ((2 * moments.Order) + 1, moments.Order + 1);
        var (ofWeights, ofTargets) = (Monomials.Count(2 * moments.Order), Monomials.Count(moments.Order));
        Span<double> row = stackalloc double[weights];
        foreach (var run in _included)
        {
            var (y, z) = (_lattice.Coordinate(1, run.Y), _lattice.Coordinate(2, run.Z));
            for (var j = 0; j < moments.Dimensions; j++)
            {
                Widen(rows[..weights], row);
                Monomials.AddRow(row, 2 * moments.Order, y, z, moments.Weights.AsSpan(j * ofWeights, ofWeights));
                Widen(rows.Slice(weights, targets), row);
                Monomials.AddRow(row, moments.Order, y, z, moments.Targets.AsSpan(j * ofTargets, ofTargets));
                rows = rows[(weights + targets)..];
            }
        }
    }

    private static void Widen(ReadOnlySpan<float> values, Span<double> wide)
    {
        for (var i = 0; i < values.Length; i++)
        {
            wide[i] = values[i];
        }
    }
}
