using System.Text.Json;
using GpuSeg.Bench.Compare;

namespace GpuSeg.Bench.Tests;

/// <summary>What a report says about rows whose times are given.</summary>
public sealed class ReportTests
{
    [Theory]
    [InlineData("TimesAsFast", 5, 5)]
    [InlineData("ShareOfMemory", 5, 5)]
    [InlineData("TimesAsLong", 0.2, 0.1)]
    public void The_ratio_is_to_the_fastest_of_the_other_side(string name, double expected, double atLeast)
    {
        var kind = Enum.Parse<RatioKind>(name);
        var row = Row(new(atLeast, null, kind), ours: 0.2, theirs: [3, 1, 2]);
        Assert.Equal("b", row.TheirFastest);
        Assert.Equal(expected, Assert.Single(row.Ours).Ratio!.Value, 12);
        // A least of 5 is met by 5, a most of 0.1 is not by 0.2.
        Assert.Equal(kind == RatioKind.TimesAsLong, Line(row).Contains("(short)", StringComparison.Ordinal));
    }

    [Fact]
    public void A_ratio_below_its_goal_is_marked_and_only_where_the_goal_is_meant()
    {
        Assert.Contains("| 5x (short) | >= 6x | 8x |", Line(Row(new(6, 8), 0.2, [1])), StringComparison.Ordinal);
        Assert.Contains("| 5x | >= 5x | 8x |", Line(Row(new(5, 8), 0.2, [1])), StringComparison.Ordinal);
        Assert.Contains("| 5x |  |  |", Line(Row(new(6, 8), 0.2, [1], hasGoal: false)), StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_stand_beside_the_time_and_too_few_equal_ones_are_marked()
    {
        Assert.Contains("| 99.900 % |", Line(Row(new(5, 8), 0.2, [1], equal: 0.999)), StringComparison.Ordinal);
        Assert.Contains("| 99.899 % (short) |", Line(Row(new(5, 8), 0.2, [1], equal: 0.99899)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_that_was_not_measured_stays_with_its_goal_and_reason()
    {
        var report = Report(RowResult.Missing("EM, cuda", new(50, null), "no NVIDIA card"));
        Assert.Contains("| EM, cuda | not measured: no NVIDIA card | | | | >= 50x |", report.ToMarkdown(), StringComparison.Ordinal);
        var row = JsonDocument.Parse(report.ToJson()).RootElement.GetProperty("rows")[0];
        Assert.Equal(("EM, cuda", "no NVIDIA card"), (row.GetProperty("name").GetString(), row.GetProperty("not_measured").GetString()));
    }

    [Fact]
    public void Rates_are_those_of_the_median()
    {
        var contest = new Contest([new("cpu", () => 0.5)], [new("read", () => 0.25)], "note", new(2_000_000, 4));
        // 2 million voxels of 16 bytes in half a second.
        Assert.Contains("| cpu | 500.000 | 4 | 0.1 | 250.0 ms (read) | 0.50 |", Line(contest.Run("EM", Goals.NoShare, 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_contest_works_on_is_released_with_it()
    {
        using var released = new CancellationTokenSource();
        new Contest([], [], "", null, released).Dispose();
        Assert.Throws<ObjectDisposedException>(() => released.Token);
    }

    private static RowResult Row(Goal goal, double ours, double[] theirs, bool hasGoal = true, double equal = 1) => new Contest(
        [new("ours", () => ours, () => equal, hasGoal)],
        [.. theirs.Select((seconds, i) => new Contender(((char)('a' + i)).ToString(), () => seconds))],
        "note").Run("row", goal, 1);

    private static string Line(RowResult row) =>
        Report(row).ToMarkdown().Split('\n').First(line => line.StartsWith($"| {row.Name} |", StringComparison.Ordinal));

    private static Report Report(RowResult row) => new(
        "2000-01-01", new("processor", 2, "Linux", "X64"), Versions.Of([]), new("made images", ["t1"], 10), 1, [row]);
}
