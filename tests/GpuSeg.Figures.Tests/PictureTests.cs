using GpuSeg.Figures.Model;
using GpuSeg.Figures.Pictures;
using GpuSeg.Images.Views;
using SkiaSharp;

namespace GpuSeg.Figures.Tests;

public sealed class PictureTests
{
    [Fact]
    public void Shows_voxels_at_their_world_places()
    {
        var brain = SyntheticBrain.Of("t1");
        var view = brain.Crop(Plane.Axial);
        var pixels = new Pixels(Slices.Draw(brain, Plane.Axial, [6, 8]).ToPng(null));
        var box = Black(pixels);
        var window = GreyWindow.Of(brain.Features.Column(0));
        // Places inside the ellipsoid, away from its border and the spot: interpolation changes nothing there.
        foreach (var (x, y) in new[] { (10, 7), (13, 8), (14, 12), (11, 11) })
        {
            var expected = window.Apply([SyntheticBrain.Value(0, [x, y, 6])])[0];
            var (px, py) = Place(x, y, view, box);
            var found = $"({x}, {y}): {pixels[px, py]}, expected {expected}";
            Assert.True(pixels.Near(px, py, new(expected, expected, expected), 6), found);
        }
    }

    [Fact]
    public void Shows_labels_in_their_colours_on_black()
    {
        var brain = SyntheticBrain.Of("t1");
        var view = brain.Crop(Plane.Axial);
        var pixels = new Pixels(LabelMaps.Draw(brain.Grid, Plane.Axial, [6, 7], ["map"], [SyntheticBrain.Labels()]).ToPng(null));
        var box = Black(pixels);
        for (var x = view.Across.First; x <= view.Across.Last; x++)
        {
            for (var y = view.Whole.Height - 1 - view.Down.Last; y <= view.Whole.Height - 1 - view.Down.First; y++)
            {
                var label = SyntheticBrain.Label([x, y, 6]);
                var (px, py) = Place(x, y, view, box);
                var expected = label == 0 ? SKColors.Black : SKColor.Parse(Viridis.HexOfLabel(label, SyntheticBrain.Clusters));
                Assert.Equal(expected, pixels[px, py]);
            }
        }
    }

    [Fact]
    public void Keeps_true_proportions_of_voxels()
    {
        var brain = SyntheticBrain.Of("t1");
        var box = Black(new(Slices.Draw(brain, Plane.Sagittal, [9, 10]).ToPng(null)));
        var view = brain.Crop(Plane.Sagittal);
        Assert.Equal(view.Size.X / view.Size.Y, (double)box.Width / box.Height, 0.02);
        Assert.Equal((view.Width * 1.5, view.Height * 4.0), view.Size);
    }

    [Fact]
    public void Draws_contours_as_far_as_their_label()
    {
        var (brain, labels) = (SyntheticBrain.Of("t1"), SyntheticBrain.Labels());
        var view = brain.Crop(Plane.Axial);
        var pixels = new Pixels(Overlay.Draw(brain, 0, labels, Plane.Axial, [6, 8]).ToPng(null));
        var (box, spot) = (Black(pixels), SKColor.Parse(Viridis.HexOfLabel(3, SyntheticBrain.Clusters)));
        var drawn = Enumerable.Range(0, box.Width * box.Height).Select(i => (X: i % box.Width, Y: i / box.Width))
            .Where(place => pixels.Near(box.Left + place.X, box.Top + place.Y, spot, 60)).ToArray();
        var cut = view.Cut(labels.Labels.Span, 6);
        var labelled = Enumerable.Range(0, cut.Length).Where(i => cut[i] == 3)
            .Select(i => (X: i % view.Width, Y: i / view.Width)).ToArray();
        var (across, down) = ((double)box.Width / view.Width, (double)box.Height / view.Height);
        const double line = 1.5;
        Assert.Equal(labelled.Min(place => place.X) * across, drawn.Min(place => place.X), line);
        Assert.Equal((labelled.Max(place => place.X) + 1) * across, drawn.Max(place => place.X), line);
        Assert.Equal(labelled.Min(place => place.Y) * down, drawn.Min(place => place.Y), line);
        Assert.Equal((labelled.Max(place => place.Y) + 1) * down, drawn.Max(place => place.Y), line);
    }

    [Fact]
    public void Draws_the_slice_of_each_plane_with_most_of_a_label()
    {
        var brain = SyntheticBrain.Of("t1", "flair");
        var spot = new LabelVolume(
            SyntheticBrain.Labels().Labels.ToArray().Select(label => label == 3 ? (byte)1 : (byte)0).ToArray(), 1, ["spot"]);
        var svg = Overlay.DrawLargest(brain, [0, 1], spot).ToSvg();
        foreach (var plane in Enum.GetValues<Plane>())
        {
            var view = new AnatomicalView(brain.Grid, plane);
            var slice = view.SliceOf(MostInformativeSlice.Find(spot, brain.Grid, plane));
            var caption = FormattableString.Invariant($">{view.Coordinate} = {view.Millimetres(slice):0} mm<");
            Assert.Equal(2, svg.Split(caption).Length - 1);
        }

        Assert.Equal(6, svg.Split($"stroke=\"{spot.Colours[0]}\"").Length - 1);
        Assert.Contains(">flair<", svg, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Plane.Axial)]
    [InlineData(Plane.Coronal)]
    [InlineData(Plane.Sagittal)]
    public void Shows_every_voxel_of_mask_with_small_margin(Plane plane)
    {
        var brain = SyntheticBrain.Of("t1");
        var view = brain.Crop(plane);
        var slices = Enumerable.Range(0, view.Whole.Slices).Select(slice => view.Cut(SyntheticBrain.Labels().Labels.Span, slice)).ToArray();
        Assert.Equal(brain.Mask.Count, slices.Sum(slice => slice.Count(label => label > 0)));
        var seen = Enumerable.Range(0, view.Width * view.Height).Where(i => slices.Any(slice => slice[i] > 0)).ToArray();
        Assert.Equal((1, view.Width - 2), (seen.Min(i => i % view.Width), seen.Max(i => i % view.Width)));
        Assert.Equal((1, view.Height - 2), (seen.Min(i => i / view.Width), seen.Max(i => i / view.Width)));
        var labelled = Enumerable.Range(0, slices.Length).Where(slice => slices[slice].Any(label => label > 0)).ToArray();
        Assert.Equal((view.Through.First, view.Through.Last), (labelled[0], labelled[^1]));
    }

    [Fact]
    public void Spreads_slices_over_mask()
    {
        var brain = SyntheticBrain.Of("t1");
        var kept = Enumerable.Range(0, SyntheticBrain.World[2])
            .Where(z => Enumerable.Range(0, SyntheticBrain.World[0]).Any(x => SyntheticBrain.Label([x, 11, z]) > 0)).ToArray();
        var slices = brain.Spread(Plane.Axial, 3);
        Assert.Equal(3, slices.Count);
        Assert.Equal(slices.Order(), slices);
        Assert.All(slices, slice => Assert.InRange(slice, kept[0] + 1, kept[^1] - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Slices.Draw(brain, Plane.Axial, [12]));
    }

    [Fact]
    public void Draws_black_around_brain_of_features_alone()
    {
        var whole = SyntheticBrain.Of("t1", "flair");
        var features = Brain.FromFeatures(whole.Grid, whole.Mask, whole.Features);
        Assert.Equal(Slices.Draw(whole, Plane.Axial, [6]).ToPng(), Slices.Draw(features, Plane.Axial, [6]).ToPng());
        Assert.Equal(whole.Mask.VoxelCount - whole.Mask.Count, Histograms.Count(features, 0, HistogramKind.AllVoxels).NotFinite);
    }

    // The first picture of a figure: a black box with corners outside the ellipsoid.
    private static SKRectI Black(Pixels pixels)
    {
        var (left, top) = (0, 0);
        while (pixels[left, top] != SKColors.Black)
        {
            (left, top) = left < pixels.Width - 1 ? (left + 1, top) : (0, top + 1);
        }

        var (right, bottom) = (left, top);
        while (right < pixels.Width && pixels[right, top] == SKColors.Black)
        {
            right++;
        }

        while (bottom < pixels.Height && pixels[left, bottom] == SKColors.Black)
        {
            bottom++;
        }

        return new(left, top, right, bottom);
    }

    // The centre of a voxel. World axes run to the right and upwards, pixel rows downwards.
    private static (int X, int Y) Place(int x, int y, CroppedView view, SKRectI box) => (
        box.Left + (int)((x - view.Across.First + 0.5) * box.Width / view.Width),
        box.Top + (int)((view.Whole.Height - 1 - y - view.Down.First + 0.5) * box.Height / view.Height));
}
