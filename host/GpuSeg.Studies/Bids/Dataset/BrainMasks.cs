namespace GpuSeg.Studies.Bids.Dataset;

/// <summary>The brain masks that fMRIPrep and other programs write beside an image, such as sub-01_desc-brain_mask.nii.gz.</summary>
public static class BrainMasks
{
    private static readonly string[] s_shared = ["sub", "ses", "space", "res", "cohort"];

    /// <summary>Lists the brain masks of the subject, session and space of an image, in its folder.</summary>
    /// <param name="image">Path of the image.</param>
    public static IReadOnlyList<string> Beside(string image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var folder = Path.GetDirectoryName(Path.GetFullPath(image))!;
        return BidsName.TryParse(Path.GetFileName(image), out var name) && Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*desc-brain*_mask.nii*").Where(IsOf).Order(StringComparer.Ordinal)]
            : [];

        bool IsOf(string file) => BidsName.TryParse(Path.GetFileName(file), out var mask) && IsMask(mask) && IsBrain(mask)
            && s_shared.All(entity => mask[entity] == name[entity]);
    }

    /// <summary>Returns whether a file name is that of a mask.</summary>
    internal static bool IsMask(BidsName name) => name.Suffix == "mask" && name.Extension is ".nii" or ".nii.gz";

    /// <summary>Returns whether a mask's name says that it holds the brain.</summary>
    internal static bool IsBrain(BidsName mask) => mask["desc"] == "brain";
}
