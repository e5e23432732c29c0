namespace GpuSeg.Images;

/// <summary>Refuses images that do not lie on one grid.</summary>
public static class GridCheck
{
    /// <summary>Requires that every image lies on the grid of the first.</summary>
    /// <exception cref="ImageException">No images, or one with another shape or another affine (see <see cref="Grid.SameAs"/>).</exception>
    public static void Require(IReadOnlyList<Volume> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0)
            ImageThrow.NoImages();
        foreach (var image in images)
            Require(images[0], image);
    }

    /// <summary>Requires that an image, such as a mask, lies on the grid of the reference.</summary>
    /// <exception cref="ImageException">As for the list.</exception>
    public static void Require(Volume reference, Volume image)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(image);
        if (image.Grid.DifferenceFrom(reference.Grid) is { } difference)
            ImageThrow.OtherGrid(reference.Path, reference.Grid, image.Path, image.Grid, difference);
    }
}
