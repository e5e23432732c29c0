using GpuSeg.Figures.Pictures;
using GpuSeg.Imaging;
using GpuSeg.Imaging.Display;
using SkiaSharp;

namespace GpuSeg.Figures.Tests;

public sealed class PictureTests
{
    [Fact]
    public void A_slice_shows_the_voxels_of_the_world_in_their_places()
    {
        var brain = MadeBrain.Of("t1");
        var section = brain.Section(Plane.Axial);
        var pixels = new Pixels(Slices.Draw(brain, Plane.Axial, [6, 8]).ToPng(null));
        var box = Black(pixels);
        var window = GreyWindow.Of(brain.Features.Column(0));
        // Inside the ellipsoid, away from its border and the spot, where interpolation changes nothing.
        foreach (var (x, y) in new[] { (8, 8), (12, 10), (14, 14), (10, 17) })
        {
            var expected = window.Apply([MadeBrain.Value(0, [x, y, 6])])[0];
            var (px, py) = Place(x, y, section, box);
            Assert.True(pixels.Near(px, py, new(expected, expected, expected), 6), $"({x}, {y}): {pixels[px, py]} where {expected} was expected");
        }
    }

    [Fact]
    public void Labels_have_their_colours_and_the_background_is_black()
    {
        var brain = MadeBrain.Of("t1");
        var section = brain.Section(Plane.Axial);
        var pixels = new Pixels(LabelMaps.Draw(brain.Grid, Plane.Axial, [6, 7], ["map"], [MadeBrain.Labels()]).ToPng(null));
        var box = Black(pixels);
        for (var x = 2; x < MadeBrain.World[0] - 2; x++)
            for (var y = 2; y < MadeBrain.World[1] - 2; y++)
            {
                var label = MadeBrain.Label([x, y, 6]);
                var (px, py) = Place(x, y, section, box);
                Assert.Equal(label == 0 ? SKColors.Black : SKColor.Parse(Viridis.HexOfLabel(label, MadeBrain.Clusters)), pixels[px, py]);
            }
    }

    [Fact]
    public void Voxels_have_their_true_proportions()
    {
        var brain = MadeBrain.Of("t1");
        var box = Black(new(Slices.Draw(brain, Plane.Sagittal, [9, 10]).ToPng(null)));
        var section = brain.Section(Plane.Sagittal);
        Assert.Equal(section.Size.X / section.Size.Y, (double)box.Width / box.Height, 0.02);
        Assert.Equal((section.Width * 1.5, section.Height * 4.0), section.Size);
    }

    [Fact]
    public void Contours_run_between_label_and_rest()
    {
        var (brain, labels) = (MadeBrain.Of("t1"), MadeBrain.Labels());
        var section = brain.Section(Plane.Axial);
        var plain = new Pixels(Slices.Draw(brain, Plane.Axial, [6, 8]).ToPng(null));
        var drawn = new Pixels(Overlay.Draw(brain, 0, labels, Plane.Axial, [6, 8]).ToPng(null));
        var (from, to) = (Black(plain), Black(drawn));
        var spot = SKColor.Parse(Viridis.HexOfLabel(3, MadeBrain.Clusters));
        var found = 0;
        for (var y = 0; y < to.Height; y++)
            for (var x = 0; x < to.Width; x++)
                if (drawn.Near(to.Left + x, to.Top + y, spot, 60))
                {
                    found++;
                    Assert.True(NearBorder(x * (double)section.Width / to.Width, y * (double)section.Height / to.Height, section));
                }
        Assert.InRange(found, 100, 5000);
        Assert.Equal((from.Width, from.Height), (to.Width, to.Height));
    }

    [Fact]
    public void Slices_spread_over_the_voxels_that_take_part()
    {
        var brain = MadeBrain.Of("t1");
        var kept = Enumerable.Range(0, MadeBrain.World[2]).Where(z => Enumerable.Range(0, MadeBrain.World[0]).Any(x => MadeBrain.Label([x, 13, z]) > 0)).ToArray();
        var slices = brain.Spread(Plane.Axial, 3);
        Assert.Equal(3, slices.Count);
        Assert.Equal(slices.Order(), slices);
        Assert.All(slices, slice => Assert.InRange(slice, kept[0] + 1, kept[^1] - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Slices.Draw(brain, Plane.Axial, [12]));
    }

    [Fact]
    public void A_brain_of_features_alone_is_black_around_them()
    {
        var whole = MadeBrain.Of("t1", "flair");
        var features = Brain.Of(whole.Grid, whole.Mask, whole.Features);
        Assert.Equal(Slices.Draw(whole, Plane.Axial, [6]).ToPng(), Slices.Draw(features, Plane.Axial, [6]).ToPng());
        Assert.Equal(whole.Mask.VoxelCount - whole.Mask.Count, Histograms.Count(features, 0, HistogramKind.AllVoxels).NotFinite);
    }

    // The first picture of a figure: the black box, whose corners lie outside the ellipsoid.
    private static SKRectI Black(Pixels pixels)
    {
        var (left, top) = (0, 0);
        while (pixels[left, top] != SKColors.Black)
            (left, top) = left < pixels.Width - 1 ? (left + 1, top) : (0, top + 1);
        var (right, bottom) = (left, top);
        while (right < pixels.Width && pixels[right, top] == SKColors.Black)
            right++;
        while (bottom < pixels.Height && pixels[left, bottom] == SKColors.Black)
            bottom++;
        return new(left, top, right, bottom);
    }

    // The middle of a voxel; steps of the world run to the right and upwards, those of the picture downwards.
    private static (int X, int Y) Place(int x, int y, Section section, SKRectI box) => (
        box.Left + (int)((x - section.Across.First + 0.5) * box.Width / section.Width),
        box.Top + (int)((section.View.Height - 1 - y - section.Down.First + 0.5) * box.Height / section.Height));

    private static bool NearBorder(double column, double row, Section section)
    {
        var (x, y) = (column + section.Across.First, section.View.Height - (row + section.Down.First));
        bool Spot(double dx, double dy) => MadeBrain.Label([(int)Math.Floor(x + dx), (int)Math.Floor(y + dy), 6]) == 3;
        bool[] around = [Spot(-0.6, -0.6), Spot(0.6, -0.6), Spot(-0.6, 0.6), Spot(0.6, 0.6)];
        return around.Contains(true) && around.Contains(false);
    }
}
