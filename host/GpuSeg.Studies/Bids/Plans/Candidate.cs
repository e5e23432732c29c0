using System.Globalization;
using GpuSeg.Images;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Bids.Dataset;

namespace GpuSeg.Studies.Bids.Plans;

/// <summary>An image that a channel could be, judged by its header.</summary>
internal sealed class Candidate
{
    // A head fits into this; what an image shows beyond it is air.
    private const double HeadMillimetres = 200;

    // Slices of a scan for clustering are thinner; those of a localiser lie centimetres apart.
    private const double ThickestMillimetres = 10;

    private static readonly string[] s_localisers = ["localizer", "localiser", "scout"];

    private readonly NiftiHeader? _header;

    private Candidate(BidsImage image, NiftiHeader? header, string? fault) => (Image, _header, Fault) = (image, header, fault);

    /// <summary>The file.</summary>
    public BidsImage Image { get; }

    /// <summary>Reason, in a clause after "it", why the image cannot be a channel; null if it can.</summary>
    public string? Fault { get; }

    /// <summary>Whether the header cannot be read; <see cref="Fault"/> is then a sentence.</summary>
    public bool IsUnreadable => _header is null;

    /// <summary>Header of an image that can be read.</summary>
    public NiftiHeader Header => _header!;

    /// <summary>Part of a head that the image can show, in mm3.</summary>
    public double FieldOfView =>
        Math.Min(Extent.X, HeadMillimetres) * Math.Min(Extent.Y, HeadMillimetres) * Math.Min(Extent.Z, HeadMillimetres);

    /// <summary>The extent of the image in words.</summary>
    public string ExtentText => string.Create(CultureInfo.InvariantCulture, $"{Extent.X:0} x {Extent.Y:0} x {Extent.Z:0} mm");

    private (double X, double Y, double Z) Extent =>
        (Grid.Shape.X * Grid.Spacing.X, Grid.Shape.Y * Grid.Spacing.Y, Grid.Shape.Z * Grid.Spacing.Z);

    private Grid Grid => Header.Grid;

    /// <summary>Reads the header of an image.</summary>
    /// <param name="root">The data set.</param>
    /// <param name="image">The file.</param>
    /// <param name="isNamed">Whether the user named the image, so that a localiser or a single slice is what is wanted.</param>
    public static Candidate Read(string root, BidsImage image, bool isNamed)
    {
        try
        {
            var header = NiftiReader.ReadHeader(Path.Combine(root, image.Path));
            return new(image, header, FaultOf(header, image.Name, isNamed));
        }
        catch (ImageException e)
        {
            return new(image, null, e.Message);
        }
    }

    /// <summary>Returns whether the image lies on the grid of another, in whichever order of voxels.</summary>
    public bool IsOnGridOf(Candidate other) => GridMatch.Find(other.Header, Header) is not null;

    /// <summary>Returns whether the name calls the image a localiser.</summary>
    public static bool IsLocaliser(BidsName name) => ((string?[])[name["acq"], name["desc"]]).OfType<string>()
        .Any(value => s_localisers.Any(word => value.Contains(word, StringComparison.OrdinalIgnoreCase)));

    private static string? FaultOf(NiftiHeader header, BidsName name, bool isNamed)
    {
        var (shape, spacing) = (header.Grid.Shape, header.Grid.Spacing);
        var thickest = Math.Max(spacing.X, Math.Max(spacing.Y, spacing.Z));
        return header.VolumeCount > 1 ? $"holds {header.VolumeCount} volumes, and a channel is a single 3-D image"
            : isNamed ? null
            : Math.Min(shape.X, Math.Min(shape.Y, shape.Z)) == 1 ? "is a single slice, and a channel is a 3-D image"
            : IsLocaliser(name) ? "is a localiser by its name"
            : thickest > ThickestMillimetres
            ? string.Create(CultureInfo.InvariantCulture, $"has voxels of {thickest:0.#} mm, as a localiser")
            : null;
    }
}
