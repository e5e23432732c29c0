using System.Text;
using GpuSeg.Report.Citing;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Bids.Derivatives;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Report.Sessions;

/// <summary>logs/CITATION.md of a derivative data set: how its sessions were segmented, for the Methods section of a paper.</summary>
public static class CitationFile
{
    private const string FileName = "logs/CITATION.md";
    private const string Program = ", with GpuSeg ";

    /// <summary>Writes the file, unless it says the same already. Where it tells the same of other images, it goes on to tell what is true of both.</summary>
    /// <param name="folder">The derivative data set.</param>
    /// <param name="request">How the sessions were segmented.</param>
    /// <param name="pages">What became of the sessions; those that failed are left out.</param>
    /// <param name="overwrite">Whether what it tells of other images is past.</param>
    /// <exception cref="Images.Files.OutputException">It cannot be written.</exception>
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
        var others = !overwrite && SharedFile.Read(folder, FileName) is { } there && IsOfOtherImages(there, text);
        SharedFile.Write(folder, FileName, others ? Text(request, plans, versions, alike: false) : text);
    }

    // Those of another part of the subjects.
    private static bool IsOfOtherImages(string there, string now) => there != now && FromProgram(there) == FromProgram(now);

    private static string FromProgram(string text) => text[Math.Max(0, text.IndexOf(Program, StringComparison.Ordinal))..];

    /// <summary>The file's text, which says of the images only what is true for every session.</summary>
    /// <param name="request">How the sessions were segmented.</param>
    /// <param name="plans">The sessions, at least one.</param>
    /// <param name="versions">The versions of the program that did it.</param>
    /// <param name="alike">Whether there are no sessions but these.</param>
    internal static string Text(SegmentationRequest request, IReadOnlyList<SessionPlan> plans, IReadOnlyList<string> versions, bool alike = true)
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

    private static IEnumerable<string> Sentences(SegmentationRequest request, string voxels, IReadOnlyList<string> versions, References references) =>
    [
        $"{(request.Model is null ? "Each session was segmented by itself: the" : "Of each session the")} voxels {voxels}{MethodText.Scaled(request)}{Program}{TextFormat.List(versions)}.",
        .. MethodText.Labelling(request, references),
    ];

    private static string Voxels(SegmentationRequest request, IReadOnlyList<SessionPlan> plans, bool alike)
    {
        string[] names = [.. plans[0].Channels.Select(channel => channel.Name)];
        alike &= plans.All(plan => plan.Channels.Select(channel => channel.Name).SequenceEqual(names));
        return $"{(plans.All(plan => plan.Mask is null) ? MethodText.Taken(request.MaskRule, alike ? names.Length : 2) : "inside the mask given for it")} were clustered by intensity in {(alike ? TextFormat.List(names) : "its anatomical images")}";
    }
}
