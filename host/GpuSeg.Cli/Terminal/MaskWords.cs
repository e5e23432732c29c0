using GpuSeg.Images;
using GpuSeg.Images.Masking;

namespace GpuSeg.Cli.Terminal;

/// <summary>Why the voxels of a mask take part, in a few words.</summary>
internal static class MaskWords
{
    public static string Of(Volume? maskFile, MaskRule rule) =>
        maskFile is not null ? $"non-zero in {maskFile.Name}" : rule == MaskRule.Positive ? "> 0 in every image" : "not 0 in every image";
}
