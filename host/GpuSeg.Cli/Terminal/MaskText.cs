using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Text;

namespace GpuSeg.Cli.Terminal;

/// <summary>Short descriptions of masks.</summary>
internal static class MaskText
{
    /// <summary>Describes the voxels of a mask.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="maskFile">The mask file, or null.</param>
    /// <param name="rule">The rule without a mask file.</param>
    public static string Describe(VoxelMask mask, ImageFile? maskFile, MaskRule rule)
    {
        var voxels = (maskFile, rule.Kind) switch
        {
            ({ } file, _) when mask.FileValues?.Threshold is { } threshold => $"above {threshold} in {file.Name}",
            ({ } file, _) => $"non-zero in {file.Name}",
            (_, MaskRuleKind.Positive) => "> 0 in every image",
            (_, MaskRuleKind.NonZero) => "not 0 in every image",
            (_, MaskRuleKind.Above) => $"> {rule.Value} in every image",
            (_, MaskRuleKind.Any) => "not 0 in at least one image",
            (_, MaskRuleKind.Auto) => Describe(mask.Automatic!),
            _ => "finite in every image",
        };
        var filled = mask.Filled == 0 ? voxels : $"{voxels}, and {mask.Filled:N0} in enclosed holes";
        return mask.Excluded is { } excluded
            ? $"{filled}; {Plural.Of(excluded.Count, "voxel")} excluded{(excluded.IsLabelled ? " from the fit" : "")}"
            : filled;
    }

    private static string Describe(AutomaticMask mask) =>
        $"inside the automatic mask: {mask.Image} above {mask.Threshold:G5}, opened by {AutomaticMask.OpeningMillimetres} mm, "
        + $"largest piece, closed by {AutomaticMask.ClosingMillimetres} mm, holes filled";
}
