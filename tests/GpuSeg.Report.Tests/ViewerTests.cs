using GpuSeg.Images.Views;
using GpuSeg.Report.Fit;
using GpuSeg.Report.Page;
using GpuSeg.Report.Viewer;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Report.Tests;

/// <summary>The slice viewer, in a browser.</summary>
[Collection(nameof(Chromium))]
public sealed class ViewerTests(Chromium chromium) : IDisposable
{
    private static readonly string[] s_planes = ["Axial", "Coronal", "Sagittal"];

    private readonly SmallBrain _brain = new();

    public void Dispose() => _brain.Dispose();

    [Fact]
    public async Task Loads_without_requests_and_complaints()
    {
        await using var tab = await Open();
        await tab.Click("#slices-labels");
        Assert.EndsWith("report.html", Assert.Single(tab.Requests));
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Shows_label_and_intensities_of_every_place()
    {
        var segmentation = _brain.Segment();
        var result = segmentation.Result;
        var (labels, t1) = (result.Mask.ScatterLabels(result.Labels.Span), SmallBrain.Values(100, 100, 1));
        await using var tab = await Open(segmentation);
        foreach (var (x, y, z) in ((int, int, int)[])[(3, 5, 2), (10, 12, 7), (12, 9, 9), (8, 16, 5), (15, 11, 8), (17, 20, 11), (0, 0, 0)])
        {
            await tab.Slide("slices-Sagittal", x);
            await tab.Slide("slices-Coronal", y);
            await tab.Slide("slices-Axial", z);
            var at = await Crosshair(tab);
            var readout = await tab.Text("[data-readout]");
            Assert.Contains(labels[at] == 0 ? "background" : $"Cluster {labels[at]}", readout);
            if (t1[at] > 0)
            {
                Assert.Equal(t1[at], ValueIn(readout), 5f);
            }
        }

        // Black and white are about 110 and 290: a grey level is 1/255 of the difference, and the readout shows three digits.
        static float ValueIn(string readout) => float.Parse(readout.Split("t1 ")[1].Split(' ', ',')[1]);
    }

    [Fact]
    public async Task Shows_labels_at_their_places()
    {
        var segmentation = _brain.Segment();
        var result = segmentation.Result;
        var labels = result.Mask.ScatterLabels(result.Labels.Span);
        await using var tab = await Open(segmentation);
        await tab.Click("#slices-cross");
        await tab.Slide("slices-opacity", 100);
        var shape = await tab.Value<int[]>(
            "['Sagittal', 'Coronal', 'Axial'].map(name => Number(document.getElementById(`slices-${name}`).max) + 1)");
        // Places in the box: the dent to the right, in front and on top, its mirror images, which are not empty, and inner places.
        foreach (var (x, y, z) in ((int, int, int)[])[(15, 17, 9), (4, 17, 9), (15, 6, 9), (15, 17, 4), (11, 14, 6), (5, 10, 8)])
        {
            await tab.Slide("slices-Sagittal", x);
            await tab.Slide("slices-Coronal", y);
            await tab.Slide("slices-Axial", z);
            var label = labels[await Crosshair(tab)];
            double[] shares = [(x + 0.5) / shape[0], (y + 0.5) / shape[1], (z + 0.5) / shape[2]];
            foreach (var (plane, across, up) in ((string, int, int)[])[("Axial", 0, 1), ("Coronal", 0, 2), ("Sagittal", 1, 2)])
            {
                var colour = await tab.Colour(plane, shares[across], 1 - shares[up]);
                // A background voxel at a border is not quite black: greys are smoothed, labels are not.
                if (label == 0)
                {
                    Assert.Single(colour.Distinct());
                }
                else
                {
                    Assert.Equal(Viridis.HexOfLabel(label, 3), "#" + string.Concat(colour.Select(channel => $"{channel:x2}")));
                }
            }
        }
    }

    [Theory]
    [InlineData("Axial", 2)]
    [InlineData("Coronal", 1)]
    [InlineData("Sagittal", 0)]
    public async Task Moves_only_slices_of_the_used_slider(string plane, int axis)
    {
        await using var tab = await Open();
        await tab.Click("#slices-cross");
        var before = await Pictures(tab);
        var from = await tab.Millimetres(plane);
        await tab.Page.FocusAsync($"#slices-{plane}");
        await tab.Page.Keyboard.PressAsync("ArrowRight");
        await tab.Settle();
        Assert.Equal(from + (axis == 2 ? 3 : 2), await tab.Millimetres(plane));
        Assert.Equal(s_planes.Select(name => name == plane), (await Pictures(tab)).Zip(before, (now, then) => now != then));
        var label = await tab.Value<string>($"document.querySelector('[data-plane={plane}] canvas').ariaLabel");
        Assert.Contains(await tab.Text($"[data-plane={plane}] output"), label);
    }

    [Fact]
    public async Task Moves_other_planes_to_clicked_place()
    {
        await using var tab = await Open();
        var z = await tab.Millimetres("Axial");
        await tab.ClickAt("Axial", 0.4, 0.3);
        var (x, y) = (await tab.Millimetres("Sagittal"), await tab.Millimetres("Coronal"));
        // The box holds the ball with a margin of 5 mm; the click is at 40 % to the right and 70 % forwards.
        Assert.Equal(-10 + 0.4 * 44, x, 2.0);
        Assert.Equal(-20 + 0.7 * 52, y, 8.0);
        Assert.Equal(z, await tab.Millimetres("Axial"));
        await tab.Page.Keyboard.PressAsync("ArrowRight");
        await tab.Settle();
        Assert.Equal(z + 3, await tab.Millimetres("Axial"));
        await tab.ClickAt("Sagittal", 0.5, 0.9);
        Assert.True(await tab.Millimetres("Axial") < z);
        Assert.Equal(x, await tab.Millimetres("Sagittal"));
    }

    [Fact]
    public async Task Moves_slices_under_the_wheel()
    {
        await using var tab = await Open();
        var before = await tab.Millimetres("Coronal");
        var box = await tab.Middle("[data-plane=Coronal] canvas");
        await tab.Page.Mouse.MoveAsync(box[0], box[1]);
        await tab.Page.Mouse.WheelAsync(0, -100);
        await tab.Settle();
        Assert.Equal(before + 2, await tab.Millimetres("Coronal"));
        Assert.Equal(0, await tab.Value<int>("scrollY"));
    }

    [Fact]
    public async Task Blends_labels_by_opacity()
    {
        await using var tab = await Open();
        await tab.Click("#slices-cross");
        await tab.Slide("slices-opacity", 0);
        var bare = await Pictures(tab);
        await tab.Slide("slices-opacity", 100);
        // The middle of the ball is one label.
        var centre = await tab.Colour("Axial", 0.5, 0.5);
        var colours = Enumerable.Range(1, 3).Select(label => Viridis.HexOfLabel(label, 3));
        Assert.Contains("#" + string.Concat(centre.Select(channel => $"{channel:x2}")), colours);
        await tab.Slide("slices-opacity", 50);
        var half = await tab.Colour("Axial", 0.5, 0.5);
        await tab.Click("#slices-labels");
        Assert.Equal(bare, await Pictures(tab));
        var grey = await tab.Colour("Axial", 0.5, 0.5);
        Assert.All(grey, channel => Assert.Equal(grey[0], channel));
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal((grey[i] + centre[i]) / 2.0, half[i], 2.0));
    }

    [Fact]
    public async Task Hides_single_labels_by_legend()
    {
        await using var tab = await Open();
        Assert.Equal(["Cluster 1", "Cluster 2", "Cluster 3"], await tab.Texts(".legend button"));
        var before = await tab.Picture("Axial");
        await tab.Click(".legend button:nth-child(2)");
        const string pressed = "[...document.querySelectorAll('.legend button')].map(button => button.ariaPressed)";
        Assert.Equal(["true", "false", "true"], await tab.Value<string[]>(pressed));
        Assert.NotEqual(before, await tab.Picture("Axial"));
        await tab.Click(".legend button:nth-child(2)");
        Assert.Equal(before, await tab.Picture("Axial"));
    }

    [Fact]
    public async Task Changes_picture_and_window_with_the_image()
    {
        await using var tab = await Open();
        var (first, white) = (await tab.Picture("Coronal"), await tab.Text("#slices-high + output"));
        await tab.Click("input[name=slices-image][value='1']");
        Assert.NotEqual(first, await tab.Picture("Coronal"));
        Assert.NotEqual(white, await tab.Text("#slices-high + output"));
        await tab.Slide("slices-high", 100);
        await tab.Click("input[name=slices-image][value='0']");
        Assert.Equal((first, white), (await tab.Picture("Coronal"), await tab.Text("#slices-high + output")));
    }

    [Theory]
    [InlineData(2, "document.querySelector('input[name=slices-layer][value=\"1\"]').click()")]
    [InlineData(9, "(list => { list.value = 1; list.dispatchEvent(new Event('input', { bubbles: true })); })"
        + "(document.getElementById('slices-layer'))")]
    public async Task Chooses_between_maps(int maps, string choose)
    {
        var segmentation = _brain.Segment();
        var result = segmentation.Result;
        var viewer = new SliceViewer("slices", result.Mask, segmentation.Volumes, [.. Enumerable.Range(1, maps).Select(Layer)]);
        var page = new ReportPage("kind", "title", "subtitle", [new("slices", "Slices", viewer.ToHtml())], "1.2.3");
        await using var tab = await chromium.Open(_brain.Write(page.ToText()));
        Assert.Contains("1 of 1", await tab.Text("[data-legend]"));
        await tab.Page.EvaluateExpressionAsync(choose);
        await tab.Settle();
        await tab.Settle();
        Assert.Equal("1 of 22 of 2", await tab.Text("[data-legend]"));
        Assert.Contains(" of 2;", await tab.Text("[data-readout]"));
        Assert.Empty(await tab.AxeViolations());

        LabelLayer Layer(int clusters) => new(
            $"map {clusters}",
            result.Mask.ScatterLabels([.. result.Labels.ToArray().Select(k => (byte)(k % clusters))]),
            [.. Enumerable.Range(1, clusters).Select(label => new LabelEntry($"{label} of {clusters}", "#ff0000"))]);
    }

    [Fact]
    public async Task Keeps_black_below_white()
    {
        await using var tab = await Open();
        await tab.Click("#slices-cross");
        await tab.Click("#slices-labels");
        var grey = (await tab.Colour("Axial", 0.5, 0.5))[0];
        await tab.Slide("slices-high", 255 - 100);
        Assert.True((await tab.Colour("Axial", 0.5, 0.5))[0] > grey);
        await tab.Slide("slices-low", 200);
        Assert.Equal("201", await tab.Value<string>("document.getElementById('slices-high').value"));
        await tab.Slide("slices-high", 30);
        Assert.Equal("29", await tab.Value<string>("document.getElementById('slices-low').value"));
        await tab.Click("[data-reset]");
        const string ends = "['low', 'high'].map(name => document.getElementById(`slices-${name}`).value)";
        Assert.Equal(["0", "255"], await tab.Value<string[]>(ends));
    }

    [Fact]
    public async Task Draws_all_planes_at_one_scale()
    {
        await using var tab = await Open();
        var sizes = await tab.Value<double[][]>(
            "[...document.querySelectorAll('.picture')].map(picture => [picture.clientWidth, picture.clientHeight])");
        var (axial, coronal, sagittal) = (sizes[0], sizes[1], sizes[2]);
        Assert.Equal(axial[0], coronal[0], 1.0);
        Assert.Equal(axial[1], sagittal[0], 2.0);
        Assert.Equal(coronal[1], sagittal[1], 2.0);
        // The diameter of the ball in voxels, with a margin of 5 mm in whole voxels on both sides, cut off at the end of the grid.
        Assert.Equal(3.0 * 14 / (2 * 22), coronal[1] / coronal[0], 0.02);
    }

    [Fact]
    public async Task Shows_single_slice_in_its_own_plane()
    {
        var slice = _brain.Put("slice.nii", SmallBrain.Values(100, 100, 1));
        var bytes = File.ReadAllBytes(slice);
        File.WriteAllBytes(slice, [.. bytes[..352].With(NiftiBytes.Dim + 6, (short)1), .. bytes[(352 + 4 * 7 * 572)..(352 + 4 * 8 * 572)]]);
        await using var tab = await Open(_brain.Segment(images: slice));
        const string planes = "[...document.querySelectorAll('[data-plane]')].map(pane => pane.dataset.plane).join()";
        Assert.Equal("Axial", await tab.Value<string>(planes));
        Assert.True(await tab.Value<bool>("document.getElementById('slices-Axial').disabled"));
        Assert.Empty(tab.Complaints);
    }

    private static async Task<string[]> Pictures(Tab tab) => await Task.WhenAll(s_planes.Select(tab.Picture));

    // Index of the voxel at the crosshair.
    private static async Task<int> Crosshair(Tab tab) =>
        SmallBrain.At(await tab.Millimetres("Sagittal"), await tab.Millimetres("Coronal"), await tab.Millimetres("Axial"));

    private Task<Tab> Open(VolumeSegmentation? segmentation = null) =>
        chromium.Open(_brain.Write(FitReport.Of(segmentation ?? _brain.Segment(), "brain", "1.2.3")));
}
