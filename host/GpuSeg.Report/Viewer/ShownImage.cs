using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;
using GpuSeg.Images.Views;

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
public sealed record LabelLayer(string Name, ReadOnlyMemory<byte> Map, IReadOnlyList<LabelEntry> Labels)
{
    private const int Levels = 255;

    /// <summary>The values that labels 1..255 mean; null if labels are names.</summary>
    public ColourBar? Bar { get; private init; }

    /// <summary>Creates a layer of values in 255 colours; values at and below the lower end are transparent, as is NaN.</summary>
    /// <param name="name">Name of the layer.</param>
    /// <param name="values">Values of all voxels in file order.</param>
    /// <param name="bar">The values from the first to the last colour.</param>
    public static LabelLayer OfValues(string name, ReadOnlySpan<float> values, ColourBar bar)
    {
        ArgumentNullException.ThrowIfNull(bar);
        var map = new byte[values.Length];
        for (var i = 0; i < map.Length; i++)
        {
            var share = (values[i] - bar.Low) / (bar.High - bar.Low);
            map[i] = share > 0 ? (byte)Math.Min(Levels, 1 + (int)(share * (Levels - 1))) : (byte)0;
        }

        var labels = Viridis.HexOfLabels(Levels).Select(colour => new LabelEntry("", colour));
        return new(name, map, [.. labels]) { Bar = bar };
    }
}

/// <summary>The values of a layer's colours.</summary>
/// <param name="Low">Value of the first colour.</param>
/// <param name="High">Value of the last colour, and of greater values.</param>
/// <param name="Unit">Unit of the values, such as sd.</param>
public sealed record ColourBar(double Low, double High, string Unit);

/// <summary>A label of a map.</summary>
/// <param name="Name">Name of the label.</param>
/// <param name="Colour">Colour as #rrggbb.</param>
public sealed record LabelEntry(string Name, string Colour);
