using GpuSeg.Images;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Report.Viewer;

/// <summary>An image as it is shown.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Range">What is black and what is white.</param>
/// <param name="Greys">One for every block of the box.</param>
internal sealed record ShownImage(string Name, DisplayRange Range, byte[] Greys)
{
    public static ShownImage Of(Volume image, VoxelMask mask, ShownBox box)
    {
        var range = DisplayRange.Of(mask.Gather(image));
        var values = new float[image.VoxelCount];
        image.CopyTo(values);
        return new(image.Name, range, box.Greys(values, range));
    }
}
