using GpuSeg.Cli.Terminal;
using GpuSeg.Studies.Comparison;

namespace GpuSeg.Cli.Commands.Compare;

/// <summary>The short account of a comparison for people.</summary>
internal static class CompareSummary
{
    // A wider table of pairs does not fit on a line; the JSON has all of it.
    private const int MostColumns = 12;
    private const string None = "-";

    public static void Print(MapComparison comparison, IReadOnlyList<string> outputs)
    {
        Console.Out.WriteLine($"A: {comparison.A.Path}, {Labels(comparison.LabelsA)}");
        Console.Out.WriteLine($"B: {comparison.B.Path}, {Labels(comparison.LabelsB)}{(comparison.Truth ? ", the truth" : "")}");
        Console.Out.WriteLine(
            $"{comparison.Both:N0} voxels have a label in both maps, {comparison.OnlyA:N0} in A alone, {comparison.OnlyB:N0} in B alone");
        if (comparison.Scores is { } scores)
        {
            Console.Out.WriteLine($"over those in both: ARI {scores.AdjustedRand:F4}, AMI {scores.Information.Adjusted:F4}, "
                + $"{100 * scores.Agreement:F2} % with matched labels");
        }

        Contingency(comparison);
        Console.Out.WriteLine("matched labels, over the whole grid:");
        Table.Write([.. Columns(comparison)], comparison.Pairs.Select(pair => Row(pair, comparison)));
        if (outputs.Count > 0)
        {
            Console.Out.WriteLine($"wrote {string.Join(", ", outputs)}");
        }
    }

    private static string Labels(IReadOnlyList<int> labels) => labels.Count switch
    {
        0 => "no label",
        1 => "1 label",
        var count => $"{count} labels",
    };

    private static void Contingency(MapComparison comparison)
    {
        if (comparison.LabelsB.Count > MostColumns)
        {
            return;
        }

        int[] rows = [0, .. comparison.LabelsA], columns = [0, .. comparison.LabelsB];
        Console.Out.WriteLine("voxels with every pair of labels, with 0 as background:");
        Table.Write(
            ["A", .. columns.Select(column => $"B {comparison.B.NumberOf(column)}")],
            rows.Select(row => (string[])
            [
                $"{comparison.A.NumberOf(row)}", .. columns.Select(column => $"{comparison.Table[row, column]:N0}"),
            ]));
    }

    private static IEnumerable<string> Columns(MapComparison comparison) =>
    [
        "A", "B",
        .. comparison.A.HasNames ? (string[])["name in A"] : [],
        .. comparison.B.HasNames ? (string[])["name in B"] : [],
        "voxels A", "voxels B", "common", "Dice", "Jaccard",
        .. comparison.Truth ? (string[])["HD95 mm", "ASSD mm", "mL A - B", "% of B"] : [],
    ];

    private static string[] Row(LabelPair pair, MapComparison comparison) =>
    [
        Number(pair.A, comparison.A), Number(pair.B, comparison.B),
        .. comparison.A.HasNames ? (string[])[comparison.A.NameOf(pair.A) ?? None] : [],
        .. comparison.B.HasNames ? (string[])[comparison.B.NameOf(pair.B) ?? None] : [],
        $"{pair.VoxelsA:N0}", $"{pair.VoxelsB:N0}", $"{pair.Common:N0}", $"{pair.Dice:F3}", $"{pair.Jaccard:F3}",
        .. comparison.Truth ? AgainstTruth(pair) : [],
    ];

    private static string[] AgainstTruth(LabelPair pair) =>
    [
        Number(pair.Distances?.Hausdorff95, "F2"), Number(pair.Distances?.Mean, "F2"),
        $"{pair.VolumeDifference:F2}", Number(pair.VolumePercent, "F1"),
    ];

    private static string Number(int? code, LabelMap map) => code is { } known ? $"{map.NumberOf(known)}" : None;

    private static string Number(double? value, string format) =>
        value is { } number && double.IsFinite(number) ? number.ToString(format) : None;
}
