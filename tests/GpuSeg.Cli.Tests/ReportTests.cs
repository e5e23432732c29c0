namespace GpuSeg.Cli.Tests;

/// <summary><c>--report</c> and <c>--label-names</c>; what the page says and does is tested with its library.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Writes_a_report_without_changing_the_remaining_files()
    {
        Segment();
        var others = _place.Left.ToDictionary(name => name, name => File.ReadAllBytes(Path.Combine(_place.Out, name)));
        var outcome = Segment("--report", "--overwrite");
        Assert.Contains("s_report.html", outcome.Stdout);
        Assert.Equal(["s_dseg.json", "s_dseg.nii.gz", "s_dseg.tsv", "s_model.json", "s_report.html"], _place.Left);
        Assert.All(others, file => Assert.Equal(file.Value, File.ReadAllBytes(Path.Combine(_place.Out, file.Key))));
        var report = Report();
        Assert.StartsWith("<!doctype html>", report);
        Assert.Contains("<h1>s</h1>", report);
        Assert.DoesNotContain(_place.Out, report);
        Segment("--report", "--overwrite", "--threads", "1");
        Assert.Equal(report, Report());
    }

    [Fact]
    public void Keeps_an_existing_report_and_writes_nothing()
    {
        File.WriteAllText(_place.Prefix + "_report.html", "mine");
        Refusal.Of(1, Gpuseg.Run(Arguments("--report")), "s_report.html", "--overwrite");
        Assert.Equal(["s_report.html"], _place.Left);
        Assert.Equal("mine", Report());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Loads_the_libraries_of_reports_and_figures_for_a_report_only(bool report)
    {
        var list = _place.At("loaded.txt");
        var environment = new Dictionary<string, string>
        {
            ["DOTNET_STARTUP_HOOKS"] = typeof(ReportTests).Assembly.Location,
            [StartupHook.ListVariable] = list,
        };
        Assert.Equal(0, Gpuseg.RunIn(environment, Arguments(report ? ["--report"] : [])).ExitCode);
        var loaded = File.ReadAllLines(list);
        Assert.Contains("GpuSeg.Studies", loaded);
        Assert.Equal((report, report), (loaded.Contains("GpuSeg.Report"), loaded.Contains("GpuSeg.Figures")));
        Assert.Equal(report, loaded.Contains("SkiaSharp"));
    }

    [Fact]
    public void Names_labels_as_given()
    {
        Segment("--label-names", "white matter, grey matter,CSF & more", "--report");
        Assert.Equal(["white matter", "grey matter", "CSF & more"], _place.Table()["name"]);
        Assert.Contains("CSF &amp; more", Report());
        Assert.DoesNotContain("Cluster 1", Report());
    }

    [Theory]
    [InlineData("a,b", "--label-names has 2 names for 3 labels; give one for each, with commas between them")]
    [InlineData("a", "--label-names has 1 name for 3 labels")]
    [InlineData("a,b,c,d", "--label-names has 4 names for 3 labels")]
    [InlineData("a, ,c", "--label-names has an empty name for label 2")]
    public void Rejects_names_that_do_not_match_the_labels(string names, string message)
    {
        Refusal.OfUsage(Gpuseg.Run(Arguments("--label-names", names)), message);
        Assert.Empty(_place.Left);
    }

    private string[] Arguments(params string[] options) => ["segment", _place.T1, _place.Flair, "-k", "3", "-o", _place.Prefix, .. options];

    private Outcome Segment(params string[] options) => Gpuseg.Succeed(Arguments(options));

    private string Report() => File.ReadAllText(_place.Prefix + "_report.html");
}
