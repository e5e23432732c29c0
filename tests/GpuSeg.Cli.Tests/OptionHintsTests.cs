using GpuSeg.Cli.Failures;

namespace GpuSeg.Cli.Tests;

public sealed class OptionHintsTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("a.nii exists; allow overwriting to replace it.", "a.nii exists; allow overwriting (`--overwrite`) to replace it.")]
    [InlineData("It takes 9 MB; raise the limit or make no pages.",
        "It takes 9 MB; raise the limit (`--mem-mb`) or make no pages (`--no-reports`).")]
    [InlineData("a.nii does not exist; check the path.", "a.nii does not exist; check the path.")]
    public void Names_options_after_advice_of_library(string sentence, string expected)
    {
        Assert.Equal(expected, OptionHints.Add(sentence));
        Assert.Equal(expected, OptionHints.Add(expected));
    }

    [Fact]
    public void Names_option_in_refusals_of_libraries()
    {
        Gpuseg.Succeed("segment", _place.T1, "-k", "2", "-o", _place.Prefix);
        Refusal.Of(1, Gpuseg.Run("segment", _place.T1, "-k", "2", "-o", _place.Prefix), "s_dseg.nii.gz exists",
            "allow overwriting (`--overwrite`)");
        var empty = _place.Put("empty.nii", new float[8 * 7 * 6]);
        Refusal.Of(3, Gpuseg.Run("segment", _place.T1, "-k", "2", "-o", _place.At("e"), "--mask", empty),
            "choose another mask (`--mask FILE`, ");
    }
}
