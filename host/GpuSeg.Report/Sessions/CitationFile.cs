using System.Text;
using GpuSeg.Report.Citing;
using GpuSeg.Report.Lesions;
using GpuSeg.Studies.Bids.Derivatives;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Sessions;

/// <summary>The file logs/CITATION.md of a derivative data set: its segmentation, described for the Methods section of a paper.</summary>
public static class CitationFile
{
    private const string FileName = "logs/CITATION.md";
    private const string Program = ", with GpuSeg ";

    /// <summary>
    /// Writes the file unless it has the same text. If the existing file describes the same segmentation of other images, the new text
    /// says only what is true for both.
    /// </summary>
    /// <param name="folder">The derivative data set.</param>
    /// <param name="request">Settings of the segmentation.</param>
    /// <param name="pages">Outcomes of the sessions; failed sessions are left out.</param>
    /// <param name="overwrite">Whether to ignore an existing file.</param>
    /// <exception cref="GpuSeg.Images.Files.OutputException">The file cannot be written.</exception>
    public static void Write(string folder, SegmentationRequest request, IEnumerable<PageOutcome> pages, bool overwrite)
    {
        PageOutcome[] done = [.. pages.Where(page => page.State is PageState.Made or PageState.Kept)];
        if (done.Length == 0)
        {
            return;
        }

        string[] versions = [.. done.Select(page => page.Version!).Distinct().Order(StringComparer.Ordinal)];
        SessionPlan[] plans = [.. done.Select(page => page.Plan)];
        var text = Text(request, plans, versions);
        var isShared = !overwrite && SharedFile.Read(folder, FileName) is { } existing && IsOfOtherImages(existing, text);
        SharedFile.Write(folder, FileName, isShared ? Text(request, plans, versions, alike: false) : text);
    }

    // Runs over different sessions of a data set may have different images.
    private static bool IsOfOtherImages(string existing, string now) => existing != now && FromProgram(existing) == FromProgram(now);

    private static string FromProgram(string text) => text[Math.Max(0, text.IndexOf(Program, StringComparison.Ordinal))..];

    /// <summary>Writes the text of the file, which says about the images only what is true for every session.</summary>
    /// <param name="request">Settings of the segmentation.</param>
    /// <param name="plans">The sessions, at least one.</param>
    /// <param name="versions">Versions of the program that segmented the sessions.</param>
    /// <param name="alike">Whether all sessions may have the same images.</param>
    internal static string Text(
        SegmentationRequest request, IReadOnlyList<SessionPlan> plans, IReadOnlyList<string> versions, bool alike = true)
    {
        var references = new References();
        var text = new StringBuilder($"# Methods and citation\n\n{MethodText.Introduction}\n\n");
        text.AppendJoin(' ', Sentences(request, Voxels(request, plans, alike), versions, references)).Append("\n\n");
        foreach (var (reference, i) in references.Cited.Select((reference, i) => (reference, i)))
        {
            text.Append($"{i + 1}. {reference}\n");
        }

        return text.ToString();
    }

    private static IEnumerable<string> Sentences(
        SegmentationRequest request, string voxels, IReadOnlyList<string> versions, References references)
    {
        var beginning = request.Model is null ? "Each session was segmented separately: the voxels" : "In each session, the voxels";
        return
        [
            $"{beginning} {voxels}{MethodText.Scaled(request)}{Program}{TextFormat.List(versions)}.",
            .. MethodText.Labelling(request, references),
            .. request.Lesion == LesionSearchMode.None ? [] : LesionMethod.OfSessions(references),
        ];
    }

    private static string Voxels(SegmentationRequest request, IReadOnlyList<SessionPlan> plans, bool alike)
    {
        var names = plans[0].ImageNames;
        var isAlike = alike && plans.All(plan => plan.ImageNames.SequenceEqual(names));
        var place = plans.All(plan => plan.Mask is null)
            ? MethodText.Taken(request.MaskRule, isAlike ? names.Count : 2) + MethodText.Enclosed(request.FillHoles, request.MaskRule)
            : "inside the mask given for it";
        return $"{place} were clustered by intensity in {(isAlike ? TextFormat.List(names) : "its anatomical images")}";
    }
}
