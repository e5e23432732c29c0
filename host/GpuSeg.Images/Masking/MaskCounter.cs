using System.Globalization;
using System.Numerics;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Masking;

/// <summary>Combines the bits of all images and counts the voxels that each image alone removes.</summary>
internal static class MaskCounter
{
    private const double WarnAbove = 0.01;

    /// <summary>Combines the bits into a mask and counts the contribution of each image.</summary>
    /// <param name="images">The images.</param>
    /// <param name="bits">The tests of every image.</param>
    /// <param name="file">Words of the mask file; empty if a rule applies.</param>
    /// <param name="words">Receives the words of the mask.</param>
    public static MaskContribution[] Combine(
        IReadOnlyList<ImageFile> images, IReadOnlyList<VoxelBits> bits, ReadOnlySpan<ulong> file, Span<ulong> words)
    {
        var (counts, keptByAll) = (new Counts[bits.Count], 0);
        var (kept, finite) = (bits.Select(image => image.KeptWords).ToArray(), bits.Select(image => image.FiniteWords).ToArray());
        // Bits past the last voxel are 0 in every image, but a single image would count as the only one that lacks them.
        var last = ulong.MaxValue >> (words.Length * VoxelBits.WordLength - images[0].VoxelCount);
        for (var w = 0; w < words.Length; w++)
        {
            var (lackedByOne, lackedByTwo) = (0UL, 0UL);
            foreach (var image in kept)
            {
                lackedByTwo |= lackedByOne & ~image[w];
                lackedByOne |= ~image[w];
            }
            var inFile = (file.IsEmpty ? ulong.MaxValue : file[w]) & (w == words.Length - 1 ? last : ulong.MaxValue);
            words[w] = inFile & ~lackedByOne;
            keptByAll += BitOperations.PopCount(words[w]);
            // The voxels that one image alone removes; most words have none.
            var alone = inFile & lackedByOne & ~lackedByTwo;
            for (var i = 0; alone != 0 && i < kept.Length; i++)
            {
                counts[i].Add(alone & ~kept[i][w], finite[i][w]);
            }
        }
        return [.. images.Select((image, i) => counts[i].Share(image, keptByAll, BitPacking.Count(finite[i].AsSpan(0, bits[i].Words))))];
    }

    /// <summary>Writes a warning for each image that alone removes many voxels, or is not finite in voxels that all others keep.</summary>
    public static IEnumerable<string> Warnings(IReadOnlyList<MaskContribution> shares, bool hasFile) =>
        // A single image without a mask file cannot be compared: the voxels that it removes are the background.
        shares.Count > 1 || hasFile ? shares.SelectMany(share => WarningsOf(share, hasFile)) : [];

    private static IEnumerable<string> WarningsOf(MaskContribution share, bool hasFile)
    {
        if (share.Share > WarnAbove)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{share.Name} alone removes {100 * share.Share:0.0} % ({share.RemovedAlone} of {share.KeptByOthers}) of the voxels that ")
                + (hasFile
                    ? "the mask file and the other images keep: they are NaN or infinite in it; check the image or give a smaller mask."
                    : "the other images keep: its field of view may cover less, or interpolation may have made values 0 or negative; "
                        + "consider a mask file or the mask rule nonzero.");
        }
        else if (share.NonFiniteAlone > 0)
        {
            yield return $"{share.Name} is NaN or infinite in {share.NonFiniteAlone} voxels that the others keep; they are left out.";
        }
    }

    private struct Counts
    {
        private int _removed;
        private int _nonFinite;

        public void Add(ulong removed, ulong finite)
        {
            _removed += BitOperations.PopCount(removed);
            _nonFinite += BitOperations.PopCount(removed & ~finite);
        }

        public readonly MaskContribution Share(ImageFile image, int keptByAll, int finite) =>
            new(image.Name, keptByAll + _removed, _removed, image.VoxelCount - finite, _nonFinite);
    }
}
