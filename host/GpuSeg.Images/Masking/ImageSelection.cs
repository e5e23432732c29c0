using GpuSeg.Images.Nifti;
using GpuSeg.Images.Regridding;

namespace GpuSeg.Images.Masking;

/// <summary>Image files of one brain, and the rule or the file that selects their voxels. Requests for work on them add to it.</summary>
public record ImageSelection
{
    /// <summary>NIfTI files, on one grid unless they are resampled.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>Further scans of an image, by its path: the image is then the mean of all of them, voxel by voxel.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Repeats { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Names for the images, one per volume, or null for the names of their files.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>A NIfTI file whose voxels form the mask, or null for the rule.</summary>
    public string? MaskFile { get; init; }

    /// <summary>
    /// The value above which voxels of the mask file are inside. If null, its values decide: all that are not 0, or of a mask that an
    /// interpolation has graded those above 0.5 or half of the scale.
    /// </summary>
    public double? MaskThreshold { get; init; }

    /// <summary>A NIfTI file whose voxels are left out of the fit, or null.</summary>
    public string? ExcludedFile { get; init; }

    /// <summary>Whether voxels that are left out of the fit are labelled by its model; otherwise they are background.</summary>
    public bool LabelsExcluded { get; init; }

    /// <summary>The rule that selects voxels when there is no mask file.</summary>
    public MaskRule MaskRule { get; init; } = MaskRule.Positive;

    /// <summary>The enclosed holes of the mask to fill; of a mask file all or none.</summary>
    public HoleFill FillHoles { get; init; }

    /// <summary>The grid that all files are resampled onto, or null to refuse files on a grid different from the first.</summary>
    public TargetGrid? Regrid { get; init; }

    /// <summary>The hash to compute of the voxels of every file.</summary>
    public VoxelHash Hash { get; init; } = VoxelHash.Sha256;
}
