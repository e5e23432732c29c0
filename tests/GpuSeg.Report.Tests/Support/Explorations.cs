using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Exploration;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Kernels;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Report.Tests;

/// <summary>Explorations of the small brain, and changes to their results, for outcomes that real images have only by chance.</summary>
internal static class Explorations
{
    /// <summary>Requests mixtures and KMeans of two images, each with three starts.</summary>
    public static ExplorationRequest Request(this SmallBrain brain, params string[] images) => new()
    {
        Images = images.Length > 0
            ? images
            : [brain.Put("t1.nii", SmallBrain.Values(100, 100, 1)), brain.Put("flair.nii", SmallBrain.Values(400, -80, 2))],
        Methods = [new GaussianMixture { NInit = 3 }, new KMeans { NInit = 3 }],
        Clusters = [2, 3, 4],
    };

    public static ExplorationResult Run(this ExplorationRequest request) =>
        BrainExplorer.Run(
            request, _ => HostBackends.All.Create("cpu"), new PhaseClock(), cancellation: TestContext.Current.CancellationToken);

    /// <summary>Replaces the clusterings of an exploration.</summary>
    public static ExplorationResult With(this ExplorationResult result, Func<ExploredFit, JudgedClustering> change) =>
        result.WithFits(fit => new(Cell(fit), change(fit), null));

    /// <summary>Replaces the selected fits of an exploration by failures.</summary>
    public static ExplorationResult Failing(this ExplorationResult result, Func<ExploredFit, bool> which, string why) =>
        result.WithFits(fit => which(fit) ? new(Cell(fit), null, new ClusteringException(why)) : new(Cell(fit), fit.Clustering, null));

    private static ExplorationResult WithFits(this ExplorationResult result, Func<ExploredFit, ExplorationFit> change) =>
        result with { Fits = [.. result.Fits.Select(fit => new ExploredFit(Cell(fit), result.Features.Names, change(fit)))] };

    private static ExplorationCell Cell(ExploredFit fit) => new(fit.Columns, fit.Scaling == FeatureScaling.Standard, fit.Estimator);
}
