using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Report.Viewer;

/// <summary>An image as shown by a viewer.</summary>
/// <param name="Name">Name of the image.</param>
/// <param name="Range">Intensities shown from black to white.</param>
/// <param name="Greys">Grey level of every block of the box.</param>
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
