using GpuSeg.Engine.Fitting;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;
using GpuSeg.Images.Regridding;
using GpuSeg.Studies.Models;

namespace GpuSeg.Studies.Segmentation;

/// <summary>Everything that decides the result of one segmentation.</summary>
public sealed record SegmentationRequest
{
    /// <summary>NIfTI files of one brain, on one grid unless they are resampled.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>Names of the images, one per file of one volume each, or null for their file names.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Further scans of an image, by its path: the image is then the mean of all of them, voxel by voxel.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Repeats { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>A NIfTI file whose voxels are clustered, or null for the rule.</summary>
    public string? MaskFile { get; init; }

    /// <summary>The value above which voxels of the mask file are inside; null leaves the choice to its values.</summary>
    public double? MaskThreshold { get; init; }

    /// <summary>A NIfTI file whose voxels are left out of the fit, or null.</summary>
    public string? ExcludedFile { get; init; }

    /// <summary>Whether voxels that are left out of the fit are labelled by its model; otherwise they are background.</summary>
    public bool LabelsExcluded { get; init; }

    /// <summary>A map of an atlas's regions on the grid of the images, in which labels are measured, or null.</summary>
    public string? RegionsFile { get; init; }

    /// <summary>Name of the map of regions in sidecars; null for the name of its file.</summary>
    public string? RegionsName { get; init; }

    /// <summary>The intracranial volume in mL that labels are compared with, or null.</summary>
    public double? IntracranialVolume { get; init; }

    /// <summary>The rule that chooses the voxels without a mask file.</summary>
    public MaskRule MaskRule { get; init; } = MaskRule.Positive;

    /// <summary>The enclosed holes of the mask to fill; of a mask file all or none.</summary>
    public HoleFill FillHoles { get; init; }

    /// <summary>The grid that all files are resampled onto by their headers, or null to refuse files on other grids.</summary>
    public TargetGrid? Regrid { get; init; }

    /// <summary>The scaling of the intensities before they are clustered.</summary>
    public FeatureScaling Scaling { get; init; }

    /// <summary>The limits of the intensities before they are scaled, or null.</summary>
    public Winsorizing? Winsorizing { get; init; }

    /// <summary>The method with its options.</summary>
    public required IEstimator Estimator { get; init; }

    /// <summary>The model that labels the images instead of a fit, see <see cref="LabelledBy"/>, or null.</summary>
    public AppliedModel? Model { get; init; }

    /// <summary>The file that the estimator's explicit start came from, or null.</summary>
    public string? StartFile { get; init; }

    /// <summary>The rule that numbers the labels.</summary>
    public LabelOrder Order { get; init; } = LabelOrder.ByWeight;

    /// <summary>Names of the labels 1..K for people, or null for Cluster 1..K.</summary>
    public IReadOnlyList<string>? LabelNames { get; init; }

    /// <summary>The kind of hash of the inputs' voxels in the sidecar.</summary>
    public VoxelHash Hash { get; init; } = VoxelHash.Sha256;

    /// <summary>The images with their mask, as a reader takes them.</summary>
    public ImageSelection Selection => new()
    {
        Images = Images,
        Names = Names,
        Repeats = Repeats,
        MaskFile = MaskFile,
        MaskThreshold = MaskThreshold,
        MaskRule = MaskRule,
        ExcludedFile = ExcludedFile,
        LabelsExcluded = LabelsExcluded,
        Regrid = Regrid,
        FillHoles = FillHoles,
        Hash = Hash,
    };

    /// <summary>All files that are read, which must not be written.</summary>
    public IEnumerable<string> InputFiles =>
    [
        .. Images, .. Repeats.Values.SelectMany(paths => paths),
        .. new[] { MaskFile, ExcludedFile, RegionsFile, StartFile, Model?.Path }.OfType<string>(),
    ];

    /// <summary>Replaces the estimator with a model; labels keep the model's order, and its names unless the request has its own.</summary>
    public SegmentationRequest LabelledBy(AppliedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var saved = model.Saved;
        return this with
        {
            Model = model,
            Estimator = new FittedModel(saved.Model),
            StartFile = null,
            Winsorizing = saved.Winsorizing,
            Scaling = saved.PerSubject || saved.Scaler is not null ? FeatureScaling.Standard : FeatureScaling.None,
            Order = LabelOrder.AsFitted,
            LabelNames = LabelNames ?? saved.LabelNames,
        };
    }

    /// <summary>Gets the name of a label, 1..K.</summary>
    public string LabelName(int label) => LabelNames?[label - 1] ?? Unnamed(label);

    /// <summary>Gets the name of a label without a name of its own.</summary>
    public static string Unnamed(int label) => $"Cluster {label}";
}

/// <summary>The scaling of intensities before they are clustered.</summary>
public enum FeatureScaling
{
    /// <summary>No scaling: the values of the files.</summary>
    None,

    /// <summary>Every image to mean 0 and population variance 1 over the mask.</summary>
    Standard,
}
