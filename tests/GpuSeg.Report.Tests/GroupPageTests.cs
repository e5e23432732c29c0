using GpuSeg.Images;
using GpuSeg.Images.Nifti;
using GpuSeg.Report.Group;
using GpuSeg.Studies.Bids.Group;

namespace GpuSeg.Report.Tests;

/// <summary>The page of all sessions, in a browser.</summary>
[Collection(nameof(Chromium))]
public sealed class GroupPageTests(Chromium chromium) : IDisposable
{
    private const string Volumes = "svg[aria-label^='Volume of label 1']";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 1280)]
    [InlineData("light", 360)]
    [InlineData("dark", 360)]
    public async Task Axe_finds_nothing_and_it_fits_the_screen(string scheme, int width)
    {
        await using var tab = await chromium.Open(Page(Groups.Of(30, outliers: [(7, 200), (9, 3)])), width, scheme);
        Assert.Empty(await tab.AxeViolations());
        Assert.InRange(await tab.Value<int>("document.documentElement.scrollWidth"), 1, width);
        Assert.Empty(tab.Complaints);
        Assert.EndsWith("group.html", Assert.Single(tab.Requests));
    }

    [Fact]
    public async Task Failures_and_their_reasons_are_at_the_top()
    {
        await using var tab = await chromium.Open(Page(Groups.Of(5)));
        Assert.Equal("gmm2: 5 of 7 sessions complete, 1 failed, 1 missing; 1 fit not converged; warnings in 1 session.", await tab.Text("#summary li"));
        Assert.Equal(
            ["sub-0006", "failed", "sub-x/anat/x.nii.gz is <b>truncated</b>; run datalad get x.", "sub-0007", "missing", "there is no result."],
            await tab.Value<string[]>("[...document.querySelectorAll('#summary tbody :is(th, td)')].map(cell => cell.textContent)"));
    }

    [Fact]
    public async Task Outliers_are_named_beside_their_dots()
    {
        await using var tab = await chromium.Open(Page(Groups.Of(30, outliers: [(7, 200), (9, 3)])));
        Assert.Equal(["sub-0007", "sub-0009"], (await tab.Value<string[]>($"[...document.querySelectorAll(\"{Volumes} text.far\")].map(name => name.textContent)")).Order());
        // A name's line ends at its dot.
        Assert.True(await tab.Value<bool>($$"""
            [...document.querySelectorAll("{{Volumes}} text.far")].every(name => {
              const line = name.previousElementSibling.getBoundingClientRect();
              const dot = [...document.querySelectorAll("{{Volumes}} .far circle")].find(circle => circle.previousElementSibling.textContent.startsWith(name.textContent)).getBoundingClientRect();
              return Math.abs(line.x - (dot.x + dot.width / 2)) < 1 && Math.abs(line.bottom - dot.y) < 1 && name.getBoundingClientRect().bottom <= dot.y;
            })
            """));
        Assert.Equal(["sub-0007: 200", "sub-0009: 3"], (await tab.Value<string[]>($"[...document.querySelectorAll(\"{Volumes} .far title\")].map(title => title.textContent)")).Order());
        Assert.Equal(["3", "200"], (await tab.Value<string[]>("[...document.querySelectorAll('#sessions-gmm2 td strong')].map(cell => cell.textContent)")).OrderBy(text => text.Length));
    }

    [Fact]
    public async Task A_dot_opens_its_sessions_report()
    {
        foreach (var i in Enumerable.Range(1, 30))
        {
            File.WriteAllText(_folder.At($"sub-{Groups.Label(i)}.html"), $"<title>{i}</title>");
        }

        await using var tab = await chromium.Open(Page(Groups.Of(30, outliers: [(7, 200), (5, 190), (9, 3)])));
        var dot = await tab.Value<double[]>($"(box => [box.x + box.width / 2, box.y + box.height / 2])(document.querySelector(\"{Volumes} a[href='sub-0007.html'] circle\").getBoundingClientRect())");
        await tab.Page.Mouse.MoveAsync((decimal)dot[0], (decimal)dot[1]);
        Assert.Equal("sub-0007: 200", await tab.Value<string>($"document.querySelector(\"{Volumes}\").nextElementSibling.textContent"));
        await Task.WhenAll(tab.Page.WaitForNavigationAsync(), tab.Page.Mouse.ClickAsync((decimal)dot[0], (decimal)dot[1]));
        Assert.Equal("7", await tab.Page.GetTitleAsync());
    }

    [Fact]
    public async Task Keys_go_from_dot_to_dot_and_open_reports()
    {
        File.WriteAllText(_folder.At("sub-0005.html"), "<title>five</title>");
        await using var tab = await chromium.Open(Page(Groups.Of(30, outliers: [(7, 200), (5, 190), (9, 3)])));
        // One stop of the tab key for every plot.
        Assert.Equal(1, await tab.Value<int>($"document.querySelectorAll(\"{Volumes} [tabindex='0']\").length"));
        await tab.Page.EvaluateExpressionAsync($"document.querySelector(\"{Volumes} [tabindex='0']\").focus()");
        await tab.Page.Keyboard.PressAsync("End");
        Assert.Equal("sub-0007: 200", await Readout());
        await tab.Page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal("sub-0007: 200", await Readout());
        await tab.Page.Keyboard.PressAsync("Home");
        Assert.Equal("sub-0009: 3", await Readout());
        await tab.Page.Keyboard.PressAsync("End");
        await tab.Page.Keyboard.PressAsync("ArrowLeft");
        Assert.Equal("sub-0005: 190", await Readout());
        await Task.WhenAll(tab.Page.WaitForNavigationAsync(), tab.Page.Keyboard.PressAsync("Enter"));
        Assert.Equal("five", await tab.Page.GetTitleAsync());

        Task<string> Readout() => tab.Value<string>($"document.querySelector(\"{Volumes}\").nextElementSibling.textContent");
    }

    [Fact]
    public async Task Names_are_text_whatever_they_look_like()
    {
        await using var tab = await chromium.Open(Page(Groups.Of(5, "<script>alert(1)</script>")));
        Assert.Empty(tab.Complaints);
        Assert.Equal("<script>alert(1)</script>", await tab.Text("h1"));
        Assert.Equal(0, await tab.Value<int>("document.querySelectorAll('main :is(b, script), #sessions-gmm2 i').length"));
    }

    [Fact]
    public void One_model_for_all_has_no_fit_to_compare_sessions_by()
    {
        var each = Groups.Of(5);
        var shared = GroupReport.Of(new(each.Name, [.. each.Rows.Select(row => row.Match is null ? row : row with { Match = new([1, 2], null, double.NaN) })]), "1.2.3");
        Assert.Contains("One model was applied to all sessions", shared);
        Assert.All(["Iterations", "Lower bound"], measure => Assert.DoesNotContain(measure, shared));
        Assert.All(["Iterations", "Lower bound"], measure => Assert.Contains(measure, GroupReport.Of(each, "1.2.3")));
    }

    [Fact]
    public void Several_models_are_not_told_as_one()
    {
        var each = Groups.Of(5);
        var number = 0;
        var page = GroupReport.Of(new(each.Name, [.. each.Rows.Select(row => row.Match is null ? row
            : row with { Match = new([1, 2], null, double.NaN), Result = row.Result! with { Model = ("seg-gmm2pooled_model.json", $"{number++ / 3}") } })]), "1.2.3");
        Assert.Contains("2 models were applied: a label is the same in sessions of the same model only", page);
        Assert.DoesNotContain("One model", page);
    }

    [Fact]
    public void The_reference_is_no_outlier_for_lying_at_itself()
    {
        var groups = Groups.Of(7);
        var near = groups.Rows.Select((row, i) => row.Match is null ? row : row with { Match = new([1, 2], "sub-0001", i == 0 ? 0 : 0.1 + (0.001 * i)) });
        Assert.DoesNotContain("""<span class="sentence">Distance from the reference</span>""", GroupReport.Of(new(groups.Name, [.. near]), "1.2.3"));
    }

    [Fact]
    public void A_thousand_sessions_are_a_page_of_a_few_megabytes()
    {
        var text = GroupReport.Of(Groups.Of(1000), "1.2.3");
        Assert.InRange(text.Length, 500_000, 3_000_000);
        Assert.Equal(text, GroupReport.Of(Groups.Of(1000), "1.2.3"));
    }

    private string Page(GroupResult result)
    {
        File.WriteAllText(_folder.At("group.html"), GroupReport.Of(result, "1.2.3"));
        return _folder.At("group.html");
    }
}
