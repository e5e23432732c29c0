using System.Globalization;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Masking;

/// <summary>The voxels to leave out of the fit, such as a lesion.</summary>
/// <param name="region">The voxels inside the file.</param>
/// <param name="isLabelled">Whether they stay in the mask.</param>
internal sealed class MaskExclusion(MaskRegion region, bool isLabelled)
{
    // More than this share of a brain is rarely a lesion.
    private const double Most = 0.5;

    /// <summary>Finds the excluded voxels of a mask, and removes them from it unless they are labelled.</summary>
    /// <param name="reference">The image that decides the grid.</param>
    /// <param name="words">The words of the mask.</param>
    /// <exception cref="ImageException">The file lies on another grid, or nothing would be left to fit.</exception>
    public ExcludedVoxels TakeFrom(ImageFile reference, Span<ulong> words)
    {
        GridCheck.Require(reference, region.Image, GridRole.Mask);
        var (kept, excluded) = (BitPacking.Count(words), new ulong[words.Length]);
        for (var w = 0; w < words.Length; w++)
        {
            excluded[w] = words[w] & region.Bits.Kept[w];
            words[w] &= isLabelled ? ulong.MaxValue : ~excluded[w];
        }

        var count = BitPacking.Count(excluded);
        if (count == kept)
        {
            ImageErrors.AllExcluded(region.Image.Path, kept);
        }

        return new(count, isLabelled, [.. region.Values.Warnings, .. Warnings(count, kept)]) { Words = excluded };
    }

    private IEnumerable<string> Warnings(int count, int kept)
    {
        var (path, inside) = (region.Image.Path, region.Values.Inside);
        if (count == 0)
        {
            var why = inside == 0
                ? "it is empty"
                : string.Create(CultureInfo.InvariantCulture, $"its {inside:N0} voxels are not in the mask");
            yield return $"{path} excludes no voxel: {why}; check that it is the right file.";
        }
        else if (count > Most * kept)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{path} excludes {100.0 * count / kept:0} % of the voxels in the mask; check that it is not inverted.");
        }
    }
}

/// <summary>The voxels of a mask that are left out of the fit.</summary>
/// <param name="Count">Their number.</param>
/// <param name="IsLabelled">Whether they stay in the mask and are labelled by the fitted model.</param>
/// <param name="Warnings">The warnings, a sentence each.</param>
public sealed record ExcludedVoxels(int Count, bool IsLabelled, IReadOnlyList<string> Warnings)
{
    /// <summary>The voxels, 64 a word.</summary>
    internal ReadOnlyMemory<ulong> Words { get; init; }
}
