using GpuSeg.Report.Exploration;
using GpuSeg.Studies.Exploration;

namespace GpuSeg.Report.Tests;

/// <summary>The page of an exploration, in a browser.</summary>
[Collection(nameof(Chromium))]
public sealed class ExplorationPageTests(Chromium chromium) : IDisposable
{
    private readonly SmallBrain _brain = new();

    public void Dispose() => _brain.Dispose();

    [Fact]
    public async Task Loads_without_requests_and_complaints()
    {
        await using var tab = await chromium.Open(Report());
        await tab.Click("input[name=slices-layer][value='1']");
        Assert.EndsWith("report.html", Assert.Single(tab.Requests));
        Assert.Empty(tab.Complaints);
    }

    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 1280)]
    [InlineData("light", 360)]
    [InlineData("dark", 360)]
    public async Task Passes_axe(string scheme, int width)
    {
        await using var tab = await chromium.Open(Report(), width, scheme);
        Assert.Empty(await tab.AxeViolations());
        await Unfold(tab);
        Assert.Empty(await tab.AxeViolations());
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1200)]
    public async Task Fits_width_of_screen(int width)
    {
        await using var tab = await chromium.Open(Report(), width);
        await Unfold(tab);
        Assert.InRange(await tab.Value<int>("document.documentElement.scrollWidth"), 1, width);
    }

    [Fact]
    public async Task Shows_links_to_sections_in_one_line()
    {
        await using var tab = await chromium.Open(Report());
        Assert.Equal(13, await tab.Value<int>("document.querySelectorAll('nav a').length"));
        var y = await tab.Value<double[]>("[...document.querySelectorAll('nav a')].map(link => link.getBoundingClientRect().y)");
        Assert.Single(y.Distinct());
        const string leads = "[...document.querySelectorAll('nav a')].every(link => document.querySelector(link.getAttribute('href')))";
        Assert.True(await tab.Value<bool>(leads));
    }

    [Theory]
    [InlineData(".answer a")]
    [InlineData("nav a[href='#find-clusters']")]
    public async Task Opens_folded_section_when_a_link_leads_there(string link)
    {
        await using var tab = await chromium.Open(Report());
        Assert.False(await IsOpen());
        await tab.Click(link);
        Assert.True(await IsOpen());
        await tab.Click("#find-clusters summary");
        Assert.False(await IsOpen());
        await tab.Click(link);
        Assert.True(await IsOpen());

        Task<bool> IsOpen() => tab.Value<bool>("document.querySelector('#find-clusters details').open");
    }

    [Fact]
    public async Task Shows_the_image_that_separates_the_smallest_cluster_first()
    {
        // The cluster in the middle is bright in flair alone.
        string[] images = [_brain.Put("t1.nii", SmallBrain.Values(100, 0, 1)), _brain.Put("flair.nii", SmallBrain.Values(400, -80, 2))];
        await using var tab = await chromium.Open(Report(_brain.Request(images).Run()));
        Assert.Equal(["flair"], await tab.Texts("label:has(> input[name=slices-image]:checked)"));
        Assert.Contains("of flair at", await tab.Value<string>("document.querySelector('[data-plane=Axial] canvas').ariaLabel"));
    }

    [Fact]
    public async Task Changes_labels_and_legend_with_the_fit()
    {
        var result = _brain.Request().Run();
        await using var tab = await chromium.Open(Report(result));
        var names = await tab.Texts("label:has(> input[name=slices-layer])");
        Assert.Equal(result.Shown!.Name, names[0]);
        Assert.Equal(8, names.Length);
        var other = Array.FindIndex(names, name => result.Fits.First(fit => fit.Name == name).Clusters != result.Shown.Clusters);
        var (picture, legend) = (await tab.Picture("Axial"), await Legend(tab));
        await tab.Click($"input[name=slices-layer][value='{other}']");
        Assert.Equal(result.Fits.First(fit => fit.Name == names[other]).Clusters, await Legend(tab));
        Assert.NotEqual(picture, await tab.Picture("Axial"));
        await tab.Click("input[name=slices-layer][value='0']");
        Assert.Equal((picture, legend), (await tab.Picture("Axial"), await Legend(tab)));
    }

    [Fact]
    public async Task Shows_names_as_text_when_they_look_like_markup()
    {
        const string script = "<script>alert(1)<script>", spaced = "a b &amp; c";
        string[] images =
            [_brain.Put(script + ".nii", SmallBrain.Values(100, 100, 1)), _brain.Put(spaced + ".nii", SmallBrain.Values(400, -80, 2))];
        var result = _brain.Request(images).Run().Failing(fit => fit.Name == $"{spaced}_kmeans_k4", "<b>No</b>");
        await using var tab = await chromium.Open(Report(result));
        Assert.Empty(tab.Complaints);
        Assert.Equal(0, await tab.Value<int>("document.querySelectorAll('main b:not(.bar b)').length"));
        Assert.Equal(2, await tab.Value<int>("document.querySelectorAll('script').length"));
        Assert.Contains($"{spaced}_kmeans_k4 failed: <b>No</b>", await tab.Text("#fits"));
        Assert.Contains($"2 images: {script} and {spaced}", await tab.Text(".subtitle"));
        Assert.Equal([script, spaced], await tab.Texts("label:has(> input[name=slices-image])"));
    }

    private static async Task Unfold(Tab tab) =>
        await tab.Value<bool>("[...document.querySelectorAll('details')].every(details => details.open = true)");

    private static Task<int> Legend(Tab tab) => tab.Value<int>("document.querySelectorAll('.legend button').length");

    private string Report(ExplorationResult? result = null)
    {
        result ??= _brain.Request().Run();
        return _brain.Write(ExplorationReport.Of(result, ExplorationFigures.Of(result), "1.2.3"));
    }
}
