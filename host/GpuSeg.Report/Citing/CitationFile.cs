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
    private const string Program = ", with GpuSeg ";

    /// <summary>Writes the file, unless it says the same already. Where it tells the same of other images, it goes on to tell what is true of both.</summary>
    /// <param name="folder">The derivative data set.</param>
    /// <param name="request">How the sessions were segmented.</param>
    /// <param name="pages">What became of the sessions; those that failed are left out.</param>
    /// <param name="overwrite">Whether what it tells of other images is past.</param>
    /// <exception cref="GpuSeg.Imaging.OutputException">It cannot be written.</exception>
    public static void Write(string folder, SegmentationRequest request, IEnumerable<PageOutcome> pages, bool overwrite)
    {
        PageOutcome[] done = [.. pages.Where(page => page.State != PageState.Failed)];
        if (done.Length == 0)
            return;
        using var files = new DerivativeTexts(Path.Combine(folder, Folder), FileName, [FileName]);
        string[] versions = [.. done.Select(page => page.Version!).Distinct().Order(StringComparer.Ordinal)];
        SubjectPlan[] plans = [.. done.Select(page => page.Plan)];
        var (path, text) = (Path.Combine(folder, Folder, FileName), Text(request, plans, versions));
        files.Write(FileName, !overwrite && File.Exists(path) && IsOfOtherImages(File.ReadAllText(path), text) ? Text(request, plans, versions, alike: false) : text);
    }

    // Those of another part of the subjects.
    private static bool IsOfOtherImages(string there, string now) => there != now && FromProgram(there) == FromProgram(now);

    private static string FromProgram(string text) => text[Math.Max(0, text.IndexOf(Program, StringComparison.Ordinal))..];

    /// <summary>The file's text, which says of the images only what is true for every session.</summary>
    /// <param name="request">How the sessions were segmented.</param>
    /// <param name="plans">The sessions, at least one.</param>
    /// <param name="versions">The versions of the program that did it.</param>
    /// <param name="alike">Whether there are no sessions but these.</param>
    internal static string Text(SegmentationRequest request, IReadOnlyList<SubjectPlan> plans, IReadOnlyList<string> versions, bool alike = true)
    {
        var references = new References();
        var text = new StringBuilder($"# Methods and citation\n\n{MethodText.Introduction}\n\n");
        text.AppendJoin(' ', Sentences(request, Voxels(request, plans, alike), versions, references)).Append("\n\n");
        foreach (var (reference, i) in references.Cited.Select((reference, i) => (reference, i)))
            text.Append($"{i + 1}. {reference}\n");
        return text.ToString();
    }

    private static IEnumerable<string> Sentences(SegmentationRequest request, string voxels, IReadOnlyList<string> versions, References references)
    {
        var estimator = request.Estimator;
        var scaled = request.Scaling == FeatureScaling.None ? "" : ", scaled to zero mean and unit variance within the mask";
        yield return $"{(request.Model is null ? "Each session was segmented by itself: the" : "Of each session the")} voxels {voxels}{scaled}{Program}{Words.List(versions)}.";
        if (request.Model is { } applied)
        {
            yield return MethodText.Applied(applied);
            yield break;
        }
        yield return MethodText.Estimator(estimator, [estimator.Clusters], estimator is GaussianMixture mixture ? [mixture.CovarianceType] : [], references);
        yield return MethodText.Conventions(estimator.Converge, request.Order.Rule, references);
    }

    private static string Voxels(SegmentationRequest request, IReadOnlyList<SubjectPlan> plans, bool alike)
    {
        string[] names = [.. plans[0].Channels.Select(channel => channel.Name)];
        alike &= plans.All(plan => plan.Channels.Select(channel => channel.Name).SequenceEqual(names));
        return $"{(plans.All(plan => plan.Mask is null) ? MethodText.Taken(request.MaskRule, alike ? names.Length : 2) : "inside the mask given for it")} were clustered by intensity in {(alike ? Words.List(names) : "its anatomical images")}";
    }
}
