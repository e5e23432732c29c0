using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Ilgpu.Device;
using GpuSeg.Kernels.Ilgpu.DeviceKernels;
using GpuSeg.Kernels.Ilgpu.Models;
using GpuSeg.Kernels.Ilgpu.Registers;
using GpuSeg.Kernels.Shared;
using ILGPU;

namespace GpuSeg.Kernels.Ilgpu.Passes;

/// <summary>The passes over voxels in an accelerator's memory.</summary>
internal sealed class IlgpuPasses<TVoxels> : IIteratingPasses
    where TVoxels : struct, IVoxelStore
{
    private readonly LaunchShape _launch;
    private readonly KernelCache _kernels;
    private readonly VoxelMemory<TVoxels> _memory;
    private readonly VoxelSweeps<TVoxels> _sweeps;
    private readonly VoxelIterations<TVoxels> _iterations;
    private readonly ModelOrder _models;
    private readonly DeviceStreams _streams;
    private readonly DeviceStream _stream;
    private bool _isDisposed;

    public IlgpuPasses(
        LaunchShape launch,
        KernelCache kernels,
        DeviceStreams streams,
        DeviceStream stream,
        VoxelMemory<TVoxels> memory,
        VoxelFrame frame)
    {
        (_launch, _kernels, _streams, _stream, _memory) = (launch, kernels, streams, stream, memory);
        _models = new(memory.Dimensions);
        _sweeps = new(launch, kernels, memory, stream);
        _iterations = new(launch, kernels, _sweeps, stream, frame);
    }

    public int Count => _memory.Count;

    public int Dimensions => _memory.Dimensions;

    public void Expect(IReadOnlyList<MixtureDensity> densities, Membership membership, IReadOnlyList<Moments> moments) =>
        Sum<MixtureDensity, Moments, GaussianPacking>(densities, membership, moments);

    public void Assign(IReadOnlyList<Centres> centres, IReadOnlyList<Assignment> assignments) =>
        Sum<Centres, Assignment, CentrePacking>(centres, Membership.Hard, assignments);

    public void Iterate(IReadOnlyList<MixtureIteration> mixtures, int steps) =>
        _iterations.Take<MixtureIteration, MixtureDensity, Moments, MixtureKind, GaussianPacking>(mixtures, steps);

    public void Iterate(IReadOnlyList<CentreIteration> centres, int steps) =>
        _iterations.Take<CentreIteration, Centres, Assignment, CentreKind, CentrePacking>(centres, steps);

    public void Label(MixtureDensity density, Span<byte> labels)
    {
        var (shape, parameters) = Upload<MixtureDensity, Moments, GaussianPacking>(density);
        Transfer.Down(_stream.Queue, Rank(shape, parameters).First, labels[..Count]);
    }

    public void Posterior(MixtureDensity density, Span<float> responsibilities)
    {
        var (shape, parameters) = Upload<MixtureDensity, Moments, GaussianPacking>(density);
        var at = 0;
        foreach (var shares in _sweeps.Shares(shape, parameters))
        {
            Transfer.Down(_stream.Queue, shares, responsibilities.Slice(at, Count));
            at += Count;
        }
    }

    public void LogDensity(MixtureDensity density, Span<double> logDensities)
    {
        var (shape, parameters) = Upload<MixtureDensity, Moments, GaussianPacking>(density);
        ArrayView<float> found;
        lock (_kernels.Gate)
        {
            found = _sweeps.LogDensity(shape, parameters);
        }

        Download(found, PackedMixture.Ln2, PackedMixture.LargestOffset(density), logDensities);
    }

    public void Nearest(Centres centres, Span<byte> labels, Span<double> squaredDistances)
    {
        var (shape, parameters) = Upload<Centres, Assignment, CentrePacking>(centres);
        var (largest, first) = Rank(shape, parameters);
        Transfer.Down(_stream.Queue, first, labels[..Count]);
        if (!squaredDistances.IsEmpty)
        {
            Download(largest, -1, 0, squaredDistances);
        }
    }

    public IVoxelField NewField(VoxelLattice lattice, NeighbourPrior prior, int components)
    {
        ArgumentChecks.Field(lattice, prior, Count, hasWeights: false);
        return new IlgpuField<TVoxels>(_launch, _kernels, _memory, _stream, lattice, prior, components);
    }

    // The next user of the stream is queued behind the rest of these passes.
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _streams.Return(_stream);
        }
    }

    // All models go up in one copy and all sums come down in one, with a launch for each shape in between.
    private void Sum<TModel, TSums, TPacking>(IReadOnlyList<TModel> models, Membership membership, IReadOnlyList<TSums> results)
        where TPacking : IPacking<TModel, TSums>
    {
        if (models.Count == 0)
        {
            return;
        }

        _models.Arrange<TModel, TSums, TPacking>(models, _sweeps.LargestBatch);
        Pack<TModel, TSums, TPacking>(models);
        var (parameters, sums) = (_stream.Parameters.Up(_models.Parameters), _stream.Sums.Device(_models.Sums));
        lock (_kernels.Gate)
        {
            foreach (var batch in _models.Batches)
            {
                _sweeps.Sum(
                    batch.Shape,
                    batch.Models,
                    membership,
                    _sweeps.NoneStopped,
                    parameters.SubView(batch.ParametersAt, batch.Parameters),
                    sums.SubView(batch.SumsAt, batch.Sums));
            }
        }

        _stream.Sums.Down(_models.Sums);
        _stream.Queue.Synchronize();
        Read<TModel, TSums, TPacking>(models, results);
    }

    private (ArrayView<float> Largest, ArrayView<byte> First) Rank(ModelShape shape, ArrayView<float> parameters)
    {
        lock (_kernels.Gate)
        {
            return _sweeps.Rank(shape, _sweeps.NoneStopped, parameters);
        }
    }

    private void Pack<TModel, TSums, TPacking>(IReadOnlyList<TModel> models)
        where TPacking : IPacking<TModel, TSums>
    {
        var parameters = _stream.Parameters.Host(_models.Parameters);
        foreach (var batch in _models.Batches)
        {
            for (var m = 0; m < batch.Models; m++)
            {
                var own = parameters.Slice(batch.ParametersAt + (m * batch.Shape.Parameters), batch.Shape.Parameters);
                TPacking.Pack(models[_models.Order[batch.First + m]], own);
            }
        }
    }

    private void Read<TModel, TSums, TPacking>(IReadOnlyList<TModel> models, IReadOnlyList<TSums> results)
        where TPacking : IPacking<TModel, TSums>
    {
        var parameters = _stream.Parameters.Host(_models.Parameters);
        var sums = _stream.Sums.Host(_models.Sums);
        foreach (var batch in _models.Batches)
        {
            for (var m = 0; m < batch.Models; m++)
            {
                var (shape, model) = (batch.Shape, _models.Order[batch.First + m]);
                TPacking.Read(
                    sums.Slice(batch.SumsAt + (m * shape.Sums), shape.Sums),
                    models[model],
                    shape,
                    parameters.Slice(batch.ParametersAt + (m * shape.Parameters), shape.Parameters),
                    Count,
                    results[model]);
            }
        }
    }

    private (ModelShape Shape, ArrayView<float> Parameters) Upload<TModel, TSums, TPacking>(TModel model)
        where TPacking : IPacking<TModel, TSums>
    {
        var shape = _models.ShapeOf<TModel, TSums, TPacking>(model);
        TPacking.Pack(model, _stream.Parameters.Host(shape.Parameters));
        return (shape, _stream.Parameters.Up(shape.Parameters));
    }

    private void Download(ArrayView<float> values, double scale, double shift, Span<double> destination)
    {
        var host = new float[values.Length];
        Transfer.Down(_stream.Queue, values, host);
        for (var i = 0; i < host.Length; i++)
        {
            destination[i] = (scale * host[i]) + shift;
        }
    }
}
