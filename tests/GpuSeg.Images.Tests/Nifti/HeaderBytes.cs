using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Tests.Nifti;

internal static class HeaderBytes
{
    /// <summary>Reads the header of a NIfTI-1 file.</summary>
    public static NiftiHeader Header(this byte[] bytes) => NiftiHeader.Parse(bytes.AsSpan(0, 348), "header.nii");
}
