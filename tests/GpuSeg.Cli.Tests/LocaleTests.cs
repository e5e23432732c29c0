namespace GpuSeg.Cli.Tests;

/// <summary>Outputs in a locale that writes numbers with commas, where .NET's globalization is on.</summary>
public sealed class LocaleTests : IDisposable
{
    private static readonly Dictionary<string, string> s_german = new()
    {
        ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "0",
        ["LANG"] = "de_DE.UTF-8",
        ["LC_ALL"] = "de_DE.UTF-8",
    };

    private readonly Workplace _place = new();

    public LocaleTests()
    {
        var version = Gpuseg.RunIn(s_german, "--version");
        Assert.SkipWhen(version.ExitCode != 0 && version.Stderr.Contains("ICU", StringComparison.Ordinal), "no ICU here");
    }

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Writes_the_same_page_and_summary_in_every_locale()
    {
        string[] options = ["-k", "3", "--report", "--probseg", "--label-files", "-o"];
        var (english, german) = (Prefix("en"), Prefix("de"));
        var expected = Gpuseg.Succeed(["segment", _place.T1, _place.Flair, .. options, english]);
        var outcome = Gpuseg.RunIn(s_german, ["segment", _place.T1, _place.Flair, .. options, german]);
        Assert.Equal((0, expected.Stderr), (outcome.ExitCode, outcome.Stderr));
        Assert.Equal(expected.Stdout.Replace(english, german, StringComparison.Ordinal), outcome.Stdout);
        Assert.Equal(Tree.Of(_place.At("en")), Tree.Of(_place.At("de")));
    }

    [Fact]
    public void Writes_the_same_data_set_in_every_locale()
    {
        Gpuseg.Succeed("demo", "--bids", _place.At("raw"), "--subjects", "2");
        Assert.Equal(0, Gpuseg.RunIn(s_german, "demo", "--bids", _place.At("raw2"), "--subjects", "2").ExitCode);
        Assert.Equal(Tree.Of(_place.At("raw")), Tree.Of(_place.At("raw2")));
        foreach (var level in (string[])["participant", "group"])
        {
            string[] options = level == "group" ? [] : ["-k", "2"];
            Gpuseg.Succeed(["bids", _place.At("raw"), _place.At("en"), level, .. options]);
            Assert.Equal(0, Gpuseg.RunIn(s_german, ["bids", _place.At("raw"), _place.At("de"), level, .. options]).ExitCode);
        }

        Assert.Equal(Tree.Of(_place.At("en")), Tree.Of(_place.At("de")));
    }

    [Fact]
    public void Reports_usage_errors_in_English_in_every_locale() =>
        Assert.Equal(Gpuseg.Run("segment", "--what").Stderr, Gpuseg.RunIn(s_german, "segment", "--what").Stderr);

    private string Prefix(string folder)
    {
        Directory.CreateDirectory(_place.At(folder));
        return Path.Combine(_place.At(folder), "s");
    }
}
