using GpuSeg.Report.Page;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Methods;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Exploration;

/// <summary>A table of all fits with the most compared columns; explore.tsv has more.</summary>
internal static class FitTable
{
    private static IReadOnlyList<Measure> Measures { get; } = [.. MethodTable.Measures.Where(measure => measure.Description is not null)];

    public static Html Of(ExplorationResult result)
    {
        var volume = result.Input.Images[0].Grid.VoxelVolume;
        return new DataTable(
            "A row per fit; explore.tsv has more columns. "
                + "Larger is better for silhouette and Calinski-Harabasz, smaller for Davies-Bouldin",
            [
                new("Fit"), new("Iterations", true), .. Measures.Select(measure => new Column(measure.Title, true)),
                new("Silhouette", true), new("Calinski-Harabasz", true), new("Davies-Bouldin", true),
                new("Starts at best", true), new("Agreement", true), new("Volumes, mL"),
            ],
            [.. result.Fits.Select(fit => Row(fit, volume))]).ToHtml();
    }

    /// <summary>Lists the reasons of failed fits, and the warnings of single fits.</summary>
    public static Html Notes(ExplorationResult result)
    {
        string[] notes =
        [
            .. result.Fits.Where(fit => fit.Failure is not null).Select(fit => $"{fit.Name} failed: {fit.Failure}"),
            .. result.Fits.SelectMany(fit => (fit.Clustering?.Warnings ?? []).Select(warning => $"{fit.Name}: {warning}")),
        ];
        return notes.Length == 0
            ? Html.Empty
            : Html.Of($"<h3>Notes on single fits</h3><ul>{notes.Select(note => Html.Of($"<li>{note}</li>"))}</ul>");
    }

    private static Html[] Row(ExploredFit fit, double volume) => fit.Clustering is { } clustering
        ?
        [
            Html.Of($"{fit.Name}"),
            Html.Of($"{clustering.Model.NIter}{(clustering.Model.Converged ? "" : " (not converged)")}"),
            .. Measures.Select(measure => Number(fit.Value(measure), measure.TableText)),
            Number(clustering.Silhouette, score => $"{score:F3}"),
            Number(clustering.CalinskiHarabasz, score => $"{score:N0}"),
            Number(clustering.DaviesBouldin, score => $"{score:F3}"),
            Html.Of($"{clustering.Stability.OptimumStarts[0]} of {fit.Estimator.Starts}"),
            Html.Of($"{TextFormat.Percent(clustering.Stability.MeanAgreement)}"),
            Html.Of($"{string.Join(", ", clustering.Statistics.Counts.Select(count => TextFormat.NumberOfMillilitres(count * volume)))}"),
        ]
        : [Html.Of($"{fit.Name}"), Html.Of($"failed"), .. Enumerable.Repeat(Html.Of($"–"), 6 + Measures.Count)];

    private static Html Number(double? value, Func<double, string> text) =>
        value is { } number && double.IsFinite(number) ? Html.Of($"{text(number)}") : Html.Of($"–");
}
