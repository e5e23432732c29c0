using GpuSeg.Images.Masking;

namespace GpuSeg.Images.Tests.Masking;

public sealed class MaskRuleTests
{
    [Theory]
    [InlineData("positive", MaskRuleKind.Positive, 0)]
    [InlineData("nonzero", MaskRuleKind.NonZero, 0)]
    [InlineData("finite", MaskRuleKind.Finite, 0)]
    [InlineData("above:-200", MaskRuleKind.Above, -200)]
    [InlineData("above:0.1", MaskRuleKind.Above, 0.1)]
    [InlineData("above:1E+20", MaskRuleKind.Above, 1e20)]
    [InlineData("any", MaskRuleKind.Any, 0)]
    [InlineData("auto", MaskRuleKind.Auto, 0)]
    public void Parses_the_spellings_that_it_writes(string text, MaskRuleKind kind, double value)
    {
        var rule = MaskRule.Parse(text);
        Assert.Equal((kind, value), (rule.Kind, rule.Value));
        Assert.Equal(text, rule.ToString());
        Assert.Equal(rule, MaskRule.Parse(rule.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("Positive")]
    [InlineData("above")]
    [InlineData("above:")]
    [InlineData("above:high")]
    [InlineData("above:NaN")]
    [InlineData("above:1e39")]
    [InlineData("above:1,5")]
    public void Rejects_other_texts(string? text)
    {
        Assert.False(MaskRule.TryParse(text, out _));
        Assert.Contains("above:VALUE", Assert.Throws<FormatException>(() => MaskRule.Parse(text!)).Message);
    }

    [Fact]
    public void Treats_minus_zero_as_zero_and_positive_as_the_default()
    {
        Assert.Equal(MaskRule.Above(0), MaskRule.Parse("above:-0"));
        Assert.Equal(MaskRule.Positive, default);
        Assert.Throws<ArgumentOutOfRangeException>(() => MaskRule.Above(double.PositiveInfinity));
    }
}
