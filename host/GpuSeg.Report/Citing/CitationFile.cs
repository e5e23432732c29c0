using System.Text;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Imaging.Bids;
using GpuSeg.Imaging.Segmentation;
using GpuSeg.Report.Fit;
using GpuSeg.Report.Page;

namespace GpuSeg.Report.Citing;

/// <summary>logs/CITATION.md of a derivative data set: how its sessions were segmented, for the Methods section of a paper.</summary>
public static class CitationFile
{
    private const string Folder = "logs";
    private const string FileName = "CITATION.md";

    /// <summary>Writes the file, unless it says the same already.</summary>
    /// <param name="folder">The derivative data set.</param>
    /// <param name="request">How the sessions were segmented.</param>
    /// <param name="pages">What became of the sessions; those that failed are left out.</param>
    /// <exception cref="GpuSeg.Imaging.OutputException">It cannot be written.</exception>
    public static void Write(string folder, SegmentationRequest request, IEnumerable<PageOutcome> pages)
    {
        PageOutcome[] done = [.. pages.Where(page => page.State != PageState.Failed)];
        if (done.Length == 0)
            return;
        using var files = new DerivativeTexts(Path.Combine(folder, Folder), FileName, [FileName]);
        files.Write(FileName, Text(request, [.. done.Select(page => page.Plan)], [.. done.Select(page => page.Version!).Distinct().Order(StringComparer.Ordinal)]));
    }

    /// <summary>The file's text, which says of the images only what is true for every session.</summary>
    /// <param name="request">How the sessions were segmented.</param>
    /// <param name="plans">The sessions, at least one.</param>
    /// <param name="versions">The versions of the program that did it.</param>
    internal static string Text(SegmentationRequest request, IReadOnlyList<SubjectPlan> plans, IReadOnlyList<string> versions)
    {
        var references = new References();
        var text = new StringBuilder($"# Methods and citation\n\n{MethodText.Introduction}\n\n");
        text.AppendJoin(' ', Sentences(request, plans, versions, references)).Append("\n\n");
        foreach (var (reference, i) in references.Cited.Select((reference, i) => (reference, i)))
            text.Append($"{i + 1}. {reference}\n");
        return text.ToString();
    }

    private static IEnumerable<string> Sentences(SegmentationRequest request, IReadOnlyList<SubjectPlan> plans, IReadOnlyList<string> versions, References references)
    {
        var estimator = request.Estimator;
        yield return $"{(request.Model is null ? "Each session was segmented by itself: the" : "Of each session the")} voxels {Voxels(request, plans)}{MethodText.Scaled(request)}, with GpuSeg {Words.List(versions)}.";
        if (request.Model is { } applied)
        {
            yield return MethodText.Applied(applied);
            yield break;
        }
        yield return MethodText.Estimator(estimator, [estimator.Clusters], estimator is GaussianMixture mixture ? [mixture.CovarianceType] : [], references);
        yield return MethodText.Conventions(estimator.Converge, request.Order.Rule, references);
    }

    private static string Voxels(SegmentationRequest request, IReadOnlyList<SubjectPlan> plans)
    {
        string[] names = [.. plans[0].Channels.Select(channel => channel.Name)];
        var alike = plans.All(plan => plan.Channels.Select(channel => channel.Name).SequenceEqual(names));
        var images = alike ? names.Length : plans.Max(plan => plan.Channels.Count);
        return $"{(plans.All(plan => plan.Mask is null) ? MethodText.Taken(request.MaskRule, images) : "inside the mask given for it")} were clustered by intensity in {(alike ? Words.List(names) : "its anatomical images")}";
    }
}
