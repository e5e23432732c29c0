using System.Text.Json;
using GpuSeg.Studies.Bids.Derivatives;

namespace GpuSeg.Studies.Tests.Bids;

public sealed class EarlierResultTests
{
    [Theory]
    [InlineData("""{"a": 1, "b": 2}""", """{"a": 1}""", null)]
    [InlineData("""{"a": {"b": 1}}""", """{"a": {"b": 2}}""", "a.b is 1 there and 2 now")]
    [InlineData("{\"Sources\": [\n  \"raw:<x>\",\n  \"y\"\n]}", """{"Sources": ["raw:<x>"]}""",
        """Sources is ["raw:<x>","y"] there and ["raw:<x>"] now""")]
    [InlineData("{}", """{"a": 1}""", "a is absent there and 1 now")]
    [InlineData("{}", """{"a": "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"}""",
        "a is absent there")]
    [InlineData("""{"a": 0}""", """{"a": "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"}""",
        "a is another there")]
    public void Reports_a_difference_in_one_line(string earlier, string now, string? clause) =>
        Assert.Equal(clause, EarlierResult.Parameter(JsonDocument.Parse(earlier).RootElement, JsonDocument.Parse(now).RootElement, ""));
}
