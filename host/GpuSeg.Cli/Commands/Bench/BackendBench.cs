using System.Diagnostics;
using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Measuring;

namespace GpuSeg.Cli.Commands.Bench;

/// <summary>
/// The rows of one backend, over any number of sizes from the smallest up; each size predicts the time of the next one.
/// </summary>
internal sealed class BackendBench(
    IBackend backend, BenchData data, BenchClock clock, Action<string> working, CancellationToken cancellation)
{
    // Beyond this the difference of two fits is long enough anywhere.
    private const int MostEmIterations = 4096;
    private const int FitClusters = 3;
    private static readonly int[] s_clusters = [3, 8];

    private readonly Dictionary<(string What, int Features, int Clusters), double> _secondsPerVoxel = [];
    private readonly Dictionary<(int Clusters, int Features), MixtureStart> _starts = [];
    private double _loadSecondsPerVoxel;

    /// <summary>Rows measured so far.</summary>
    public List<BenchRow> Rows { get; } = [];

    /// <summary>A sentence for each row that was left out.</summary>
    public List<string> LeftOut { get; } = [];

    /// <summary>Returns whether even the shortest row of <paramref name="count"/> voxels would take too long, and notes it.</summary>
    public bool IsOver(int count)
    {
        var over = _secondsPerVoxel.Count > 0
            && !clock.HasTimeFor(((2 * _loadSecondsPerVoxel) + BenchClock.Cost(_secondsPerVoxel.Values.Min())) * count);
        if (over)
        {
            LeftOut.Add($"{backend.Name}: {count:N0} voxels would take longer than this bench may.");
        }

        return over;
    }

    /// <summary>Measures iterations over <paramref name="features"/> and, if wanted, over its first image alone.</summary>
    public void Iterations(FeatureMatrix features, bool alsoFirst)
    {
        foreach (var subset in (FeatureMatrix[])[features, .. alsoFirst ? [features.Select([0])] : Array.Empty<FeatureMatrix>()])
        {
            try
            {
                Iterations(subset);
            }
            catch (BackendUnavailableException full) when (Rows.Count > 0)
            {
                LeftOut.Add(full.Message);
            }
        }
    }

    /// <summary>Measures complete fits with their defaults, from features in memory to labels.</summary>
    public void Fits(FeatureMatrix features)
    {
        Fit(BenchWhat.Mixture, new GaussianMixture { NComponents = FitClusters });
        Fit(BenchWhat.KMeans, new KMeans { NClusters = FitClusters });

        void Fit(string what, IEstimator estimator)
        {
            working($"{backend.Name}: {BenchWhat.Text(what)}");
            float[][] columns = [.. Enumerable.Range(0, features.Dimensions).Select(j => features.Column(j).ToArray())];
            Add(features, what, FitClusters, clock.Action(() =>
            {
                using var voxels = VoxelSet.Load(backend, new FeatureMatrix(features.Names, columns));
                estimator.Fit(voxels, cancellation: cancellation).Labels();
            }), double.NaN, null);
        }
    }

    private void Iterations(FeatureMatrix features)
    {
        working($"{backend.Name}: {features.Count:N0} voxels, D = {features.Dimensions}");
        var start = Stopwatch.GetTimestamp();
        using var voxels = VoxelSet.Load(backend, features);
        var bytes = (long)features.Count * features.Dimensions * sizeof(float);
        var memory = MemoryRate.Measure(backend, bytes);
        _loadSecondsPerVoxel = Stopwatch.GetElapsedTime(start).TotalSeconds / features.Count;
        if (memory is not null)
        {
            var seconds = bytes / memory.BytesPerSecond;
            Rows.Add(new(backend.Name, memory.Kind, features.Count, features.Dimensions, 0, seconds, memory.BytesPerSecond, 1));
        }

        foreach (var clusters in s_clusters)
        {
            Iteration(BenchWhat.Em, clusters, () => Em(voxels, clusters));
            Iteration(BenchWhat.Lloyd, clusters, () => Lloyd(voxels, clusters));
        }

        void Iteration(string what, int clusters, Func<double> measure)
        {
            var key = (what, features.Dimensions, clusters);
            if (!clock.HasTimeFor(BenchClock.Cost(_secondsPerVoxel.GetValueOrDefault(key) * features.Count)))
            {
                LeftOut.Add($"{backend.Name}: {BenchWhat.Text(what)}, {features.Count:N0} voxels, D = {features.Dimensions}, "
                    + $"K = {clusters} would take longer than this bench may.");
                return;
            }

            var seconds = measure();
            _secondsPerVoxel[key] = seconds / features.Count;
            Add(features, what, clusters, seconds, bytes / seconds, memory);
        }
    }

    private double Em(VoxelSet voxels, int clusters)
    {
        var mixture = new GaussianMixture { NComponents = clusters, Tol = 0, Start = Start(voxels, clusters), UseHistogram = false };
        return clock.Iteration(n => (mixture with { MaxIter = n }).Fit(voxels, cancellation: cancellation), MostEmIterations);
    }

    // Found at the first size, which is the smallest, and used for all: the voxels are the same.
    private MixtureStart Start(VoxelSet voxels, int clusters)
    {
        if (!_starts.TryGetValue((clusters, voxels.Dimensions), out var start))
        {
            var model = new GaussianMixture { NComponents = clusters, MaxIter = 1 }.Fit(voxels, cancellation: cancellation).Model;
            _starts[(clusters, voxels.Dimensions)] = start = new(model.Weights, model.Means, model.Precisions);
        }

        return start;
    }

    private double Lloyd(VoxelSet voxels, int clusters)
    {
        var kmeans = new KMeans
        {
            NClusters = clusters,
            InitialCentres = data.PoorCentres(clusters, voxels.Dimensions),
            Tol = 0,
            MaxIter = BenchClock.MostOfAKind,
        };
        var most = kmeans.Fit(voxels, cancellation: cancellation).Model.NIter - 1;
        return clock.Iteration(n => (kmeans with { MaxIter = n }).Fit(voxels, cancellation: cancellation), most);
    }

    private void Add(FeatureMatrix features, string what, int clusters, double seconds, double rate, MemoryRate? memory)
    {
        var share = memory is null ? double.NaN : rate / memory.BytesPerSecond;
        Rows.Add(new(backend.Name, what, features.Count, features.Dimensions, clusters, seconds, rate, share));
    }
}
