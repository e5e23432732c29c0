using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace GpuSeg.Bench.Compare;

/// <summary>All results of one run, as a table and as JSON.</summary>
internal sealed partial record Report(
    string Date, Machine Machine, Versions Versions, DataSet Data, int Runs, IReadOnlyList<RowResult> Rows)
{
    public static JsonSerializerOptions JsonOptions { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public string ToJson() => JsonSerializer.Serialize(this, JsonOptions);

    /// <summary>Formats a table of ratios, a table of rates, and notes with evidence that both sides did the same.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append($"""
            # GpuSeg and its peers side by side

            {Machine.Processor}, {Machine.LogicalCores} logical cores, {Machine.Os} {Machine.Architecture}; {Date}.
            GpuSeg {Versions.Gpuseg} on .NET {Versions.Dotnet}, ML.NET {Versions.MlNet}; {Python()}.
            {Data.Voxels:N0} voxels of {string.Join(", ", Data.Images)} ({Data.Kind}). {Explanation(Runs)}

            | job | other side, fastest | GpuSeg | | ratio | goal | aim | labels |
            |---|---|---|---|---|---|---|---|

            """);
        foreach (var row in Rows.Where(row => row.Work is null))
        {
            text.Append(Cells(row));
        }

        if (Rows.Any(row => row.Work is not null))
        {
            text.Append("""

                | iteration | | ms | Mvoxel/s | GB/s | beside | ratio | goal | aim | labels |
                |---|---|---|---|---|---|---|---|---|---|

                """);
            foreach (var row in Rows.Where(row => row.Work is not null))
            {
                text.Append(Rates(row, row.Work!));
            }
        }

        text.Append('\n');
        foreach (var row in Rows.Where(row => row.NotMeasured is null))
        {
            var theirs = string.Join(", ", row.Theirs.Select(side => $"{Time(side.MedianSeconds)} with {side.Name}"));
            text.Append($"- {row.Name}: {row.Note}.{(theirs.Length > 0 ? $" {char.ToUpperInvariant(theirs[0])}{theirs[1..]}." : "")}\n");
        }

        return text.ToString();
    }

    private static string Explanation(int runs) =>
        $"Medians of {runs} runs in turns; ratio: median over the runs of other side's fastest / GpuSeg, or GpuSeg / other side "
        + $"if the goal is an upper bound. Labels: share equal to plain loops in double; the goal is {Goals.EqualLabels:P1}.";

    private string Python() => Versions.Python is null
        ? "without scikit-learn"
        : $"Python {Versions.Python}, numpy {Versions.Numpy}, scikit-learn {Versions.ScikitLearn}, nibabel {Versions.Nibabel}, "
            + $"BLAS {Versions.Blas}";

    private static string Cells(RowResult row)
    {
        if (row.NotMeasured is { } reason)
        {
            return $"| {row.Name} | not measured: {reason} | | | | {Limit(row.Goal)} | {Aim(row.Goal)} | |\n";
        }

        return string.Concat(row.Ours.Select(side =>
            $"| {row.Name} | {Fastest(row)} | {side.Name} | {Time(side.MedianSeconds)} | {Ratios(row, side)} | {Labels(side)} |\n"));
    }

    private static string Rates(RowResult row, Work work) => string.Concat(row.Ours.Select(side =>
        $"| {row.Name} | {side.Name} | {side.MedianSeconds * 1e3:F3} | {work.Voxels / side.MedianSeconds / 1e6:F0} | "
        + $"{work.Bytes / side.MedianSeconds / 1e9:F1} | {Fastest(row)} | {Ratios(row, side)} | {Labels(side)} |\n"));

    private static string Fastest(RowResult row) =>
        row.Theirs.FirstOrDefault(side => side.Name == row.TheirFastest) is { } fastest
            ? $"{Time(fastest.MedianSeconds)} ({fastest.Name})"
            : "";

    // Ratio, goal and aim.
    private static string Ratios(RowResult row, SideResult side) => side switch
    {
        { Ratio: null } => " |  | ",
        { Ratio: { } ratio, HasGoal: true } => $"{Text(ratio, row.Goal)}{Verdict(ratio, row.Goal)} | {Limit(row.Goal)} | {Aim(row.Goal)}",
        { Ratio: { } ratio } => $"{Text(ratio, row.Goal)} |  | ",
    };

    private static string Verdict(double ratio, Goal? goal) => goal switch
    {
        { AtLeast: { } most, Kind: RatioKind.TimesAsLong } when ratio > most => " (short)",
        { AtLeast: { } least, Kind: not RatioKind.TimesAsLong } when ratio < least => " (short)",
        _ => "",
    };

    private static string Limit(Goal? goal) => goal?.AtLeast is { } limit
        ? (goal.Kind == RatioKind.TimesAsLong ? "<= " : ">= ") + Text(limit, goal)
        : "";

    private static string Aim(Goal? goal) => goal?.Aim is { } aim ? Text(aim, goal) : "";

    private static string Text(double ratio, Goal? goal) =>
        goal?.Kind == RatioKind.ShareOfMemory ? $"{ratio:F2}" : ratio < 10 ? $"{ratio:0.##}x" : $"{ratio:0.#}x";

    private static string Labels(SideResult side) =>
        side.EqualLabels is { } share ? $"{Math.Floor(share * 1e5) / 1e3:F3} %{(share < Goals.EqualLabels ? " (short)" : "")}" : "";

    /// <summary>Writes compare.json and compare.md into the CPU's folder under <paramref name="folder"/>.</summary>
    public void Save(string folder)
    {
        var name = NotInNames().Replace(Machine.Processor.ToLowerInvariant(), "-").Trim('-');
        var target = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        File.WriteAllText(Path.Combine(target, "compare.json"), ToJson() + "\n");
        File.WriteAllText(Path.Combine(target, "compare.md"), ToMarkdown());
    }

    private static string Time(double seconds) => seconds switch
    {
        < 1e-6 => $"{seconds * 1e9:F3} ns",
        < 0.01 => $"{seconds * 1e3:F3} ms",
        < 1 => $"{seconds * 1e3:F1} ms",
        _ => $"{seconds:F2} s",
    };

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInNames();
}

/// <summary>Data of a comparison.</summary>
internal sealed record DataSet(string Kind, IReadOnlyList<string> Images, int Voxels);
