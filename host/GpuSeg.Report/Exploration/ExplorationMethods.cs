using GpuSeg.Report.Citing;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Exploration;

/// <summary>Description of an exploration for the Methods section of a paper.</summary>
internal static class ExplorationMethods
{
    public static IReadOnlyList<Html> Of(ExplorationResult result, string version) =>
        MethodText.Paragraph(references => Sentences(result, version, references));

    private static IEnumerable<string> Sentences(ExplorationResult result, string version, References references)
    {
        var (request, input, names) = (result.Request, result.Input, result.Features.Names);
        var sets = result.Fits.Select(fit => fit.Images).Distinct().Count();
        var images = sets == 1 ? TextFormat.List(names) : $"{sets} sets of the images {TextFormat.List(names)}";
        var scalings = TextFormat.List([.. request.Scalings.Select(Scaling)]);
        yield return $"{MethodText.Voxels(input.Mask, input.MaskFile, request.MaskRule, names.Count)} {images}, "
            + $"{scalings}, with GpuSeg {version}.";
        foreach (var sentence in MethodText.Resampling(request.Regrid, references))
        {
            yield return sentence;
        }

        foreach (var (method, variants) in request.Families)
        {
            yield return method.Fitting(variants, request.Clusters, references);
        }

        foreach (var method in result.Fits.Where(fit => fit.Clustering?.Optimum is not null).Select(fit => fit.Method).Distinct())
        {
            yield return method.Continuing(references)!;
        }

        yield return MethodText.Conventions(request.Methods[0].Converge, request.Order.Rule, references);
        yield return Judging(result, references);
        if (result.Leading.Any(series => series.Knee is not null))
        {
            yield return "The knee of a curve over the number of clusters is its point farthest below its chord "
                + $"{references.Cite(References.Knee)}.";
        }
    }

    private static string Judging(ExplorationResult result, References references)
    {
        var scores = $"Clusterings were judged by the silhouette {references.Cite(References.Silhouette)} of a sample of voxels "
            + $"and the indices of Calinski and Harabasz {references.Cite(References.CalinskiHarabasz)} "
            + $"and of Davies and Bouldin {references.Cite(References.DaviesBouldin)}";
        return result.Fits.Count == 1
            ? $"{scores}."
            : $"{scores}, and compared by the adjusted Rand index {references.Cite(References.AdjustedRand)}.";
    }

    private static string Scaling(FeatureScaling scaling) =>
        scaling == FeatureScaling.None ? "unscaled" : "scaled to zero mean and unit variance within the mask";
}
