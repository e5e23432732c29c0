using GpuSeg.Engine.Exploration;
using GpuSeg.Studies.Methods;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Exploration;

/// <summary>The table of all fits of an exploration, a row each.</summary>
public static class ExplorationTable
{
    /// <summary>Writes the table as TSV; a value that a fit does not have is n/a.</summary>
    public static void Write(Stream stream, ExplorationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var most = result.Fits.Max(fit => fit.Clusters);
        var volume = result.Input.Images[0].Grid.VoxelVolume / 1000;
        Tsv.Write(stream, [.. Columns(most)], result.Fits.Select(fit => Row(fit, most, volume)));
    }

    private static IEnumerable<string> Columns(int most) =>
    [
        "name", "images", "method", "scale", "k", .. MethodTable.VariantNames,
        "starts", "iterations", "converged", .. MethodTable.Measures.Select(measure => measure.Key),
        "silhouette", "calinski_harabasz", "davies_bouldin",
        "optima", "starts_at_best", "agreement", "optimum_lower_bound", "optimum_labels_kept",
        .. Numbered("volume_ml", most), .. Numbered("agreement", most), .. Numbered("starts_finding", most),
        .. Numbered("optimum_dice", most),
        "warnings",
    ];

    private static IEnumerable<string> Numbered(string name, int most) => Enumerable.Range(1, most).Select(label => $"{name}_{label}");

    private static object?[] Row(ExploredFit fit, int most, double volume)
    {
        object?[] identity = [fit.Name, fit.Images, fit.Method.Name, fit.Scale, fit.Clusters, .. Variants(fit), fit.Estimator.Starts];
        return fit.Clustering is { } clustering
            ? [.. identity, .. Judged(fit, clustering, most, volume), string.Join(' ', clustering.Warnings)]
            : [.. identity, .. new object?[10 + MethodTable.Measures.Count + (4 * most)], fit.Failure];
    }

    private static IEnumerable<string?> Variants(ExploredFit fit) =>
        MethodTable.VariantNames.Select(name => name == fit.Method.VariantName ? fit.Variant : null);

    private static IEnumerable<object?> Judged(ExploredFit explored, JudgedClustering fit, int most, double volume)
    {
        var (stability, optimum) = (fit.Stability, fit.Optimum);
        return
        [
            fit.Model.NIter, fit.Model.Converged ? "true" : "false",
            .. MethodTable.Measures.Select(measure => (object?)explored.Value(measure)),
            fit.Silhouette, fit.CalinskiHarabasz, fit.DaviesBouldin,
            stability.OptimumStarts.Count, stability.OptimumStarts[0], stability.MeanAgreement, optimum?.Objective, optimum?.LabelsKept,
            .. Padded(fit.Statistics.Counts.Select(count => (object?)(count * volume)), most),
            .. Padded(stability.ClusterAgreement.Select(share => (object?)share), most),
            .. Padded(stability.ClusterStarts.Select(starts => (object?)starts), most),
            .. Padded((optimum?.BestDice ?? []).Select(dice => (object?)dice), most),
        ];
    }

    private static IEnumerable<object?> Padded(IEnumerable<object?> values, int most) =>
        values.Concat(Enumerable.Repeat<object?>(null, most)).Take(most);
}
