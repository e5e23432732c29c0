using GpuSeg.Engine.Exploration;
using GpuSeg.Engine.Fitting;
using GpuSeg.Studies.Methods;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Exploration;

/// <summary>One fit of an exploration, with its names for people and files.</summary>
public sealed class ExploredFit
{
    private readonly ExplorationCell _cell;
    private readonly IReadOnlyList<string> _names;
    private readonly ExplorationFit? _fit;

    /// <summary>Names the fit.</summary>
    /// <param name="cell">Images, scaling and estimator of the fit.</param>
    /// <param name="names">Names of all images.</param>
    /// <param name="fit">Outcome of the fit; null before it has run.</param>
    public ExploredFit(ExplorationCell cell, IReadOnlyList<string> names, ExplorationFit? fit = null)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(names);
        (_names, _fit) = (names, fit);
        (_cell, Clustering, Failure) = (cell, fit?.Clustering, fit?.Failure?.Message);
        (Images, UsesAll) = (ImageSubsets.NameOf(cell.Images, names), cell.Images.Count == names.Count);
        Method = MethodTable.Of(cell.Estimator);
        (Variant, VariantSuffix) = (Method.Variant(cell.Estimator), Method.VariantSuffix(cell.Estimator));
        var scale = Scaling == FeatureScaling.None ? null : Scale;
        Name = string.Join('_', new[] { Images, Method.Name, VariantSuffix, $"k{Clusters}", scale }.OfType<string>());
    }

    /// <summary>Name of the files, such as t1+flair_gmm_k3_standard: images, method, variant, clusters, scaling; no defaults.</summary>
    public string Name { get; }

    /// <summary>The images: all, or their names joined by +.</summary>
    public string Images { get; }

    /// <summary>Whether all images of the exploration are clustered together.</summary>
    public bool UsesAll { get; }

    /// <summary>Columns of the images that are clustered.</summary>
    public IReadOnlyList<int> Columns => _cell.Images;

    /// <summary>The method with its options.</summary>
    public IEstimator Estimator => _cell.Estimator;

    /// <summary>The kind of clustering.</summary>
    public Method Method { get; }

    /// <summary>The variant of the method, such as the covariance type of a mixture; null if it has none.</summary>
    public string? Variant { get; }

    /// <summary>The variant unless it is the default one.</summary>
    public string? VariantSuffix { get; }

    /// <summary>The scaling of the intensities before they are clustered.</summary>
    public FeatureScaling Scaling => _cell.Standardise ? FeatureScaling.Standard : FeatureScaling.None;

    /// <summary>none or standard.</summary>
    public string Scale => Scaling.ToString().ToLowerInvariant();

    /// <summary>K.</summary>
    public int Clusters => Estimator.Clusters;

    /// <summary>The clustering; null if the fit failed.</summary>
    public JudgedClustering? Clustering { get; }

    /// <summary>Reason why the fit failed, or null.</summary>
    public string? Failure { get; }

    /// <summary>Whether a component sits on one grey level, so that the criteria of the fit, such as BIC, mean nothing.</summary>
    public bool HasOneLevel { get; private init; }

    /// <summary>Copies the fit as one whose criteria mean nothing.</summary>
    public ExploredFit OnOneLevel() => new(_cell, _names, _fit) { HasOneLevel = true };

    /// <summary>
    /// Returns a measure of the clustering; null if the method does not have it, if it is a criterion that means nothing, or without a
    /// clustering.
    /// </summary>
    public double? Value(Measure measure)
    {
        ArgumentNullException.ThrowIfNull(measure);
        var own = Method.Measures.FirstOrDefault(own => own.Key == measure.Key);
        return Clustering is { } clustering && !(HasOneLevel && own is { IsCriterion: true })
            ? own?.Value(clustering.Objective, clustering.Scores)
            : null;
    }
}
