using GpuSeg.Engine.Fitting;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Regridding;
using GpuSeg.Studies.Methods;
using GpuSeg.Studies.Models;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Exploration;

/// <summary>Everything that decides the result of one exploration.</summary>
public sealed record ExplorationRequest
{
    /// <summary>NIfTI files of one brain, on one grid unless they are resampled.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>A NIfTI file whose voxels are clustered, or null for the rule.</summary>
    public string? MaskFile { get; init; }

    /// <summary>The value above which voxels of the mask file are inside; null leaves the choice to its values.</summary>
    public double? MaskThreshold { get; init; }

    /// <summary>A NIfTI file whose voxels are left out, or null.</summary>
    public string? ExcludedFile { get; init; }

    /// <summary>The rule that chooses the voxels without a mask file.</summary>
    public MaskRule MaskRule { get; init; } = MaskRule.Positive;

    /// <summary>The enclosed holes of the mask to fill; of a mask file all or none.</summary>
    public HoleFill FillHoles { get; init; }

    /// <summary>The grid that all files are resampled onto by their headers, or null to refuse files on other grids.</summary>
    public TargetGrid? Regrid { get; init; }

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

    /// <summary>The images with their mask, as a reader takes them.</summary>
    public ImageSelection Selection => new()
    {
        Images = Images,
        MaskFile = MaskFile,
        MaskThreshold = MaskThreshold,
        MaskRule = MaskRule,
        FillHoles = FillHoles,
        ExcludedFile = ExcludedFile,
        Regrid = Regrid,
    };

    /// <summary>All files that are read, which must not be written.</summary>
    public IEnumerable<string> InputFiles => [.. Images, .. new[] { MaskFile, ExcludedFile }.OfType<string>()];
}
