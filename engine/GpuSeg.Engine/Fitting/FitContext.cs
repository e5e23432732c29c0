using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Fitting;

/// <summary>The surroundings of a search: the voxels, and whatever searches that run together can share.</summary>
/// <param name="voxels">The voxels to cluster.</param>
/// <param name="progress">Receives every start and every iteration.</param>
/// <param name="cancellation">Stops the searches.</param>
internal sealed class FitContext(VoxelSet voxels, IProgress<FitProgress>? progress, CancellationToken cancellation) : IDisposable
{
    private readonly Dictionary<object, object?> _shared = [];

    public VoxelSet Voxels => voxels;

    public IProgress<FitProgress>? Progress => progress;

    public CancellationToken Cancellation => cancellation;

    /// <summary>
    /// Returns what was created for <paramref name="key"/>, or creates it; it is disposed of when all searches have ended.
    /// </summary>
    public T Share<T>(object key, Func<T> create)
    {
        if (!_shared.TryGetValue(key, out var value))
        {
            _shared[key] = value = create();
        }

        return (T)value!;
    }

    /// <summary>Returns the sample of the voxels on which the starts of estimators with <paramref name="seed"/> are found.</summary>
    /// <remarks>
    /// The whole fit, all its starts and iterations, runs on the sample first; the fit to all voxels begins where the best start ended. A
    /// pass over the sample is far cheaper, and it locates the optimum to about 1 / sqrt(<see cref="IEstimator.SampleVoxels"/>) standard
    /// deviations.
    /// </remarks>
    // The numbers of starts 0, 1, ... choose first centres.
    public VoxelSet Sample(int seed) =>
        Share((typeof(VoxelSample), seed), () => voxels.LoadSample(RandomStreams.Of(seed, -1), IEstimator.SampleVoxels));

    public void Dispose()
    {
        foreach (var value in _shared.Values.OfType<IDisposable>())
        {
            value.Dispose();
        }
    }
}
