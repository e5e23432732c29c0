using GpuSeg.Report.Fit;
using GpuSeg.Report.Lesions;
using GpuSeg.Report.Viewer;
using GpuSeg.Studies.Lesions;
using PuppeteerSharp.Media;

namespace GpuSeg.Report.Tests;

/// <summary>The page of a search for a lesion, and the lesion on the page of a segmentation.</summary>
[Collection(nameof(Chromium))]
public sealed class LesionPageTests(Chromium chromium) : IDisposable
{
    private readonly SmallBrain _brain = new();

    public void Dispose() => _brain.Dispose();

    [Theory]
    [InlineData("light", 1280, true)]
    [InlineData("dark", 1280, true)]
    [InlineData("light", 360, true)]
    [InlineData("dark", 360, false)]
    public async Task Passes_axe_without_requests_on_every_screen(string scheme, int width, bool found)
    {
        await using var tab = await chromium.Open(Report(found), width, scheme);
        Assert.Empty(await tab.AxeViolations());
        Assert.Empty(tab.Complaints);
        Assert.EndsWith("report.html", Assert.Single(tab.Requests));
        Assert.InRange(await tab.Value<int>("document.documentElement.scrollWidth"), 1, width);
    }

    [Fact]
    public async Task Answers_first_with_volume_and_range()
    {
        var lesion = _brain.FindLesion(Flair(found: true)).Lesion;
        Assert.True(lesion.IsFound);
        await using var tab = await chromium.Open(Report(found: true));
        Assert.StartsWith(FormattableString.Invariant($"Lesion: {lesion.Volume / 1000:N1}\u00a0mL ("), await tab.Text("main section p"));
        Assert.Contains("makes no diagnosis", await tab.Text("#summary"));
        Assert.Equal(["Answer", "Slices", "Evidence", "Settings", "Methods and citation"], await tab.Texts("nav a"));
        Assert.Contains("bright in FLAIR", await tab.Text("footer"));
    }

    [Fact]
    public async Task Shows_that_no_lesion_stands_out_without_contours()
    {
        await using var tab = await chromium.Open(Report(found: false));
        Assert.Equal("No lesion stands out.", await tab.Text("main section p"));
        Assert.Equal(["Answer", "Slices", "Settings", "Methods and citation"], await tab.Texts("nav a"));
        Assert.Equal(["t1", "flair"], await tab.Texts(".choice label"));
    }

    [Fact]
    public async Task Shows_scores_as_a_layer_with_a_colour_bar()
    {
        var score = _brain.FindLesion(Flair(found: true)).Lesion.ToScoreMap();
        await using var tab = await chromium.Open(Report(found: true));
        Assert.Contains("Lesion", await tab.Text("[data-readout]"));
        Assert.Equal(["Lesion"], await tab.Texts(".legend button"));
        await tab.Click("input[name=slices-layer][value='1']");
        Assert.Equal(["Score: 0 sd≥ 10 sd"], await tab.Texts(".legend .colourbar"));
        foreach (var (x, y, z) in ((int, int, int)[])[(14, 10, 6), (6, 10, 6), (0, 0, 0)])
        {
            await tab.Slide("slices-Sagittal", x);
            await tab.Slide("slices-Coronal", y);
            await tab.Slide("slices-Axial", z);
            var (at, readout) = (score[x + SmallBrain.Shape[0] * (y + SmallBrain.Shape[1] * z)], await tab.Text("[data-readout]"));
            Assert.Contains(at <= 0 ? "Score ≤ 0 sd or background" : at >= 10 ? "Score ≥ 10 sd" : "Score ≈ ", readout);
        }

        await tab.Click("input[name=slices-layer][value='0']");
        Assert.Equal(["Lesion"], await tab.Texts(".legend button"));
    }

    [Fact]
    public async Task Shows_contour_and_evidence_on_paper()
    {
        await using var tab = await chromium.Open(Report(found: true));
        await tab.Page.EmulateMediaTypeAsync(MediaType.Print);
        Assert.True(await tab.Value<bool>("document.querySelector('#evidence figure svg').checkVisibility()"));
        Assert.Equal(2, await tab.Value<int>("document.querySelectorAll('#evidence svg').length"));
        Assert.True(await tab.Value<bool>("document.querySelector('.still').checkVisibility()"));
        // A contour in each plane of both images.
        Assert.True(await tab.Value<int>("document.querySelectorAll('#evidence svg path[stroke=\"#ff7f0e\"]').length") >= 6);
    }

    [Fact]
    public async Task Shows_the_lesion_of_a_segmentation_beside_its_clusters()
    {
        var request = _brain.Segment().Result.Request with
        {
            Images = [_brain.Put("t1.nii", SmallBrain.Values(100, 100, 1)), _brain.Put("flair.nii", Flair(found: true))],
            Lesion = LesionSearchMode.Required,
        };
        var page = _brain.Write(FitReport.Of(SmallBrain.Segment(request), "brain", "1.2.3"));
        await using var tab = await chromium.Open(page);
        Assert.Empty(await tab.AxeViolations());
        Assert.Contains("Lesion", await tab.Texts("nav a"));
        Assert.Contains("not a diagnosis", await tab.Text("#summary"));
        Assert.Equal(["t1", "flair", "Clusters", "Lesion", "Score"], await tab.Texts(".choice label"));
        Assert.Contains("bright and asymmetric region", await tab.Text(".methods"));
    }

    [Fact]
    public void Gives_values_the_colours_of_their_bar()
    {
        var layer = LabelLayer.OfValues("Score", [float.NaN, -1, 0, 0.001f, 5, 10, 20], new(0, 10, "sd"));
        Assert.Equal([0, 0, 0, 1, 128, 255, 255], layer.Map.ToArray());
        Assert.Equal(255, layer.Labels.Count);
    }

    private static float[] Flair(bool found) =>
        found ? SmallBrain.WithLesion(SmallBrain.Values(400, -80, 2)) : SmallBrain.Values(400, 0, 2);

    private string Report(bool found) => _brain.Write(LesionReport.Of(_brain.FindLesion(Flair(found)), "brain", "1.2.3"));
}
