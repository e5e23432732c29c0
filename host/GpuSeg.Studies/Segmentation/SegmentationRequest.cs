using GpuSeg.Engine.Fitting;
using GpuSeg.Images.Masking;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.Models;

namespace GpuSeg.Studies.Segmentation;

/// <summary>Everything that decides the result of one segmentation.</summary>
public sealed record SegmentationRequest : ImageSelection
{
    /// <summary>A map of an atlas's regions on the grid of the images, in which labels are measured, or null.</summary>
    public string? RegionsFile { get; init; }

    /// <summary>Name of the map of regions in sidecars; null for the name of its file.</summary>
    public string? RegionsName { get; init; }

    /// <summary>The intracranial volume in mL that labels are compared with, or null.</summary>
    public double? IntracranialVolume { get; init; }

    /// <summary>Whether a lesion is searched in the same images after the clustering, which it does not change.</summary>
    public LesionSearchMode Lesion { get; init; }

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

    /// <summary>Volume in mm3 below which pieces of labels take the label around them; null to keep all pieces.</summary>
    public double? Clean { get; init; }

    /// <summary>The rule that numbers the labels.</summary>
    public LabelOrder Order { get; init; } = LabelOrder.ByWeight;

    /// <summary>Names of the labels 1..K for people, or null for Cluster 1..K.</summary>
    public IReadOnlyList<string>? LabelNames { get; init; }

    /// <summary>The images by which clusters are named CSF, GM and WM, or null; <see cref="LabelNames"/> win.</summary>
    public TissueNaming? Tissues { get; init; }

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
