using System.Text.Json;
using GpuSeg.Studies.Bids.Derivatives;

namespace GpuSeg.Studies.Tests.Bids;

public sealed class EarlierResultTests
{
    [Theory]
    [InlineData("""{"a": 1, "b": 2}""", """{"a": 1}""", null)]
    [InlineData("""{"a": {"b": 1}}""", """{"a": {"b": 2}}""", "a.b was 1 and is 2 now")]
    [InlineData("{\"Sources\": [\n  \"raw:<x>\",\n  \"y\"\n]}", """{"Sources": ["raw:<x>"]}""",
        """Sources was ["raw:<x>","y"] and is ["raw:<x>"] now""")]
    [InlineData("{}", """{"a": 1}""", "a was absent and is 1 now")]
    [InlineData("{}", """{"a": "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"}""",
        "a was absent")]
    [InlineData("""{"a": 0}""", """{"a": "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"}""",
        "a differs")]
    public void Reports_a_difference_in_one_line(string earlier, string now, string? clause) =>
        Assert.Equal(clause, EarlierResult.Parameter(JsonDocument.Parse(earlier).RootElement, JsonDocument.Parse(now).RootElement, ""));
}
