using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Metrics;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Exploration;

/// <summary>The cells of the same images and scaling: loaded once and fitted together.</summary>
/// <param name="images">All images, in their own units.</param>
/// <param name="voxels">Those that are clustered; disposed with the group.</param>
/// <param name="options">How clusterings are judged.</param>
internal sealed class ExplorationGroup(FeatureMatrix images, VoxelSet voxels, ExplorationOptions options) : IDisposable
{
    private readonly Dictionary<ExplorationCell, JointResult> _fits = [];
    private readonly Dictionary<ExplorationCell, JointResult> _optima = [];
    private readonly Dictionary<IEstimator, JointResult> _singles = [];

    /// <summary>Fits all <paramref name="cells"/> and what they are judged by.</summary>
    public void Fit(IReadOnlyCollection<ExplorationCell> cells, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        // Only the starts of several are weighed.
        IEstimator[] singles = [.. cells.Select(cell => cell.Estimator).Where(estimator => estimator.Starts > 1)
            .Select(estimator => estimator.SingleCluster).OfType<IEstimator>().Distinct()];
        var results = JointFit.Fit(voxels, [.. cells.Select(cell => cell.Estimator), .. singles], progress, cancellation);
        Add(_fits, cells, results);
        Add(_singles, singles, results.Skip(cells.Count));
        (ExplorationCell Cell, IEstimator Onwards)[] stopped = options.OptimumPasses == 0 ? [] : [.. cells.SelectMany(Onwards)];
        Add(
            _optima,
            stopped.Select(way => way.Cell),
            JointFit.Fit(voxels, [.. stopped.Select(way => way.Onwards)], progress, cancellation));
    }

    /// <summary>Judges the fit of <paramref name="cell"/>.</summary>
    public ExplorationFit Judge(ExplorationCell cell)
    {
        try
        {
            return new(cell, Judge(_fits[cell], _optima.GetValueOrDefault(cell)), null);
        }
        catch (Exception e) when (e is ClusteringException or ArgumentException)
        {
            return new(cell, null, e);
        }
    }

    public void Dispose() => voxels.Dispose();

    private JudgedClustering Judge(JointResult fit, JointResult? optimum)
    {
        var clustering = options.Order.Apply(fit.Clustering);
        var (model, labels, scores) = (clustering.Model, clustering.Labels(), clustering.Scores());
        var clustered = ClusterStatistics.Of(voxels.Features, labels, model.Clusters);
        EndSummary[] ends = [.. fit.Ends.Select(end => Summary(fit, end))];
        return new()
        {
            Model = model,
            Labels = labels,
            Statistics = ClusterStatistics.Of(images, labels, model.Clusters),
            Objective = fit.Ends[0].Objective,
            Scores = scores,
            Silhouette = Silhouette.Of(voxels.Features, labels, options.SilhouetteSample, options.SampleSeed),
            CalinskiHarabasz = CalinskiHarabasz.Of(clustered),
            DaviesBouldin = DaviesBouldin.Of(voxels.Features, labels, clustered),
            Stability = Stability.Of(fit.Ends.Select((end, e) => new LabelledEnd(LabelsOf(e), end.Starts, ends[e].Weight)), model.Clusters),
            Ends = ends,
            Optimum = optimum is { Failure: null } ? WayToOptimum.Of(optimum.Model, labels, optimum.Clustering.Labels()) : null,
            Warnings =
            [
                .. model.Warnings,
                .. optimum?.Failure is { } failure ? [$"The way to the optimum ended early. {failure.Message}"] : Array.Empty<string>(),
            ],
        };

        byte[] LabelsOf(int end) => end == 0 ? labels : fit.Ends[end].Clustering.Labels();
    }

    private EndSummary Summary(JointResult fit, FitEnd end)
    {
        var weight = fit.Ends.Count == 1 ? 1 : Stability.Weight(end.Objective, fit.Ends[0].Objective, OneCluster(fit.Estimator));
        return new(end.Objective, end.Starts, end.Model.NIter, end.Model.Converged, weight);
    }

    private double OneCluster(IEstimator estimator) => estimator.SingleCluster is { } single
        ? _singles[single].Ends[0].Objective
        : voxels.Count * voxels.Features.Variance.Sum();

    private IEnumerable<(ExplorationCell Cell, IEstimator Onwards)> Onwards(ExplorationCell cell) =>
        _fits[cell] is { Failure: null } fit && cell.Estimator.Onwards(fit.Model, options.OptimumPasses) is { } onwards
            ? [(cell, onwards)]
            : [];

    private static void Add<T>(Dictionary<T, JointResult> results, IEnumerable<T> keys, IEnumerable<JointResult> values)
        where T : notnull
    {
        foreach (var (key, value) in keys.Zip(values))
        {
            results[key] = value;
        }
    }
}
