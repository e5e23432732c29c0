using GpuSeg.Cli.Terminal;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Methods;
using GpuSeg.Studies.Text;

namespace GpuSeg.Cli.Commands.Explore;

/// <summary>The short account of an exploration for people: the fits of all images, and the names of the files.</summary>
internal static class ExploreSummary
{
    private static IReadOnlyList<Measure> OtherMeasures { get; } =
        [.. MethodTable.Measures.Where(measure => measure.Description is not null && !measure.IsObjective)];

    public static void Print(ExplorationResult result, ExplorationOutputs outputs)
    {
        var (mask, fits) = (result.Input.Mask, result.Fits);
        var listed = fits.Where(fit => fit.UsesAll || fits.All(other => !other.UsesAll)).ToList();
        var starts = fits[0].Estimator.Starts == 1 ? "one start" : $"the best of {fits[0].Estimator.Starts} starts";
        var kept = MaskText.Describe(mask, result.Input.MaskFile, result.Request.MaskRule);
        Console.Out.WriteLine($"{mask.Count:N0} of {mask.VoxelCount:N0} voxels kept ({kept})");
        Console.Out.WriteLine($"{Plural.Of(fits.Count, "fit")} on {result.Backend}, {starts}{(fits.Count == 1 ? "" : " each")}"
            + $"{(listed.Count == fits.Count ? "" : "; those of all images")}:");
        Table.Write(
            ["fit", "iterations", Objectives(fits), .. OtherMeasures.Select(measure => measure.Title), "silhouette", "starts at best",
                "mL"],
            listed.Select(fit => Row(fit, result.Input.Images[0].Grid.VoxelVolume)));
        foreach (var fit in fits.Where(fit => fit.Failure is not null))
        {
            Console.Error.WriteLine($"gpuseg: {fit.Name} failed: {fit.Failure}");
        }

        Console.Out.WriteLine($"wrote {outputs.Report} (open it in a browser), {outputs.Table}, {outputs.Sidecar}, "
            + $"maps in {outputs.MapFolder}, figures in {outputs.FigureFolder}");
    }

    private static string[] Row(ExploredFit fit, double volume) => fit.Clustering is { } clustering
        ?
        [
            fit.Name,
            $"{clustering.Model.NIter}",
            Objective(fit).Text(clustering.Objective),
            .. OtherMeasures.Select(measure => fit.Value(measure) is { } value ? measure.Text(value) : "-"),
            double.IsFinite(clustering.Silhouette) ? $"{clustering.Silhouette:F3}" : "-",
            $"{clustering.Stability.OptimumStarts[0]} of {fit.Estimator.Starts}",
            string.Join(' ', clustering.Statistics.Counts.Select(count => $"{count * volume / 1000:F1}")),
        ]
        : [fit.Name, "-", "failed", .. Enumerable.Repeat("-", OtherMeasures.Count + 3)];

    private static string Objectives(IEnumerable<ExploredFit> fits) =>
        string.Join(" or ", fits.Select(fit => Objective(fit).Name).Distinct());

    private static Measure Objective(ExploredFit fit) => fit.Method.Measures.First(measure => measure.IsObjective);
}
