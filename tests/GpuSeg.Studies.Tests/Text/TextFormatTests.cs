using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Tests.Text;

public sealed class TextFormatTests
{
    [Theory]
    [InlineData(0, "0 voxels")]
    [InlineData(1, "1 voxel")]
    [InlineData(2000, "2,000 voxels")]
    public void Pluralises_counts(int number, string text) => Assert.Equal(text, Plural.Of(number, "voxel"));

    [Fact]
    public void Uses_given_plural_of_irregular_nouns() =>
        Assert.Equal(("1 pass", "2 passes"), (Plural.Of(1, "pass", "passes"), Plural.Of(2, "pass", "passes")));

    [Theory]
    [InlineData(12, "0.012 mL")]
    [InlineData(62912, "62.9 mL")]
    [InlineData(1438000, "1,438.0 mL")]
    public void Formats_volumes_in_millilitres(double cubicMillimetres, string text) =>
        Assert.Equal(text, TextFormat.Millilitres(cubicMillimetres).Replace('\u00a0', ' '));

    [Theory]
    [InlineData("")]
    [InlineData("a", "a")]
    [InlineData("a and b", "a", "b")]
    [InlineData("a, b and c", "a", "b", "c")]
    public void Joins_lists_with_and(string text, params string[] items) => Assert.Equal(text, TextFormat.List(items));

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(0.00001, "< 0.01 %")]
    [InlineData(0.0044, "0.44 %")]
    [InlineData(0.1234, "12.3 %")]
    [InlineData(1, "100.0 %")]
    public void Formats_small_shares_with_more_digits(double share, string text) =>
        Assert.Equal(text, TextFormat.Percent(share).Replace('\u00a0', ' '));

    [Theory]
    [InlineData(1148.43, 79.684, "1,148.4 ± 79.7")]
    [InlineData(1148.43, 223.1, "1,148 ± 223")]
    [InlineData(0.51234, 0.01234, "0.5123 ± 0.0123")]
    [InlineData(5, 0, "5 ± 0")]
    [InlineData(2.5e9, 1e8, "2.5E+9 ± 1E+8")]
    [InlineData(-3e-9, 1e-9, "-3E-9 ± 1E-9")]
    public void Rounds_means_to_digits_of_their_deviation(double mean, double deviation, string text) =>
        Assert.Equal(text, TextFormat.PlusMinus(mean, deviation).Replace('\u00a0', ' '));

    [Theory]
    [InlineData(0.02, "0.0")]
    [InlineData(-0.04, "0.0")]
    [InlineData(2.96, "+3.0")]
    [InlineData(-0.5, "−0.5")]
    public void Shows_signs(double value, string text) => Assert.Equal(text, TextFormat.WithSign(value));
}
