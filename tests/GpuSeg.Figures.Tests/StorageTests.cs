using GpuSeg.Figures.Model;
using GpuSeg.Figures.Pictures;
using GpuSeg.Images.Views;

namespace GpuSeg.Figures.Tests;

public sealed class StorageTests
{
    public static TheoryData<int[], bool[]> Orders => new()
    {
        { [0, 1, 2], [true, false, false] },
        { [0, 1, 2], [true, true, true] },
        { [1, 0, 2], [false, true, false] },
        { [1, 2, 0], [false, false, true] },
        { [2, 0, 1], [true, true, false] },
        { [2, 1, 0], [false, false, false] },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public void Draws_same_pictures_for_any_storage_order(int[] order, bool[] flipped)
    {
        var (straight, labels) = (SyntheticBrain.Of("t1", "flair"), SyntheticBrain.Labels());
        var (other, otherLabels) = SyntheticBrain.Stored(order, flipped, "t1", "flair");
        Assert.NotEqual(straight.Grid.Orientation, other.Grid.Orientation);
        // An SVG holds every pixel, contour point and text of a figure, and takes a fraction of the time of a PNG.
        Assert.Equal(Overlay.Draw(straight, 1, labels).ToSvg(), Overlay.Draw(other, 1, otherLabels).ToSvg());
        Assert.Equal(PairScatter.Draw(straight, labels).ToSvg(), PairScatter.Draw(other, otherLabels).ToSvg());
        foreach (var plane in Enum.GetValues<Plane>())
        {
            var view = new AnatomicalView(other.Grid, plane);
            var slice = MostInformativeSlice.Find(labels, straight.Grid, plane);
            Assert.Equal(view.FileIndex(slice), MostInformativeSlice.Find(otherLabels, other.Grid, plane));
            int[] slices = [.. straight.Spread(plane, 3)];
            // Slices carry the index of the file, which differs; the pictures are the same.
            var pictures = Pictures(straight, plane, slices, labels);
            Assert.Equal(3 * (2 + 1), pictures.Length);
            Assert.Equal(pictures, Pictures(other, plane, [.. slices.Select(view.FileIndex)], otherLabels));
        }
    }

    // Pixels, size and sides of every picture of Slices.Draw.
    private static (string Pixels, (double, double) Size, (char, char)? Sides)[] Pictures(
        Brain brain, Plane plane, int[] slices, LabelVolume labels)
    {
        var view = brain.Crop(plane);
        var pictures = slices.Select(slice => Picture.OfLabels(labels, view, view.Whole.SliceOf(slice)));
        return [.. GreyPicture.Rows(brain, view, slices).SelectMany(row => row).Concat(pictures)
            .Select(picture => (Convert.ToHexString(picture.Raster.Pixels), picture.Size, picture.Sides))];
    }

    [Fact]
    public void Finds_slice_that_shows_small_label()
    {
        var labels = new byte[10 * 10 * 10];
        labels.AsSpan().Fill(1);
        labels[7 + (10 * 2) + (100 * 9)] = 2;
        Assert.Equal([7, 2, 9], MostInformativeSlice.Find(labels, (10, 10, 10)));
    }
}
