using System.Globalization;

namespace GpuSeg.Cli.Tests;

/// <summary>The option <c>--winsorize</c>, and the warning about a cluster of extreme voxels that leads to it.</summary>
public sealed class WinsorizeOptionTests : IDisposable
{
    private const int Count = 8 * 7 * 6;

    private readonly Workplace _place = new();
    private readonly string _image;

    public WinsorizeOptionTests()
    {
        // Two tissues and two voxels far beyond them.
        float[] values = [.. Enumerable.Range(0, Count).Select(i => (i % 2 == 0 ? 100f : 200f) + (i * 7 % 19))];
        (values[50], values[201]) = (5000, 5010);
        _image = _place.Put("spiky.nii", values);
    }

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Reports_extreme_voxels_on_stderr_sidecar_and_page()
    {
        const string sentence = "holds only extreme voxels of spiky (2 voxels, 0.60 %), far outside the range of the others; "
            + "winsorize the images";
        var stderr = Segment("--report").Stderr;
        Assert.Contains(sentence, stderr, StringComparison.Ordinal);
        Assert.Contains("winsorize the images (`--winsorize P`)", stderr, StringComparison.Ordinal);
        Assert.Contains(Warnings(), warning => warning.Contains(sentence, StringComparison.Ordinal));
        Assert.Contains(sentence, File.ReadAllText(_place.Prefix + "_report.html").Replace('\u00a0', ' '), StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_intensities_and_records_the_limits()
    {
        var stderr = Segment("--winsorize", "2").Stderr;
        Assert.DoesNotContain("extreme", stderr, StringComparison.Ordinal);
        var sidecar = _place.Json("_dseg.json");
        Assert.Equal(2, sidecar.GetProperty("Winsorize").GetDouble());
        double[] limits =
            [.. sidecar.GetProperty("WinsorizeLimits").GetProperty("spiky").EnumerateArray().Select(limit => limit.GetDouble())];
        Assert.Equal(2, limits.Length);
        Assert.InRange(limits[0], 100, 103);
        Assert.InRange(limits[1], 215, 218);
        // The tissues are the clusters: no cluster is spent on two voxels.
        var labels = _place.Labels();
        Assert.All(Enumerable.Range(0, Count).Where(i => i is not (50 or 201)), i => Assert.Equal(labels[i % 2], labels[i]));
    }

    [Fact]
    public void Applies_the_limits_of_the_model()
    {
        Segment("--winsorize", "2");
        var model = _place.Json("_model.json").GetProperty("winsorizing");
        Assert.Equal(2, model.GetProperty("percent")[0].GetDouble());
        var high = model.GetProperty("high")[0].GetDouble();
        File.Copy(_place.Prefix + "_model.json", _place.At("kept.json"));
        // Another image, in which percentiles of its own would be far higher.
        float[] values = [.. Enumerable.Range(0, Count).Select(i => i % 2 == 0 ? 110f : 5000f + i)];
        var other = _place.Put("spiky.nii", values);
        Gpuseg.Succeed("segment", other, "--model", _place.At("kept.json"), "-o", _place.Prefix, "--overwrite");
        var sidecar = _place.Json("_dseg.json");
        Assert.Equal(2, sidecar.GetProperty("Winsorize").GetDouble());
        Assert.Equal(high, sidecar.GetProperty("WinsorizeLimits").GetProperty("spiky")[1].GetDouble());
        // The brighter half holds the limit and nothing else.
        Assert.Equal(high, double.Parse(_place.Table()["mean_spiky"][1], CultureInfo.InvariantCulture), 1e-3);
    }

    [Fact]
    public void Limits_nothing_when_the_percentage_is_0()
    {
        Segment();
        var (labels, sidecar) = (_place.Labels(), File.ReadAllText(_place.Prefix + "_dseg.json"));
        Gpuseg.Succeed("segment", _image, "-k", "3", "--winsorize", "0", "--label-order", "mean:spiky", "-o", _place.Prefix, "--overwrite");
        Assert.Equal(labels, _place.Labels());
        Assert.Equal(sidecar, File.ReadAllText(_place.Prefix + "_dseg.json"));
        Assert.DoesNotContain("Winsorize\"", sidecar, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("50")]
    [InlineData("-3")]
    [InlineData("NaN")]
    public void Rejects_percentages_out_of_range(string percent) => Refusal.Of(
        2,
        Gpuseg.Run("segment", _image, "-k", "2", "--winsorize", percent, "-o", _place.Prefix),
        $"--winsorize is {percent}; it must be a number from 0 to below 50");

    private Outcome Segment(params string[] options) =>
        Gpuseg.Succeed(["segment", _image, "-k", options.Contains("--winsorize") ? "2" : "3", "--label-order", "mean:spiky",
            "-o", _place.Prefix, "--overwrite", .. options]);

    private string[] Warnings() =>
        [.. _place.Json("_dseg.json").GetProperty("Warnings").EnumerateArray().Select(warning => warning.GetString()!)];
}
