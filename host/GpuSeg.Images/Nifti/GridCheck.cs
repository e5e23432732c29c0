namespace GpuSeg.Images.Nifti;

/// <summary>Refuses images on different grids.</summary>
public static class GridCheck
{
    /// <summary>Requires that every image lies on the grid of the first.</summary>
    /// <exception cref="ImageException">There are no images, or the grids differ (see <see cref="Grid.SameAs"/>).</exception>
    public static void Require(IReadOnlyList<ImageFile> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0)
        {
            ImageErrors.NoImages();
        }
        foreach (var image in images)
        {
            Require(images[0], image);
        }
    }

    /// <summary>Requires that an image, such as a mask, lies on the grid of the reference.</summary>
    /// <param name="reference">The image that decides the grid.</param>
    /// <param name="image">The other image.</param>
    /// <param name="content">The kind of values of the other image, for the advice.</param>
    /// <exception cref="ImageException">The grids differ (see <see cref="Grid.SameAs"/>).</exception>
    public static void Require(ImageFile reference, ImageFile image, GridContent content = GridContent.Intensities)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(image);
        Require(reference.Path, reference.Grid, image.Path, image.Grid, content);
    }

    /// <summary>Requires that an image lies on the grid of the reference, given their paths for the message.</summary>
    /// <exception cref="ImageException">The grids differ (see <see cref="Grid.SameAs"/>).</exception>
    public static void Require(
        string referencePath, Grid reference, string path, Grid grid, GridContent content = GridContent.Intensities)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(grid);
        if (grid.DifferenceFrom(reference) is { } difference)
        {
            ImageErrors.OtherGrid(referencePath, reference, path, grid, difference, content);
        }
    }
}
