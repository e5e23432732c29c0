using System.Globalization;
using System.Numerics;

namespace GpuSeg.Imaging;

/// <summary>Combines the bits of all images and counts what each of them removes alone.</summary>
internal static class MaskCounter
{
    private const double WarnAbove = 0.01;

    public static (ulong[] Words, MaskShare[] Shares, string[] Warnings) Count(
        IReadOnlyList<Volume> images, VoxelBits[] bits, ulong[] file, bool hasFile, int voxelCount)
    {
        var words = (ulong[])file.Clone();
        foreach (var image in bits)
            And(words, image.Kept);
        var shares = images.Select((image, i) => ShareOf(image.Name, bits, i, file, voxelCount)).ToArray();
        // A single image without a mask file has no others to compare with: what it removes is the background.
        var warnings = images.Count > 1 || hasFile ? shares.SelectMany(share => WarningsOf(share, hasFile)) : [];
        return (words, shares, [.. warnings]);
    }

    private static MaskShare ShareOf(string name, VoxelBits[] bits, int image, ulong[] file, int voxelCount)
    {
        var others = (ulong[])file.Clone();
        for (var other = 0; other < bits.Length; other++)
            if (other != image)
                And(others, bits[other].Kept);
        if (voxelCount % 64 is not 0 and var used)
            others[^1] &= (1UL << used) - 1;
        var (kept, finite) = (bits[image].Kept, bits[image].Finite);
        var (keptByOthers, removed, finiteCount, nonFiniteAlone) = (0, 0, 0, 0);
        for (var i = 0; i < others.Length; i++)
        {
            keptByOthers += BitOperations.PopCount(others[i]);
            removed += BitOperations.PopCount(others[i] & ~kept[i]);
            finiteCount += BitOperations.PopCount(finite[i]);
            nonFiniteAlone += BitOperations.PopCount(others[i] & ~finite[i]);
        }
        return new(name, keptByOthers, removed, voxelCount - finiteCount, nonFiniteAlone);
    }

    private static void And(ulong[] words, ulong[] other)
    {
        for (var i = 0; i < words.Length; i++)
            words[i] &= other[i];
    }

    private static IEnumerable<string> WarningsOf(MaskShare share, bool hasFile)
    {
        if (share.Share > WarnAbove)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{share.Name} alone removes {100 * share.Share:0.0} % ({share.RemovedAlone} of {share.KeptByOthers}) of the voxels that ")
                + (hasFile
                    ? "the mask file and the other images keep: they are NaN or infinite in it; check the image or give a smaller mask."
                    : "the other images keep: its field of view may cover less, or interpolation may have made values 0 or negative; "
                        + "consider `--mask FILE` or `--mask-rule nonzero`.");
        else if (share.NonFiniteAlone > 0)
            yield return $"{share.Name} is NaN or infinite in {share.NonFiniteAlone} voxels that the others keep; they are left out.";
    }
}
