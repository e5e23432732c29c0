using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Cli.Terminal;

/// <summary>Short descriptions of masks.</summary>
internal static class MaskText
{
    /// <summary>Describes the voxels of a mask.</summary>
    public static string Describe(ImageFile? maskFile, MaskRule rule) =>
        maskFile is not null ? $"non-zero in {maskFile.Name}" : rule == MaskRule.Positive ? "> 0 in every image" : "not 0 in every image";
}
