using System.Text.Json;
using GpuSeg.Bench.Compare;

namespace GpuSeg.Bench.Tests;

/// <summary>Reports of rows with given times.</summary>
public sealed class ReportTests
{
    [Theory]
    [InlineData("TimesAsFast", 5, 5)]
    [InlineData("ShareOfMemory", 5, 5)]
    [InlineData("TimesAsLong", 0.2, 0.1)]
    public void Computes_ratio_to_fastest_contender_of_other_side(string name, double expected, double atLeast)
    {
        var kind = Enum.Parse<RatioKind>(name);
        var row = Row(new(atLeast, null, kind), ours: 0.2, theirs: [3, 1, 2]);
        Assert.Equal("b", row.TheirFastest);
        Assert.Equal(expected, Assert.Single(row.Ours).Ratio!.Value, 12);
        // 5 meets the lower bound 5; 0.2 does not meet the upper bound 0.1.
        Assert.Equal(kind == RatioKind.TimesAsLong, Line(row).Contains("(short)", StringComparison.Ordinal));
    }

    [Fact]
    public void Marks_ratio_below_goal_when_goal_applies()
    {
        Assert.Contains("| 5x (short) | >= 6x | 8x |", Line(Row(new(6, 8), 0.2, [1])), StringComparison.Ordinal);
        Assert.Contains("| 5x | >= 5x | 8x |", Line(Row(new(5, 8), 0.2, [1])), StringComparison.Ordinal);
        Assert.Contains("| 5x |  |  |", Line(Row(new(6, 8), 0.2, [1], hasGoal: false)), StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_share_of_equal_labels_and_marks_low_share()
    {
        Assert.Contains("| 99.900 % |", Line(Row(new(5, 8), 0.2, [1], equal: 0.999)), StringComparison.Ordinal);
        Assert.Contains("| 99.899 % (short) |", Line(Row(new(5, 8), 0.2, [1], equal: 0.99899)), StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_unmeasured_row_with_goal_and_reason()
    {
        var report = Report(RowResult.Missing("EM, cuda", new(50, null), "no NVIDIA GPU"));
        Assert.Contains("| EM, cuda | not measured: no NVIDIA GPU | | | | >= 50x |", report.ToMarkdown(), StringComparison.Ordinal);
        var row = JsonDocument.Parse(report.ToJson()).RootElement.GetProperty("rows")[0];
        Assert.Equal(("EM, cuda", "no NVIDIA GPU"), (row.GetProperty("name").GetString(), row.GetProperty("not_measured").GetString()));
    }

    [Fact]
    public void Computes_rates_of_median()
    {
        var contest = new Contest([new("cpu", () => 0.5)], [new("read", () => 0.25)], "note", new(2_000_000, 4));
        // 2 million voxels of 16 bytes in half a second.
        var line = Line(contest.Run("EM", Goals.NoShare, 1));
        Assert.Contains("| cpu | 500.000 | 4 | 0.1 | 250.0 ms (read) | 0.50 |", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Releases_resident_objects_with_contest()
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
        "2000-01-01", new("CPU", 2, "Linux", "X64"), Versions.Of([]), new("synthetic images", ["t1"], 10), 1, [row]);
}
