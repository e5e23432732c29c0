namespace GpuSeg.Cli.Tests;

/// <summary>Images that follow from one another are fitted as the reference fits them, with a warning.</summary>
public sealed class CollinearChannelTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(0, "is fitted, with a warning")]
    [InlineData(100, "is fitted without a warning")]
    public void Segments_a_channel_that_is_the_sum_of_two_others(int noise, string what)
    {
        var random = new Random(1);
        var tissues = Enumerable.Range(0, 8 * 7 * 6).Select(i => i % 3).ToArray();
        float[] a = [.. tissues.Select(tissue => MathF.Round(300 + 300 * tissue + 60 * random.NextSingle()))];
        float[] b = [.. tissues.Select(tissue => MathF.Round((tissue == 1 ? 200 : 800 - 100 * tissue) + 60 * random.NextSingle()))];
        float[] sum = [.. a.Zip(b, (x, y) => x + y + noise * random.NextSingle())];
        string[] command =
            ["segment", _place.Put("a.nii", a), _place.Put("b.nii", b), _place.Put("sum.nii", sum), "-k", "3", "-o", _place.Prefix];
        Gpuseg.Succeed([.. command, "--backend", "reference"]);
        var expected = _place.Labels();
        var outcome = Gpuseg.Succeed([.. command, "--backend", "cpu", "--overwrite"]);
        Assert.Equal(expected, _place.Labels());
        Assert.Equal(3, expected.Distinct().Count());
        const string warning = "Images nearly follow from one another in 3 of 3 components";
        var isWarned = outcome.Stderr.Contains(warning, StringComparison.Ordinal);
        Assert.True(isWarned == (noise == 0), $"{what}: {outcome.Stderr}");
        Assert.Equal(isWarned, File.ReadAllText(_place.Prefix + "_dseg.json").Contains(warning, StringComparison.Ordinal));
    }
}
