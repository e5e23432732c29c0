using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Tests.Text;

public sealed class SuggestionTests
{
    [Theory]
    [InlineData("--methd", "--method")]
    [InlineData("--mehtod", "--method")]
    [InlineData("--n_init", "--n-init")]
    [InlineData("--n_int", "--n-init")]
    [InlineData("GMM", "gmm")]
    [InlineData("ful", "full")]
    [InlineData("T1", "T1w")]
    [InlineData("T2", null)]
    [InlineData("FLIAR", "FLAIR")]
    [InlineData("1", "01")]
    [InlineData("8", null)]
    [InlineData("median", null)]
    [InlineData("--fs-license-file", null)]
    [InlineData("", null)]
    public void Finds_words_that_are_near(string word, string? near) =>
        Assert.Equal(near, Suggestion.Closest(word, ["--method", "--n-init", "gmm", "full", "mean", "T1w", "FLAIR", "01", "6"]));
}
