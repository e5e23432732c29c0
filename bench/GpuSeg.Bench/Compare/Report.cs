using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace GpuSeg.Bench.Compare;

/// <summary>Everything measured in one run, as a table and as JSON.</summary>
internal sealed partial record Report(string Date, Machine Machine, Versions Versions, DataSet Data, int Runs, IReadOnlyList<ContestResult> Rows)
{
    public static JsonSerializerOptions JsonOptions { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string ToJson() => JsonSerializer.Serialize(this, JsonOptions);

    /// <summary>A table of ratios, and under it what shows that both sides did the same.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append($"""
            # GpuSeg and scikit-learn side by side

            {Machine.Processor}, {Machine.LogicalCores} logical cores, {Machine.Os} {Machine.Architecture}; {Date}.
            GpuSeg {Versions.Gpuseg} on .NET {Versions.Dotnet}; Python {Versions.Python}, numpy {Versions.Numpy}, scikit-learn {Versions.ScikitLearn}, nibabel {Versions.Nibabel}, BLAS {Versions.Blas}.
            {Data.Voxels:N0} voxels of {string.Join(", ", Data.Images)} ({Data.Kind}). Medians of {Runs} runs in turns; ratio: median over the runs of scikit-learn's fastest / GpuSeg.

            | what | scikit-learn, fastest | GpuSeg | | ratio | target |
            |---|---|---|---|---|---|

            """);
        foreach (var row in Rows)
        {
            var fastest = row.Theirs.First(side => side.Name == row.TheirFastest);
            foreach (var side in row.Ours)
            {
                text.Append($"| {row.Name} | {Time(fastest.MedianSeconds)} ({fastest.Name}) | {side.Name} | {Time(side.MedianSeconds)} | ");
                text.Append($"{side.Ratio:F1}x | {(row.Target is { } target ? $"{target}x" : "")} |\n");
            }
        }

        text.Append('\n');
        foreach (var row in Rows)
        {
            var theirs = row.Theirs.Select(side => $"{Time(side.MedianSeconds)} with {side.Name}");
            text.Append($"- {row.Name}: {row.Note}. scikit-learn: {string.Join(", ", theirs)}.\n");
        }

        return text.ToString();
    }

    /// <summary>Writes compare.json and compare.md into the processor's folder under <paramref name="folder"/>.</summary>
    public void Save(string folder)
    {
        var target = Directory.CreateDirectory(Path.Combine(folder, NotInNames().Replace(Machine.Processor.ToLowerInvariant(), "-").Trim('-'))).FullName;
        File.WriteAllText(Path.Combine(target, "compare.json"), ToJson() + "\n");
        File.WriteAllText(Path.Combine(target, "compare.md"), ToMarkdown());
    }

    private static string Time(double seconds) => seconds switch
    {
        < 0.01 => $"{seconds * 1e3:F3} ms",
        < 1 => $"{seconds * 1e3:F1} ms",
        _ => $"{seconds:F2} s",
    };

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInNames();
}

/// <summary>What was clustered.</summary>
internal sealed record DataSet(string Kind, IReadOnlyList<string> Images, int Voxels);
