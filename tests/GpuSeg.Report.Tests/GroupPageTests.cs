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
    public async Task Passes_axe_and_fits_width_of_screen(string scheme, int width)
    {
        await using var tab = await chromium.Open(Page(Groups.Of(30, outliers: [(7, 200), (9, 3)])), width, scheme);
        Assert.Empty(await tab.AxeViolations());
        Assert.InRange(await tab.Value<int>("document.documentElement.scrollWidth"), 1, width);
        Assert.Empty(tab.Complaints);
        Assert.EndsWith("group.html", Assert.Single(tab.Requests));
    }

    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 360)]
    public async Task Passes_axe_with_changes_and_different_channels(string scheme, int width)
    {
        var all = Groups.Of(12);
        var rows = all.Rows.Select((row, i) => row.Result is null ? row : row with
        {
            IntracranialVolume = 1500,
            Change = i % 2 == 0 ? null : new("ses-1", [100 + i, 0], [103.5, 20]),
            OtherChannels = i == 4 ? new(["flair"], ["adc"]) : null,
        }).ToArray();
        await using var tab = await chromium.Open(Page(new(all.Name, rows)), width, scheme);
        Assert.Empty(await tab.AxeViolations());
        Assert.InRange(await tab.Value<int>("document.documentElement.scrollWidth"), 1, width);
        Assert.Empty(tab.Complaints);
        Assert.Contains(await tab.Texts("td"), cell => cell == "+2.5 (+2.5 %)");
        Assert.Contains(await tab.Texts("td"), cell => cell == "+20.0 (– %)");
    }

    [Fact]
    public async Task Shows_failures_and_reasons_at_the_top()
    {
        await using var tab = await chromium.Open(Page(Groups.Of(5)));
        Assert.Equal(
            "gmm2: 5 of 7 sessions complete, 1 failed, 1 missing; 1 fit not converged; warnings in 1 session.",
            await tab.Text("#summary li"));
        Assert.Equal(
            [
                "sub-0006", "failed", "sub-x/anat/x.nii.gz is <b>truncated</b>; run datalad get x.",
                "sub-0007", "missing", "there is no result.",
            ],
            await tab.Value<string[]>("[...document.querySelectorAll('#summary tbody :is(th, td)')].map(cell => cell.textContent)"));
    }

    [Fact]
    public async Task Names_outliers_beside_their_dots()
    {
        await using var tab = await chromium.Open(Page(Groups.Of(30, outliers: [(7, 200), (9, 3)])));
        Assert.Equal(["sub-0007", "sub-0009"], (await tab.Texts($"{Volumes} text.far")).Order());
        // The line of a name ends at its dot.
        Assert.True(await tab.Value<bool>($$"""
            [...document.querySelectorAll("{{Volumes}} text.far")].every(name => {
              const line = name.previousElementSibling.getBoundingClientRect();
              const circles = [...document.querySelectorAll("{{Volumes}} .far circle")];
              const circle = circles.find(circle => circle.previousElementSibling.textContent.startsWith(name.textContent));
              const dot = circle.getBoundingClientRect();
              return Math.abs(line.x - (dot.x + dot.width / 2)) < 1 && Math.abs(line.bottom - dot.y) < 1
                && name.getBoundingClientRect().bottom <= dot.y;
            })
            """));
        Assert.Equal(["sub-0007: 200", "sub-0009: 3"], (await tab.Texts($"{Volumes} .far title")).Order());
        Assert.Equal(["3", "200"], (await tab.Texts("#sessions-gmm2 td strong")).OrderBy(text => text.Length));
    }

    [Fact]
    public async Task Opens_report_of_session_when_dot_is_clicked()
    {
        foreach (var i in Enumerable.Range(1, 30))
        {
            File.WriteAllText(_folder.At($"sub-{Groups.Label(i)}.html"), $"<title>{i}</title>");
        }

        await using var tab = await chromium.Open(Page(Groups.Of(30, outliers: [(7, 200), (5, 190), (9, 3)])));
        var dot = await tab.Middle($"{Volumes} a[href='sub-0007.html'] circle");
        await tab.Page.Mouse.MoveAsync(dot[0], dot[1]);
        Assert.Equal("sub-0007: 200", await tab.Value<string>(Note));
        await Task.WhenAll(tab.Page.WaitForNavigationAsync(), tab.Page.Mouse.ClickAsync(dot[0], dot[1]));
        Assert.Equal("7", await tab.Page.GetTitleAsync());
    }

    [Fact]
    public async Task Moves_between_dots_and_opens_reports_by_keyboard()
    {
        File.WriteAllText(_folder.At("sub-0005.html"), "<title>five</title>");
        await using var tab = await chromium.Open(Page(Groups.Of(30, outliers: [(7, 200), (5, 190), (9, 3)])));
        // The tab key stops once in every plot.
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

        Task<string> Readout() => tab.Value<string>(Note);
    }

    [Fact]
    public async Task Shows_names_as_text_when_they_look_like_markup()
    {
        await using var tab = await chromium.Open(Page(Groups.Of(5, "<script>alert(1)</script>")));
        Assert.Empty(tab.Complaints);
        Assert.Equal("<script>alert(1)</script>", await tab.Text("h1"));
        Assert.Equal(0, await tab.Value<int>("document.querySelectorAll('main :is(b, script), #sessions-gmm2 i').length"));
    }

    [Fact]
    public void Omits_measures_of_fit_when_one_model_labels_all()
    {
        var each = Groups.Of(5);
        var rows = each.Rows.Select(row => row.Match is null ? row : row with { Match = new([1, 2], null, double.NaN) });
        var shared = GroupReport.Of(new(each.Name, [.. rows]), "1.2.3");
        Assert.Contains("One model was applied to all sessions", shared);
        Assert.All(["Iterations", "Lower bound"], measure => Assert.DoesNotContain(measure, shared));
        Assert.All(["Iterations", "Lower bound"], measure => Assert.Contains(measure, GroupReport.Of(each, "1.2.3")));
    }

    [Fact]
    public void Counts_models_when_several_were_applied()
    {
        var each = Groups.Of(5);
        var number = 0;
        var rows = each.Rows.Select(row => row.Match is null ? row : row with
        {
            Match = new([1, 2], null, double.NaN),
            Result = row.Result! with { Model = ("seg-gmm2pooled_model.json", $"{number++ / 3}") },
        });
        var page = GroupReport.Of(new(each.Name, [.. rows]), "1.2.3");
        Assert.Contains("2 models were applied: labels are comparable between sessions of the same model only", page);
        Assert.DoesNotContain("One model", page);
    }

    [Fact]
    public void Excludes_distance_of_reference_from_outliers()
    {
        var groups = Groups.Of(12);
        var near = groups.Rows.Select((row, i) =>
            row.Match is null ? row : row with { Match = new([1, 2], "sub-0001", i == 0 ? 0 : 0.1 + (0.001 * i)) });
        var page = GroupReport.Of(new(groups.Name, [.. near]), "1.2.3");
        Assert.DoesNotContain("""<span class="sentence">Distance from the reference</span>""", page);
    }

    [Fact]
    public void Writes_page_of_few_megabytes_for_thousand_sessions()
    {
        var text = GroupReport.Of(Groups.Of(1000), "1.2.3");
        Assert.InRange(text.Length, 500_000, 3_000_000);
        Assert.Equal(text, GroupReport.Of(Groups.Of(1000), "1.2.3"));
    }

    [Theory]
    [InlineData(4, false, "Plots are drawn from 5 sessions with the same channels on; there are 4 here.")]
    [InlineData(9, true, "Outliers are named from 10 sessions on; there are 9 here.")]
    [InlineData(10, true, null)]
    public void Draws_plots_and_names_outliers_from_enough_sessions_on(int sessions, bool plots, string? why)
    {
        var page = GroupReport.Of(Groups.Of(sessions, outliers: (2, 900)), "1.2.3");
        Assert.Equal(plots, page.Contains("<figure class=\"dots\">", StringComparison.Ordinal));
        Assert.Equal(sessions >= 10, page.Contains("Sessions that are outliers", StringComparison.Ordinal));
        Assert.Equal(sessions >= 10, page.Contains("<strong>900</strong>", StringComparison.Ordinal));
        Assert.All(["Plots are drawn from", "Outliers are named from"], text =>
            Assert.Equal(why?.StartsWith(text, StringComparison.Ordinal) == true, page.Contains(text, StringComparison.Ordinal)));
        Assert.Contains(why ?? "", page);
    }

    [Fact]
    public async Task Shows_labels_as_series_of_one_figure_with_titles_in_line()
    {
        await using var tab = await chromium.Open(Page(Groups.Of(30, outliers: [(7, 200), (9, 3)])));
        var titles = await tab.Texts(".dots figcaption");
        Assert.Equal(1, titles.Count(title => title == "Volumes of the labels, mL"));
        Assert.Equal(1, titles.Count(title => title == "Means of t1w, image units"));
        Assert.Equal(titles.Distinct(), titles);
        Assert.Equal(
            ["Label 1", "Label 2"],
            await tab.Value<string[]>("""
                [...document.querySelectorAll('.dots')].find(figure => figure.textContent.includes('Volumes of the labels'))
                  .querySelectorAll('.name').values().map(name => name.textContent).toArray()
                """));
        // Figures side by side have their titles at the same height.
        Assert.True(await tab.Value<bool>("""
            (() => {
              const boxes = [...document.querySelectorAll('.dots')].map(figure => [figure, figure.querySelector('figcaption')]
                .map(element => element.getBoundingClientRect().top));
              return boxes.every(([figure, title]) => Math.abs(title - figure) < 1)
                && new Set(boxes.map(box => box[0])).size < boxes.length;
            })()
            """));
    }

    [Fact]
    public void Leaves_sessions_with_other_channels_out_of_plots_and_lists_them()
    {
        var all = Groups.Of(12);
        var rows = all.Rows.Select((row, i) => i == 4 ? row with { OtherChannels = new(["flair", "adc"], []) } : row).ToArray();
        var page = GroupReport.Of(new("Made", rows), "1.2.3");
        Assert.Contains("Sessions with different channels", page);
        Assert.Contains("flair, adc", page);
        Assert.Contains("Volume of label 1, mL: 11 sessions", page);
        Assert.DoesNotContain("<title>sub-0005:", page);
        Assert.DoesNotContain("Sessions with different channels", GroupReport.Of(all, "1.2.3"));
    }

    private static string Note => $"document.querySelector(\"{Volumes}\").closest('figure').querySelector('.note').textContent";

    private string Page(GroupResult result)
    {
        File.WriteAllText(_folder.At("group.html"), GroupReport.Of(result, "1.2.3"));
        return _folder.At("group.html");
    }
}
