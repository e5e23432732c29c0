using System.Globalization;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Regridding;

/// <summary>
/// The grid that images are resampled onto, that of the first image, that of a named image, or one of cubic voxels, and the interpolation.
/// </summary>
public sealed record TargetGrid
{
    private TargetGrid() { }

    /// <summary>The grid of the first image.</summary>
    public static TargetGrid First { get; } = new();

    /// <summary>Path or name of the image whose grid it is, or null.</summary>
    public string? Image { get; private init; }

    /// <summary>Length of cubic voxels in mm, in the space of the first image, or null.</summary>
    public double? Millimetres { get; private init; }

    /// <summary>The interpolation of the scans.</summary>
    public Interpolation Interpolation { get; init; }

    /// <summary>The interpolation as an option and a sidecar name it.</summary>
    public string InterpolationName => Interpolation == Interpolation.Cubic ? "cubic" : "linear";

    /// <summary>Reads the value of an option: nothing for the first image, a length in mm, or an image.</summary>
    /// <param name="text">The value; a number that is not a positive length is the name of an image.</param>
    public static TargetGrid Parse(string? text) => string.IsNullOrEmpty(text) ? First
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var millimetres)
            && double.IsFinite(millimetres) && millimetres > 0 ? new() { Millimetres = millimetres }
        : new() { Image = text };

    /// <summary>Returns the grid in a word or two: first, the name of an image, or a length such as 1 mm.</summary>
    public override string ToString() => Millimetres is { } millimetres
        ? string.Create(CultureInfo.InvariantCulture, $"{millimetres} mm")
        : Image is { } image ? NiftiPaths.ImageName(image) : "first";

    /// <summary>The grid as part of a sentence, such as: the grid of the first image.</summary>
    public string Place => Millimetres is { } millimetres
        ? string.Create(CultureInfo.InvariantCulture, $"cubic voxels of {millimetres} mm in the space of the first image")
        : Image is null ? "the grid of the first image" : $"the grid of {this}";

    /// <summary>Finds the image whose grid it is, or whose space it lies in.</summary>
    /// <param name="paths">Paths of the images.</param>
    /// <param name="names">Names of the images, or null for the names of their files.</param>
    /// <exception cref="ImageException">No image has the name.</exception>
    public int IndexIn(IReadOnlyList<string> paths, IReadOnlyList<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (Image is null)
        {
            return 0;
        }

        string[] known = [.. paths.Select((path, i) => names?.Count == paths.Count ? names[i] : NiftiPaths.ImageName(path))];
        var index = paths.ToList().IndexOf(Image);
        index = index >= 0 ? index : Array.FindIndex(known, name => name.Equals(Image, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? index : throw new ImageException(
            $"No image is called {Image}, onto whose grid the images are to be resampled; name one of {string.Join(", ", known)}, "
            + "or give a length in mm.");
    }

    /// <summary>Creates the header of the grid.</summary>
    /// <param name="image">Header of the image that <see cref="IndexIn"/> finds.</param>
    /// <exception cref="ImageException">The grid would have too many voxels.</exception>
    public NiftiHeader HeaderFrom(NiftiHeader image) => Millimetres is { } millimetres ? NiftiGrids.Isotropic(image, millimetres) : image;
}
