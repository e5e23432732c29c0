using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Masking;

/// <summary>
/// Reads mask files and decides which values are inside. Programs write masks of 0 and 1 or 255, but also probabilities, masks that an
/// interpolation has graded, labels, and images without their background. Memory is kept for the next file.
/// </summary>
/// <param name="use">The purpose of the files, for messages.</param>
internal sealed class MaskFileReader(MaskUse use)
{
    // A mask of 0 and 1 that was interpolated by splines exceeds 1 a little; labels of interpolated maps reach further.
    private const float MostOfLabels = 50;

    // A scaled mask that was interpolated has more levels than this.
    private const int FewLabels = 8;

    private const double UsualThreshold = 0.5;

    private readonly MaskFileSink _sink = new();

    /// <summary>Reads a file: one image whose values decide which voxels are inside.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threshold">Values above it are inside; null leaves the decision to the values.</param>
    /// <param name="read">Reads the file through a sink.</param>
    /// <param name="pass">Passes the image through a sink once more.</param>
    /// <returns>The mask, valid until the next is read.</returns>
    /// <exception cref="ImageException">The file cannot be read, has several volumes, or no voxel is inside.</exception>
    public MaskFile<TImage> Read<TImage>(
        string path, double? threshold, Func<IVoxelSink, IReadOnlyList<TImage>> read, Action<TImage, IVoxelSink> pass)
        where TImage : ImageFile
    {
        // The threshold is about the mask that chooses the voxels.
        threshold = use == MaskUse.Include ? threshold : null;
        _sink.Prepare((float?)threshold);
        var images = read(_sink);
        if (images.Count > 1)
        {
            ImageErrors.SeveralMasks(path, images.Count);
        }

        var (image, levels) = (images[0], _sink.Levels);
        var cut = threshold ?? Cut(levels, sink => pass(image, sink));
        if (cut is not null && threshold is null)
        {
            _sink.Prepare((float)cut);
            pass(image, _sink);
        }

        var inside = BitPacking.Count(_sink.Bits.Kept);
        if (inside == 0 && use == MaskUse.Include)
        {
            ImageErrors.EmptyMaskFile(path, MaskFileText.Emptiness(levels, cut));
        }

        var warnings = inside > 0 && threshold is null ? MaskFileText.Warnings(use, path, levels, inside, cut) : [];
        return new(image, new(image, _sink.Bits, new(inside, cut, [.. warnings])));
    }

    /// <summary>Chooses the value above which voxels are inside; null if all voxels that are not 0 are.</summary>
    private static double? Cut(MaskLevels levels, Action<IVoxelSink> pass)
    {
        if (levels.NonZero == 0 || levels.IsOneLevel || levels.Greatest <= 0)
        {
            return null;
        }

        if (levels.HasFractions && levels.Greatest < MostOfLabels)
        {
            return UsualThreshold;
        }

        if (!levels.HasFractions && (levels.Labels.Count <= FewLabels || levels.Greatest < MostOfLabels))
        {
            return null;
        }

        var plateau = new PlateauSink(levels.Greatest, !levels.HasFractions);
        pass(plateau);
        return plateau.IsFound ? levels.Greatest / 2 : null;
    }
}

/// <summary>The purpose of a mask file.</summary>
internal enum MaskUse
{
    /// <summary>The voxels inside are clustered.</summary>
    Include,

    /// <summary>The voxels inside are left out of the fit.</summary>
    Exclude,
}

/// <summary>A mask file that was read.</summary>
/// <param name="Image">The file.</param>
/// <param name="Region">The voxels inside.</param>
internal sealed record MaskFile<TImage>(TImage Image, MaskRegion Region)
    where TImage : ImageFile;

/// <summary>The voxels inside a mask file.</summary>
/// <param name="Image">The file.</param>
/// <param name="Bits">The voxels.</param>
/// <param name="Values">The values that are inside.</param>
internal sealed record MaskRegion(ImageFile Image, VoxelBits Bits, MaskFileValues Values)
{
    /// <summary>Whether the corners of the grid, which the brain does not reach, are inside.</summary>
    public bool HoldsCorners
    {
        get
        {
            var (x, y, z) = Image.Grid.Shape;
            int[] corners = [0, x - 1, x * (y - 1), x * y - 1];
            return corners.All(IsInside) && corners.All(corner => IsInside(corner + x * y * (z - 1)));
        }
    }

    private bool IsInside(int voxel) => (Bits.Kept[voxel / VoxelBits.WordLength] >> (voxel % VoxelBits.WordLength) & 1) != 0;
}

/// <summary>The values of a mask file that are inside.</summary>
/// <param name="Inside">Number of voxels inside.</param>
/// <param name="Threshold">The value above which voxels are inside; null if all finite voxels that are not 0 are.</param>
/// <param name="Warnings">A sentence if the file is not a plain mask.</param>
public sealed record MaskFileValues(int Inside, double? Threshold, IReadOnlyList<string> Warnings);
