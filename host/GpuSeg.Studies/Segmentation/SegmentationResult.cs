using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Voxels;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.Methods;
using GpuSeg.Studies.Models;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Segmentation;

/// <summary>A finished segmentation, in memory.</summary>
public sealed record SegmentationResult
{
    /// <summary>The request.</summary>
    public required SegmentationRequest Request { get; init; }

    /// <summary>The images, one per volume.</summary>
    public required IReadOnlyList<ImageFile> Images { get; init; }

    /// <summary>The mask file, or null.</summary>
    public ImageFile? MaskFile { get; init; }

    /// <summary>The file of the voxels that were left out of the fit, or null.</summary>
    public ImageFile? ExcludedFile { get; init; }

    /// <summary>All inputs: the images and, if there are any, the mask file and the file of excluded voxels.</summary>
    public IEnumerable<ImageFile> Inputs => [.. Images, .. new[] { MaskFile, ExcludedFile }.OfType<ImageFile>()];

    /// <summary>The voxels that were labelled.</summary>
    public required VoxelMask Mask { get; init; }

    /// <summary>The scaling of the intensities, or null.</summary>
    public StandardScaler? Scaler { get; init; }

    /// <summary>The limits of the intensities before scaling, or null.</summary>
    public Winsorizer? Winsorizer { get; init; }

    /// <summary>The fitted model, its clusters in label order, in the units of the fit (scaled units if there is a scaler).</summary>
    public required IClusterModel Model { get; init; }

    /// <summary>Cluster of every voxel of the mask, 0..K-1; shape (N).</summary>
    public required ReadOnlyMemory<byte> Labels { get; init; }

    /// <summary>Origin of the labels in a few words: a model, or the iterations of the fit.</summary>
    public string Course => Request.Model is { } applied
        ? $"labelled by {applied.FileName}"
        : $"{Plural.Of(Model.NIter, "iteration")}{(Model.Converged ? "" : ", NOT converged")}";

    /// <summary>Size, mean and deviation of the clusters in the images' own units.</summary>
    public required ClusterStatistics Statistics { get; init; }

    /// <summary>Mean log-likelihood, BIC and AIC of a mixture; null for KMeans.</summary>
    public LikelihoodScores? Scores { get; init; }

    /// <summary>Quality of the images by named tissues; null if no label is named after a tissue.</summary>
    public TissueQuality? Quality { get; init; }

    /// <summary>The labels in the regions of an atlas, or null.</summary>
    public RegionVolumes? Regions { get; init; }

    /// <summary>The search for a lesion; null if no search was wanted.</summary>
    public LesionFinding? Lesion { get; init; }

    /// <summary>The change of the labels since the subject's first session, or null.</summary>
    public VolumeChange? Change { get; init; }

    /// <summary>The method of the model.</summary>
    public Method Method => MethodTable.Of(Model);

    /// <summary>The measures of these voxels; without the objective if the model was fitted to other voxels.</summary>
    public IEnumerable<MeasuredValue> Measures => Method.Measures
        .Where(measure => Request.Model is null || !measure.IsObjective)
        .Select(measure => new MeasuredValue(measure, measure.Value(Model.Objective, Scores)));

    /// <summary>Posteriors of a mixture, one run of N per label; null unless asked for.</summary>
    public ReadOnlyMemory<float>? Posteriors { get; init; }

    /// <summary>The bias field of the images; null without one.</summary>
    public ImageField? Bias { get; init; }

    /// <summary>Name of the backend that ran the passes.</summary>
    public required string Backend { get; init; }

    /// <summary>Number of voxels of small pieces that took the label around them; null if all pieces were kept.</summary>
    public int? CleanedVoxels { get; init; }

    /// <summary>Name of the image of each contrast that named the tissues; null if tissues were not to be named.</summary>
    public IReadOnlyDictionary<LesionContrast, string>? TissueImages { get; init; }

    /// <summary>The warnings, a sentence each.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Gets the fitted model with everything that its file holds.</summary>
    internal SavedModel ToSavedModel() => new()
    {
        Model = Model,
        FeatureNames = [.. Images.Select(image => image.Name)],
        Scaler = Scaler,
        Winsorizing = Winsorizer is null ? null : new(Winsorizer.Percent, Winsorizer),
        Scores = Scores,
        RanToOptimum = Request.Model?.Saved.RanToOptimum ?? Request.Estimator.Converge,
        Starts = Request.Model?.Saved.Starts ?? Request.Estimator.Starts,
        LabelNames = Request.LabelNames,
    };
}

/// <summary>A finished segmentation whose images are still in memory, as a report needs them.</summary>
/// <param name="Result">The segmentation.</param>
/// <param name="Volumes">Its images with their voxels.</param>
public sealed record VolumeSegmentation(SegmentationResult Result, IReadOnlyList<Volume> Volumes);
