using GpuSeg.Report.Fit;
using PuppeteerSharp.Media;

namespace GpuSeg.Report.Tests;

/// <summary>The whole page: accessible, on every screen, on paper, and with any names.</summary>
[Collection(nameof(Chromium))]
public sealed class PageTests(Chromium chromium) : IDisposable
{
    private readonly SmallBrain _brain = new();

    public void Dispose() => _brain.Dispose();

    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 1280)]
    [InlineData("light", 360)]
    [InlineData("dark", 360)]
    public async Task Passes_axe(string scheme, int width)
    {
        await using var tab = await chromium.Open(Report(), width, scheme);
        Assert.Empty(await tab.AxeViolations());
        Assert.Empty(tab.Complaints);
    }

    [Theory]
    [InlineData(360)]
    [InlineData(768)]
    [InlineData(1600)]
    public async Task Fits_width_of_screen(int width)
    {
        await using var tab = await chromium.Open(Report(), width);
        Assert.InRange(await tab.Value<int>("document.documentElement.scrollWidth"), 1, width);
    }

    [Fact]
    public async Task Breaks_long_label_names_on_a_phone()
    {
        string[] names = ["core", "oedema_and_enhancement_around_the_necrotic_core", "rim"];
        var request = _brain.Segment().Result.Request with { LabelNames = names };
        await using var tab = await chromium.Open(_brain.Write(FitReport.Of(SmallBrain.Segment(request), "brain", "1.2.3")), 360);
        Assert.InRange(await tab.Value<int>("document.documentElement.scrollWidth"), 1, 360);
    }

    [Fact]
    public async Task Stacks_planes_on_a_phone()
    {
        await using var tab = await chromium.Open(Report(), 360);
        var x = await tab.Value<double[]>("[...document.querySelectorAll('.pane')].map(pane => pane.getBoundingClientRect().x)");
        Assert.Single(x.Distinct());
    }

    [Theory]
    [InlineData("light", "Dark")]
    [InlineData("dark", "Light")]
    public async Task Changes_theme_by_button(string scheme, string other)
    {
        await using var tab = await chromium.Open(Report(), scheme: scheme);
        var before = await Background(tab);
        Assert.Equal(other, await tab.Text("[data-theme-toggle]"));
        await tab.Click("[data-theme-toggle]");
        Assert.NotEqual(before, await Background(tab));
        Assert.Empty(await tab.AxeViolations());
        await tab.Click("[data-theme-toggle]");
        Assert.Equal(before, await Background(tab));
    }

    [Fact]
    public async Task Reaches_every_control_by_keyboard()
    {
        await using var tab = await chromium.Open(Report());
        var reached = new HashSet<string>();
        for (var i = 0; i < 60; i++)
        {
            await tab.Page.Keyboard.PressAsync("Tab");
            const string active = "document.activeElement.id || document.activeElement.className || document.activeElement.textContent";
            reached.Add(await tab.Value<string>(active));
            if (i == 0)
            {
                const string first = "[document.activeElement.className, String(document.activeElement.getBoundingClientRect().left)]";
                Assert.Equal(["skip", "0"], await tab.Value<string[]>(first));
            }
        }
        string[] controls =
        [
            "slices-low", "slices-high", "slices-opacity", "slices-labels", "slices-cross",
            "slices-Axial", "slices-Coronal", "slices-Sagittal", "Cluster 2", "scroll",
        ];
        Assert.Superset(controls.ToHashSet(), reached);
    }

    [Fact]
    public async Task Shows_still_pictures_without_controls_on_paper()
    {
        await using var tab = await chromium.Open(Report());
        Assert.Equal((true, false), await Seen(tab));
        await tab.Page.EmulateMediaTypeAsync(MediaType.Print);
        Assert.Equal((false, true), await Seen(tab));
        Assert.False(await tab.Value<bool>("document.querySelector('.top').checkVisibility()"));
        Assert.False(await tab.Value<bool>("document.querySelector('.copy').checkVisibility()"));
    }

    [Fact]
    public async Task Shows_still_pictures_when_scripts_are_off()
    {
        var page = Report();
        await using var tab = await chromium.Open(page, script: false);
        // Without script, only the accessibility tree of the page can be read.
        var names = Names(await tab.Page.Accessibility.SnapshotAsync()).ToList();
        Assert.Contains("7 axial slices with labels", names);
        Assert.DoesNotContain("Show labels", names);
        Assert.DoesNotContain("Dark", names);

        static IEnumerable<string> Names(PuppeteerSharp.PageAccessibility.SerializedAXNode node) =>
            [node.Name, .. (node.Children ?? []).SelectMany(Names)];
    }

    [Fact]
    public async Task Shows_names_as_text_when_they_look_like_markup()
    {
        const string script = "<script>alert(1)<script>", image = "<img src=x onerror=alert(2)> & \"'";
        var plain = await Elements(Report());
        var segmentation = SmallBrain.Segment(_brain.Segment().Result.Request with
        {
            Images =
            [
                _brain.Put(script + ".nii", SmallBrain.Values(100, 100, 1)),
                _brain.Put("a&amp;b.nii", SmallBrain.Values(400, -80, 2)),
            ],
            LabelNames = [image, "</script><b>bold</b>", "]]>`code`"],
        });
        var file = _brain.Write(FitReport.Of(segmentation, script, "1.2.3"));
        Assert.Equal(plain, await Elements(file));
        await using var tab = await chromium.Open(file);
        Assert.Empty(tab.Complaints);
        Assert.Equal(script, await tab.Text("h1"));
        Assert.Equal([image, "</script><b>bold</b>", "]]>`code`"], await tab.Texts(".legend button"));
        Assert.Equal([script, "a&amp;b"], await tab.Texts(".choice label"));

        async Task<string> Elements(string path)
        {
            await using var tab = await chromium.Open(path);
            return await tab.Value<string>(
                "['script', 'img', 'b', 'li', 'table', 'code', 'button', 'input']"
                + ".map(name => `${name} ${document.querySelectorAll(name).length}`).join()");
        }
    }

    [Fact]
    public async Task Blocks_foreign_content_by_policy()
    {
        const string foreign = "<script>document.title = 'changed'</script><img src=\"http://localhost/x.png\"></body>";
        var file = Report();
        var changed = File.ReadAllText(file).Replace("</body>", foreign, StringComparison.Ordinal);
        await using var tab = await chromium.Open(_brain.Write(changed));
        Assert.StartsWith("brain", await tab.Value<string>("document.title"));
        Assert.Equal(2, tab.Complaints.Count(complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Copies_methods_without_the_button()
    {
        await using var tab = await chromium.Open(Report());
        await tab.Page.EvaluateExpressionAsync(
            "navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); }");
        await tab.Click(".copy");
        Assert.StartsWith("The ", await tab.Value<string>("window.copied"));
        Assert.EndsWith("first.", await tab.Value<string>("window.copied"));
    }

    private string Report() => _brain.Write(FitReport.Of(_brain.Segment(), "brain", "1.2.3"));

    private static Task<string> Background(Tab tab) => tab.Value<string>("getComputedStyle(document.body).backgroundColor");

    private static async Task<(bool Viewer, bool Still)> Seen(Tab tab) => (
        await tab.Value<bool>("document.querySelector('.viewer').checkVisibility()"),
        await tab.Value<bool>("document.querySelector('.still').checkVisibility()"));
}
