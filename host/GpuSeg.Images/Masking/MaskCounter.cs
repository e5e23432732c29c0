using System.Numerics;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Masking;

/// <summary>Counts the voxels that the images remove from a mask, each alone and all together.</summary>
internal static class MaskCounter
{
    /// <summary>Combines the voxels that may be in the mask with the voxels that pass in every image.</summary>
    /// <param name="candidates">Words of the voxels that may be in the mask; empty for all voxels.</param>
    /// <param name="passed">Words of the voxels that pass, one run per image.</param>
    /// <param name="words">Receives the words of the mask.</param>
    public static void Combine(ReadOnlySpan<ulong> candidates, IReadOnlyList<ulong[]> passed, Span<ulong> words)
    {
        if (candidates.IsEmpty)
        {
            words.Fill(ulong.MaxValue);
        }
        else
        {
            candidates[..words.Length].CopyTo(words);
        }

        foreach (var image in passed)
        {
            for (var w = 0; w < words.Length; w++)
            {
                words[w] &= image[w];
            }
        }
    }

    /// <summary>Counts the voxels that are not in the mask.</summary>
    /// <param name="images">The images.</param>
    /// <param name="bits">The tests of every image.</param>
    /// <param name="candidates">Words of the voxels that may be in the mask; empty for all voxels.</param>
    /// <param name="passed">Words of the voxels that pass, one run per image.</param>
    /// <param name="mask">Words of the mask, with the holes that were filled.</param>
    public static MaskCounts Count(
        IReadOnlyList<ImageFile> images,
        IReadOnlyList<VoxelBits> bits,
        ReadOnlySpan<ulong> candidates,
        IReadOnlyList<ulong[]> passed,
        ReadOnlySpan<ulong> mask)
    {
        var (counts, kept, lost, lostZero) = (new Counts[images.Count], BitPacking.Count(mask), 0, 0);
        var lostBy = new int[images.Count];
        var valuedBy = Array.ConvertAll([.. bits], image => image.ValuedWords);
        var finiteBy = Array.ConvertAll([.. bits], image => image.FiniteWords);
        // Bits past the last voxel are 0 in every image, but a single image would count as the only one that lacks them.
        var last = ulong.MaxValue >> (mask.Length * VoxelBits.WordLength - images[0].VoxelCount);
        for (var w = 0; w < mask.Length; w++)
        {
            var outside = (candidates.IsEmpty ? ulong.MaxValue : candidates[w]) & (w == mask.Length - 1 ? last : ulong.MaxValue) & ~mask[w];
            if (outside == 0)
            {
                continue;
            }

            var (lackedByOne, lackedByTwo, valuedInOne, valuedInAll, finite) = (0UL, 0UL, 0UL, ulong.MaxValue, ulong.MaxValue);
            for (var i = 0; i < passed.Count; i++)
            {
                lackedByTwo |= lackedByOne & ~passed[i][w];
                lackedByOne |= ~passed[i][w];
                valuedInOne |= valuedBy[i][w];
                valuedInAll &= valuedBy[i][w];
                finite &= finiteBy[i][w];
            }

            var lostHere = outside & valuedInOne & finite;
            lost += BitOperations.PopCount(lostHere);
            lostZero += BitOperations.PopCount(lostHere & ~valuedInAll);
            for (var i = 0; lostHere != 0 && i < passed.Count; i++)
            {
                lostBy[i] += BitOperations.PopCount(lostHere & ~passed[i][w]);
            }

            // The voxels that one image alone removes; most words have none.
            var alone = outside & lackedByOne & ~lackedByTwo;
            for (var i = 0; alone != 0 && i < passed.Count; i++)
            {
                counts[i].Add(alone & ~passed[i][w], finiteBy[i][w], valuedBy[i][w]);
            }
        }

        var shares = images.Select((image, i) => counts[i].Share(image, kept, BitPacking.Count(bits[i].Finite)));
        return new([.. shares], lost, lostZero, lostBy);
    }

    private struct Counts
    {
        private int _removed;
        private int _nonFinite;
        private int _zero;

        public void Add(ulong removed, ulong finite, ulong valued)
        {
            _removed += BitOperations.PopCount(removed);
            _nonFinite += BitOperations.PopCount(removed & ~finite);
            _zero += BitOperations.PopCount(removed & finite & ~valued);
        }

        public readonly MaskContribution Share(ImageFile image, int kept, int finite) =>
            new(image.Name, kept + _removed, _removed, image.VoxelCount - finite, _nonFinite, _zero);
    }
}

/// <summary>The voxels that images remove from a mask.</summary>
/// <param name="Images">The effect of each image.</param>
/// <param name="Lost">Voxels outside the mask that are not 0 in at least one image and finite in every image.</param>
/// <param name="LostZero">Voxels among them that are 0 in at least one image.</param>
/// <param name="LostBy">Lost voxels that do not pass in each image.</param>
internal sealed record MaskCounts(MaskContribution[] Images, int Lost, int LostZero, int[] LostBy);
