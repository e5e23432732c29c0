using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Citing;

/// <summary>Settings of mask files.</summary>
internal static class MaskRows
{
    /// <summary>Names the mask file and the values that are inside.</summary>
    public static string File(ImageFile file, VoxelMask mask) =>
        $"file {file.Name}" + (mask.FileValues?.Threshold is { } threshold ? $", values above {TextFormat.Number(threshold)}" : "");

    /// <summary>Names the file of excluded voxels, their number and their labels; empty if no voxels are excluded.</summary>
    public static IEnumerable<(string Name, string Value)> Excluded(ImageFile? file, VoxelMask mask) =>
        file is not null && mask.Excluded is { } excluded
            ? [("excluded", $"file {file.Name}, {Plural.Of(excluded.Count, "voxel")}, {(excluded.IsLabelled ? "labelled" : "background")}")]
            : [];
}
