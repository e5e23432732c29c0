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

/// <summary>A label map of a viewer.</summary>
/// <param name="Name">Name of the map, shown if there are several.</param>
/// <param name="Map">Labels 0..K of all voxels in file order, 0 being background.</param>
/// <param name="Labels">The labels 1..K.</param>
public sealed record LabelLayer(string Name, ReadOnlyMemory<byte> Map, IReadOnlyList<LabelEntry> Labels);

/// <summary>A label of a map.</summary>
/// <param name="Name">Name of the label.</param>
/// <param name="Colour">Colour as #rrggbb.</param>
public sealed record LabelEntry(string Name, string Colour);
