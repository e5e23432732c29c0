using GpuSeg.Engine;
using GpuSeg.Engine.Passes;
using ILGPU;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu;

/// <summary>The passes over voxels in an accelerator's memory: float32, one contiguous run per feature.</summary>
internal sealed class IlgpuPasses : IVoxelPasses
{
    private readonly LaunchShape _launch;
    private readonly KernelCache _kernels;
    private readonly KernelConfig _sweep;
    private readonly ArrayView<float> _voxels;
    private readonly DeviceBuffer<float> _voxelBuffer;
    private readonly DeviceBuffer<float> _parameters;
    private readonly DeviceBuffer<float> _partials;
    private readonly DeviceBuffer<double> _sums;
    private readonly DeviceBuffer<float> _largest;
    private readonly DeviceBuffer<float> _normalisers;
    private readonly DeviceBuffer<float> _shares;
    private readonly DeviceBuffer<byte> _first;

    public IlgpuPasses(Accelerator accelerator, LaunchShape launch, KernelCache kernels, FeatureMatrix features, VoxelFrame frame)
    {
        (Count, Dimensions) = (features.Count, features.Dimensions);
        (_launch, _kernels, _sweep) = (launch, kernels, launch.Sweep(features.Count));
        (_voxelBuffer, _parameters, _partials, _sums) = (new(accelerator), new(accelerator), new(accelerator), new(accelerator));
        (_largest, _normalisers, _shares, _first) = (new(accelerator), new(accelerator), new(accelerator), new(accelerator));
        lock (kernels.Gate)
        {
            _voxels = _voxelBuffer.View((long)Count * Dimensions);

            // Ordinary memory: locking pages takes as long as it saves on memory that is copied once.
            var column = new float[Count];
            for (var j = 0; j < Dimensions; j++)
            {
                frame.Transform(features, j, column);
                Transfer.Up(column, _voxels.SubView((long)j * Count, Count));
            }
        }
    }

    public int Count { get; }

    public int Dimensions { get; }

    public void Expect(IReadOnlyList<MixtureDensity> densities, Membership membership, IReadOnlyList<Moments> moments)
    {
        foreach (var density in densities)
        {
            Check(density.Dimensions);
        }

        lock (_kernels.Gate)
        {
            PackedModel[] models = [.. densities.Select(PackedModel.Of)];
            Sum(models, membership, (m, sums) => models[m].Read(sums, densities[m], Count, moments[m]));
        }
    }

    public void Assign(IReadOnlyList<Centres> centres, IReadOnlyList<Assignment> assignments)
    {
        foreach (var set in centres)
        {
            Check(set.Dimensions);
        }

        lock (_kernels.Gate)
        {
            PackedModel[] models = [.. centres.Select(PackedModel.Of)];
            Sum(models, Membership.Hard, (m, sums) => models[m].Read(sums, assignments[m]));
        }
    }

    public void Label(MixtureDensity density, Span<byte> labels)
    {
        Check(density.Dimensions);
        lock (_kernels.Gate)
        {
            var model = PackedModel.Of(density);
            Rank(model, _parameters.Upload(model.Parameters));
            Transfer.Down(_first.View(Count), labels[..Count]);
        }
    }

    public void Posterior(MixtureDensity density, Span<float> responsibilities)
    {
        Check(density.Dimensions);
        lock (_kernels.Gate)
        {
            var model = PackedModel.Of(density);
            var parameters = _parameters.Upload(model.Parameters);
            Softmax(model, parameters);
            for (var k = 0; k < model.Components; k++)
            {
                var shares = _shares.View(Count);
                _kernels.Share(model.Shape)(
                    _sweep, _voxels, Count, Component(model, parameters, k), _largest.View(Count), _normalisers.View(Count), shares);
                Transfer.Down(shares, responsibilities.Slice(k * Count, Count));
            }
        }
    }

    public void LogDensity(MixtureDensity density, Span<double> logDensities)
    {
        Check(density.Dimensions);
        lock (_kernels.Gate)
        {
            var model = PackedModel.Of(density);
            Softmax(model, _parameters.Upload(model.Parameters));
            Normalise();
            Download(_largest.View(Count), PackedModel.Ln2, PackedModel.Shift(density), logDensities);
        }
    }

    public void Nearest(Centres centres, Span<byte> labels, Span<double> squaredDistances)
    {
        Check(centres.Dimensions);
        lock (_kernels.Gate)
        {
            var model = PackedModel.Of(centres);
            Rank(model, _parameters.Upload(model.Parameters));
            Transfer.Down(_first.View(Count), labels[..Count]);
            if (!squaredDistances.IsEmpty)
            {
                Download(_largest.View(Count), -1, 0, squaredDistances);
            }
        }
    }

    public void Dispose()
    {
        lock (_kernels.Gate)
        {
            foreach (var buffer in new IDisposable[] { _voxelBuffer, _parameters, _partials, _sums, _largest, _normalisers, _shares, _first })
            {
                buffer.Dispose();
            }
        }
    }

    // A kernel would read past the end of a model of fewer features.
    private void Check(int modelDimensions)
    {
        if (modelDimensions != Dimensions)
        {
            throw new ArgumentException($"A model of {modelDimensions} features was given for voxels of {Dimensions}.");
        }
    }

    // All models are launched before the first sum is waited for.
    private void Sum(PackedModel[] models, Membership membership, SumReader read)
    {
        if (models.Length == 0)
        {
            return;
        }

        var parameters = _parameters.Upload([.. models.SelectMany(model => model.Parameters)]);
        var sums = _sums.View(models.Sum(model => (long)model.SumCount));
        var (parametersAt, sumsAt) = (0L, 0L);
        foreach (var model in models)
        {
            var own = parameters.SubView(parametersAt, model.Parameters.Length);
            Sum(model, membership, own, sums.SubView(sumsAt, model.SumCount));
            (parametersAt, sumsAt) = (parametersAt + own.Length, sumsAt + model.SumCount);
        }

        var all = new double[sums.Length];
        Transfer.Down(sums, all);
        var at = 0;
        for (var m = 0; m < models.Length; at += models[m].SumCount, m++)
        {
            read(m, all.AsSpan(at, models[m].SumCount));
        }
    }

    private void Sum(PackedModel model, Membership membership, ArrayView<float> parameters, ArrayView<double> sums)
    {
        if (model.Shape.Fuses(model.Components))
        {
            var fused = _kernels.Fused(membership, model.Shape, model.Components);
            Fold(sums, partials => fused(_sweep, _voxels, Count, parameters, partials));
        }
        else
        {
            SumOneByOne(model, membership, parameters, sums);
        }
    }

    private void SumOneByOne(PackedModel model, Membership membership, ArrayView<float> parameters, ArrayView<double> sums)
    {
        if (membership == Membership.Soft)
        {
            Softmax(model, parameters);
        }
        else
        {
            Rank(model, parameters);
        }

        for (var k = 0; k < model.Components; k++)
        {
            var component = k;
            var own = Component(model, parameters, k);
            Fold(sums.SubView((long)k * model.Shape.Sums, model.Shape.Sums), partials =>
            {
                if (membership == Membership.Soft)
                {
                    _kernels.SoftSums(model.Shape)(_sweep, _voxels, Count, own, _largest.View(Count), _normalisers.View(Count), partials);
                }
                else
                {
                    _kernels.HardSums(model.Shape)(_sweep, _voxels, Count, own, component, _first.View(Count), partials);
                }
            });
        }

        if (membership == Membership.Soft)
        {
            Normalise();
        }

        Fold(sums.SubView(sums.Length - 1, 1), partials => _kernels.Total()(_sweep, _largest.View(Count), Count, partials));
    }

    // Runs a sweep that writes partial sums, a column for every one of sums, and adds each column up.
    private void Fold(ArrayView<double> sums, Action<ArrayView<float>> sweep)
    {
        var rows = _launch.Rows(Count);
        var partials = _partials.View(rows * sums.Length);
        sweep(partials);
        _kernels.Fold()(new((int)sums.Length, _launch.GroupSize), partials, rows, sums);
    }

    private void Rank(PackedModel model, ArrayView<float> parameters) =>
        _kernels.Rank(model.Shape)(_sweep, _voxels, Count, parameters, model.Components, _largest.View(Count), _first.View(Count));

    private void Softmax(PackedModel model, ArrayView<float> parameters) =>
        _kernels.Softmax(model.Shape)(_sweep, _voxels, Count, parameters, model.Components, _largest.View(Count), _normalisers.View(Count));

    private void Normalise() => _kernels.Normalise()(_sweep, _largest.View(Count), _normalisers.View(Count), Count);

    private static ArrayView<float> Component(PackedModel model, ArrayView<float> parameters, int k) =>
        parameters.SubView((long)k * model.Shape.Parameters, model.Shape.Parameters);

    private static void Download(ArrayView<float> values, double scale, double shift, Span<double> destination)
    {
        var host = new float[values.Length];
        Transfer.Down(values, host);
        for (var i = 0; i < host.Length; i++)
        {
            destination[i] = (scale * host[i]) + shift;
        }
    }

    private delegate void SumReader(int model, ReadOnlySpan<double> sums);
}
