using GpuSeg.Engine.Fitting;
using GpuSeg.Images.Masking;
using GpuSeg.Studies.Methods;
using GpuSeg.Studies.Models;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Exploration;

/// <summary>Everything that decides the result of one exploration.</summary>
public sealed record ExplorationRequest : ImageSelection
{
    /// <summary>The limits of the intensities before they are scaled, or null.</summary>
    public Winsorizing? Winsorizing { get; init; }

    /// <summary>The sets of images that are clustered together, see <see cref="ImageSubsets"/>.</summary>
    public IReadOnlyList<string> Subsets { get; init; } = [ImageSubsets.Singles, ImageSubsets.All];

    /// <summary>The scalings of the intensities before they are clustered.</summary>
    public IReadOnlyList<FeatureScaling> Scalings { get; init; } = [FeatureScaling.None, FeatureScaling.Standard];

    /// <summary>The estimators, one per method and variant, with all parameters except the number of clusters.</summary>
    public required IReadOnlyList<IEstimator> Methods { get; init; }

    /// <summary>The estimators by method, in their order.</summary>
    public IEnumerable<(Method Method, IReadOnlyList<IEstimator> Variants)> Families =>
        Methods.GroupBy(MethodTable.Of).Select(group => (group.Key, (IReadOnlyList<IEstimator>)[.. group]));

    /// <summary>Numbers of clusters, ascending.</summary>
    public required IReadOnlyList<int> Clusters { get; init; }

    /// <summary>The rule that numbers the labels.</summary>
    public LabelOrder Order { get; init; } = LabelOrder.ByWeight;

    /// <summary>Name of the fit whose labels figures show, see <see cref="ExploredFit.Name"/>, or null for the default.</summary>
    public string? Shown { get; init; }

    /// <summary>Axial slices to show, as indices along the axis of the file; null for slices evenly through the mask.</summary>
    public IReadOnlyList<int>? Slices { get; init; }

    /// <summary>All files that are read, which must not be written.</summary>
    public IEnumerable<string> InputFiles => [.. Images, .. new[] { MaskFile, ExcludedFile }.OfType<string>()];
}
