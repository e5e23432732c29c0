using GpuSeg.Images;
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
    public async Task The_page_asks_for_nothing_but_itself_and_complains_of_nothing()
    {
        await using var tab = await Open();
        await tab.Click("#slices-labels");
        Assert.EndsWith("report.html", Assert.Single(tab.Requests));
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Every_place_has_its_own_label_and_intensities()
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
            var at = SmallBrain.At(await tab.Millimetres("Sagittal"), await tab.Millimetres("Coronal"), await tab.Millimetres("Axial"));
            var readout = await tab.Text("[data-readout]");
            Assert.Contains(labels[at] == 0 ? "background" : $"Cluster {labels[at]}", readout);
            if (t1[at] > 0)
            {
                Assert.Equal(t1[at], ValueIn(readout), 5f);
            }
        }

        // Black and white are 110 and 290 or so: a grey is 1 of 255 of that, and three digits are shown.
        static float ValueIn(string readout) => float.Parse(readout.Split("t1 ")[1].Split(' ', ',')[1]);
    }

    [Fact]
    public async Task Pictures_show_the_labels_where_they_are()
    {
        var segmentation = _brain.Segment();
        var result = segmentation.Result;
        var labels = result.Mask.ScatterLabels(result.Labels.Span);
        await using var tab = await Open(segmentation);
        await tab.Click("#slices-cross");
        await tab.Slide("slices-opacity", 100);
        var shape = await tab.Value<int[]>("['Sagittal', 'Coronal', 'Axial'].map(name => Number(document.getElementById(`slices-${name}`).max) + 1)");
        // In the box: the dent to the right, in front and on top, its mirror images, which are not empty, and places within.
        foreach (var (x, y, z) in ((int, int, int)[])[(15, 17, 9), (4, 17, 9), (15, 6, 9), (15, 17, 4), (11, 14, 6), (5, 10, 8)])
        {
            await tab.Slide("slices-Sagittal", x);
            await tab.Slide("slices-Coronal", y);
            await tab.Slide("slices-Axial", z);
            var label = labels[SmallBrain.At(await tab.Millimetres("Sagittal"), await tab.Millimetres("Coronal"), await tab.Millimetres("Axial"))];
            double[] shares = [(x + 0.5) / shape[0], (y + 0.5) / shape[1], (z + 0.5) / shape[2]];
            foreach (var (plane, across, up) in ((string, int, int)[])[("Axial", 0, 1), ("Coronal", 0, 2), ("Sagittal", 1, 2)])
            {
                var colour = await tab.Colour(plane, shares[across], 1 - shares[up]);
                // Beside a border a background voxel is not quite black: greys are smoothed, labels are not.
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
    public async Task A_slider_moves_its_slices_and_the_others_stay(string plane, int axis)
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
        Assert.Contains($"{await tab.Text($"[data-plane={plane}] output")}", await tab.Value<string>($"document.querySelector('[data-plane={plane}] canvas').ariaLabel"));
    }

    [Fact]
    public async Task A_click_leads_the_other_planes_to_the_place()
    {
        await using var tab = await Open();
        var z = await tab.Millimetres("Axial");
        await tab.ClickAt("Axial", 0.4, 0.3);
        var (x, y) = (await tab.Millimetres("Sagittal"), await tab.Millimetres("Coronal"));
        // The box runs from the ball's voxels with 5 mm around them: 40 % of it to the right and 70 % forwards.
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
    public async Task A_wheel_moves_the_slices_under_it()
    {
        await using var tab = await Open();
        var before = await tab.Millimetres("Coronal");
        var box = await tab.Value<decimal[]>("(box => [box.x + box.width / 2, box.y + box.height / 2])(document.querySelector('[data-plane=Coronal] canvas').getBoundingClientRect())");
        await tab.Page.Mouse.MoveAsync(box[0], box[1]);
        await tab.Page.Mouse.WheelAsync(0, -100);
        await tab.Settle();
        Assert.Equal(before + 2, await tab.Millimetres("Coronal"));
        Assert.Equal(0, await tab.Value<int>("scrollY"));
    }

    [Fact]
    public async Task Labels_lie_over_the_image_as_densely_as_asked()
    {
        await using var tab = await Open();
        await tab.Click("#slices-cross");
        await tab.Slide("slices-opacity", 0);
        var bare = await Pictures(tab);
        await tab.Slide("slices-opacity", 100);
        // The middle of the ball is one label.
        var centre = await tab.Colour("Axial", 0.5, 0.5);
        Assert.Contains("#" + string.Concat(centre.Select(channel => $"{channel:x2}")), Enumerable.Range(1, 3).Select(label => Viridis.HexOfLabel(label, 3)));
        await tab.Slide("slices-opacity", 50);
        var half = await tab.Colour("Axial", 0.5, 0.5);
        await tab.Click("#slices-labels");
        Assert.Equal(bare, await Pictures(tab));
        var grey = await tab.Colour("Axial", 0.5, 0.5);
        Assert.All(grey, channel => Assert.Equal(grey[0], channel));
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal((grey[i] + centre[i]) / 2.0, half[i], 2.0));
    }

    [Fact]
    public async Task The_legend_hides_single_labels()
    {
        await using var tab = await Open();
        Assert.Equal(["Cluster 1", "Cluster 2", "Cluster 3"], await tab.Value<string[]>("[...document.querySelectorAll('.legend button')].map(button => button.textContent)"));
        var before = await tab.Picture("Axial");
        await tab.Click(".legend button:nth-child(2)");
        Assert.Equal(["true", "false", "true"], await tab.Value<string[]>("[...document.querySelectorAll('.legend button')].map(button => button.ariaPressed)"));
        Assert.NotEqual(before, await tab.Picture("Axial"));
        await tab.Click(".legend button:nth-child(2)");
        Assert.Equal(before, await tab.Picture("Axial"));
    }

    [Fact]
    public async Task Another_image_has_another_picture_and_its_own_window()
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
    [InlineData(9, "(list => { list.value = 1; list.dispatchEvent(new Event('input', { bubbles: true })); })(document.getElementById('slices-layer'))")]
    public async Task Maps_can_be_chosen_from(int maps, string choose)
    {
        var segmentation = _brain.Segment();
        var result = segmentation.Result;
        LabelLayer[] layers = [.. Enumerable.Range(1, maps).Select(i => new LabelLayer($"map {i}", result.Mask.ScatterLabels([.. result.Labels.ToArray().Select(k => (byte)(k % i))]),
            [.. Enumerable.Range(1, i).Select(label => new LabelEntry($"{label} of {i}", "#ff0000"))]))];
        var page = new ReportPage("kind", "title", "subtitle", [new("slices", "Slices", new SliceViewer("slices", result.Mask, segmentation.Volumes, layers).ToHtml())], "1.2.3");
        await using var tab = await chromium.Open(_brain.Write(page.ToText()));
        Assert.Contains("1 of 1", await tab.Text("[data-legend]"));
        await tab.Page.EvaluateExpressionAsync(choose);
        await tab.Settle();
        await tab.Settle();
        Assert.Equal("1 of 22 of 2", await tab.Text("[data-legend]"));
        Assert.Contains(" of 2;", await tab.Text("[data-readout]"));
        Assert.Empty(await tab.AxeViolations());
    }

    [Fact]
    public async Task Black_and_white_move_and_stay_in_order()
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
        Assert.Equal(["0", "255"], await tab.Value<string[]>("['low', 'high'].map(name => document.getElementById(`slices-${name}`).value)"));
    }

    [Fact]
    public async Task All_planes_have_one_scale()
    {
        await using var tab = await Open();
        var sizes = await tab.Value<double[][]>("[...document.querySelectorAll('.picture')].map(picture => [picture.clientWidth, picture.clientHeight])");
        var (axial, coronal, sagittal) = (sizes[0], sizes[1], sizes[2]);
        Assert.Equal(axial[0], coronal[0], 1.0);
        Assert.Equal(axial[1], sagittal[0], 2.0);
        Assert.Equal(coronal[1], sagittal[1], 2.0);
        // The ball's diameter in voxels, with the 5 mm around it in whole voxels on both sides, cut off at the grid's end.
        Assert.Equal(3.0 * 14 / (2 * 22), coronal[1] / coronal[0], 0.02);
    }

    [Fact]
    public async Task A_single_slice_is_shown_in_its_own_plane()
    {
        var slice = _brain.Put("slice.nii", SmallBrain.Values(100, 100, 1));
        var bytes = File.ReadAllBytes(slice);
        File.WriteAllBytes(slice, [.. bytes[..352].With(NiftiBytes.Dim + 6, (short)1), .. bytes[(352 + 4 * 7 * 572)..(352 + 4 * 8 * 572)]]);
        await using var tab = await Open(_brain.Segment(images: slice));
        Assert.Equal("Axial", await tab.Value<string>("[...document.querySelectorAll('[data-plane]')].map(pane => pane.dataset.plane).join()"));
        Assert.True(await tab.Value<bool>("document.getElementById('slices-Axial').disabled"));
        Assert.Empty(tab.Complaints);
    }

    private static async Task<string[]> Pictures(Tab tab) => await Task.WhenAll(s_planes.Select(tab.Picture));

    private Task<Tab> Open(VolumeSegmentation? segmentation = null) => chromium.Open(_brain.Write(FitReport.Of(segmentation ?? _brain.Segment(), "brain", "1.2.3")));
}
