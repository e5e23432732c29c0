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
    public async Task It_asks_for_nothing_but_itself_and_complains_of_nothing()
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
    public async Task Axe_finds_nothing(string scheme, int width)
    {
        await using var tab = await chromium.Open(Report(), width, scheme);
        Assert.Empty(await tab.AxeViolations());
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1200)]
    public async Task It_is_never_wider_than_the_screen(int width)
    {
        await using var tab = await chromium.Open(Report(), width);
        Assert.InRange(await tab.Value<int>("document.documentElement.scrollWidth"), 1, width);
    }

    [Fact]
    public async Task The_links_to_its_sections_take_one_line()
    {
        await using var tab = await chromium.Open(Report());
        Assert.Equal(13, await tab.Value<int>("document.querySelectorAll('nav a').length"));
        Assert.Single((await tab.Value<double[]>("[...document.querySelectorAll('nav a')].map(link => link.getBoundingClientRect().y)")).Distinct());
        Assert.True(await tab.Value<bool>("[...document.querySelectorAll('nav a')].every(link => document.querySelector(link.getAttribute('href')))"));
    }

    [Fact]
    public async Task Another_fit_has_other_labels_and_another_legend()
    {
        var result = _brain.Request().Run();
        await using var tab = await chromium.Open(Report(result));
        var names = await tab.Value<string[]>("[...document.querySelectorAll('input[name=slices-layer]')].map(input => input.parentElement.textContent.trim())");
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
    public async Task Names_are_text_whatever_they_look_like()
    {
        const string script = "<script>alert(1)<script>", spaced = "a b &amp; c";
        string[] images = [_brain.Put(script + ".nii", SmallBrain.Values(100, 100, 1)), _brain.Put(spaced + ".nii", SmallBrain.Values(400, -80, 2))];
        var result = _brain.Request(images).Run().Failing(fit => fit.Name == $"{spaced}_kmeans_k4", "<b>No</b>");
        await using var tab = await chromium.Open(Report(result));
        Assert.Empty(tab.Complaints);
        Assert.Equal(0, await tab.Value<int>("document.querySelectorAll('main b:not(.bar b)').length"));
        Assert.Equal(2, await tab.Value<int>("document.querySelectorAll('script').length"));
        Assert.Contains($"{spaced}_kmeans_k4 failed: <b>No</b>", await tab.Text("#fits"));
        Assert.Contains($"2 images: {script} and {spaced}", await tab.Text(".subtitle"));
        Assert.Equal([script, spaced], await tab.Value<string[]>("[...document.querySelectorAll('input[name=slices-image]')].map(input => input.parentElement.textContent)"));
    }

    private static Task<int> Legend(Tab tab) => tab.Value<int>("document.querySelectorAll('.legend button').length");

    private string Report(ExplorationResult? result = null)
    {
        result ??= _brain.Request().Run();
        return _brain.Write(ExplorationReport.Of(result, ExplorationFigures.Of(result), "1.2.3"));
    }
}
