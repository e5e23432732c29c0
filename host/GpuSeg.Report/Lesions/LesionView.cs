using GpuSeg.Figures;
using GpuSeg.Figures.Model;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;
using GpuSeg.Images.Views;
using GpuSeg.Report.Page;
using GpuSeg.Report.Viewer;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Lesions;

/// <summary>A lesion on a page: answer, contours, evidence and layers of the viewer.</summary>
internal static class LesionView
{
    // Scores beyond this are as clear as they can be.
    private const double MostScore = 10;

    // Seen on dark and on bright brain, and not a colour of viridis.
    private const string Colour = "#ff7f0e";

    /// <summary>Gets the answer, the point first.</summary>
    public static Html Answer(Lesion lesion) => lesion.IsFound
        ? Html.Of($"""
            <p class="answer-line"><strong>Lesion: {TextFormat.Millilitres(lesion.Volume)}</strong> ({Range(lesion)})</p>
            {PartSentence(lesion)}
            """)
        : Html.Of($"""<p class="answer-line"><strong>No lesion stands out.</strong></p>""");

    /// <summary>Writes the answer as a paragraph with a link to its section; empty without a search, which is a warning.</summary>
    public static Html Paragraph(LesionFinding finding) => finding.Lesion switch
    {
        null => Html.Empty,
        { IsFound: true } lesion => Html.Of($"""
            <p><a href="#lesion">Lesion</a>: <strong>{TextFormat.Millilitres(lesion.Volume)}</strong> ({Range(lesion)}), bright in FLAIR
            and unlike the other side; not a diagnosis.</p>
            {PartSentence(lesion)}
            """),
        _ => Html.Of($"""<p><a href="#lesion">Lesion</a>: no lesion stands out.</p>"""),
    };

    /// <summary>Explains the answer in sentences.</summary>
    public static Html Explanation(LesionFinding finding)
    {
        var lesion = finding.Lesion!;
        var found = lesion.IsFound
            ? "The range is the volume if a voxel needs odds of 3 to 1, and if 1 to 3 are enough; it is not a confidence interval. "
                + $"The median score of the lesion is {lesion.MedianScore:0.0} robust standard deviations."
            : "The brightest and most asymmetric region is too weak or too small: its median score is "
                + $"{lesion.MedianScore:0.0} robust standard deviations.";
        return Html.Of($"""
            <p>The search finds the largest region that is bright in FLAIR and unlike the other side of the brain.
            <strong>It makes no diagnosis</strong>: look at the map before you use its volume.</p>
            <p>{found} {Used(finding)} {Mirror(lesion)}</p>
            """);
    }

    /// <summary>Creates the layers of the lesion and of its score for a viewer.</summary>
    public static IReadOnlyList<LabelLayer> Layers(Lesion lesion)
    {
        var score = LabelLayer.OfValues("Score", lesion.ToScoreMap(), new(0, MostScore, "sd"));
        if (!lesion.IsFound)
        {
            return [score];
        }

        var whole = new LabelLayer("Lesion", lesion.ToMap(), [new("Lesion", Labels(lesion).Colours[0])]);
        var parts = LesionParts.Names.Zip(PartColours, (name, colour) => new LabelEntry(name, colour));
        return lesion.Parts is { Labels.Count: > 0 } ? [whole, new("Parts", lesion.ToPartMap(), [.. parts]), score] : [whole, score];
    }

    /// <summary>Creates the figures: contours in three planes, and the evidence of each slice; none without a lesion.</summary>
    /// <param name="finding">The search.</param>
    /// <param name="volumes">The images with their voxels.</param>
    /// <param name="mask">Voxels of the brain.</param>
    public static IEnumerable<Illustration> Figures(LesionFinding finding, IReadOnlyList<Volume> volumes, VoxelMask mask)
    {
        if (finding.Lesion is not { IsFound: true } lesion)
        {
            yield break;
        }

        var used = finding.Contrasts.OrderBy(pair => pair.Key).Select(pair => volumes.First(volume => volume.Name == pair.Value)).ToArray();
        var brain = Brain.FromImages(used, mask);
        yield return new(
            Overlay.DrawLargest(brain, [.. Enumerable.Range(0, used.Length)], Labels(lesion)),
            "Contour of the lesion, in each plane on the slice with most of it.");
        yield return Evidence(lesion);
    }

    /// <summary>Writes the table of the parts; empty if the parts are not distinguished.</summary>
    public static Html PartTable(Lesion lesion)
    {
        if (lesion.Parts is not { Volumes.Count: > 0 } parts)
        {
            return Html.Empty;
        }

        Column[] columns = [new("Part"), new("Volume, mL", true), new("Share of the lesion", true)];
        var rows = LesionParts.Names.Zip(parts.Volumes, PartColours).Select(part => (Html[])
        [
            Html.Of($"""<span class="name"><i style="background:{part.Third}"></i>{part.First}</span>"""),
            Html.Of($"{TextFormat.NumberOfMillilitres(part.Second)}"),
            Html.Of($"{TextFormat.Percent(part.Second / lesion.Volume)}"),
        ]);
        return new DataTable("Parts of the lesion", columns, [.. rows]).ToHtml();
    }

    private static IReadOnlyList<string> PartColours => Viridis.HexOfLabels(LesionParts.Names.Count);

    private static Html PartSentence(Lesion lesion) =>
        lesion.Parts is { } parts ? Html.Of($"<p>Parts: {LesionText.Parts(parts)}.</p>") : Html.Empty;

    private static Illustration Evidence(Lesion lesion)
    {
        var slices = lesion.Slices();
        int[] all = [.. Enumerable.Range(slices[0].Index, slices[^1].Index - slices[0].Index + 1)];
        var of = slices.ToDictionary(slice => slice.Index);
        IReadOnlyList<double> Values(Func<LesionSlice, double> value) =>
            [.. all.Select(index => of.TryGetValue(index, out var slice) ? value(slice) : 0)];
        return new(
            SliceProfiles.Draw(
                "Volume and score of the lesion in each slice",
                all,
                [
                    new("Volume, mL", [("", Values(slice => slice.Voxels * lesion.Grid.VoxelVolume / 1000))]),
                    new("Mean score, sd", [("", Values(slice => slice.MeanScore))]),
                ]),
            "Evidence of each slice along the third axis of the file: volume of the lesion, and mean score of its voxels.");
    }

    private static string Range(Lesion lesion) =>
        $"{TextFormat.NumberOfMillilitres(lesion.Least)} to {TextFormat.Millilitres(lesion.Most)}";

    private static string Used(LesionFinding finding) =>
        $"Images: {TextFormat.List([.. finding.Contrasts.Select(pair => $"{pair.Value} as {LesionContrasts.NameOf(pair.Key)}")])}.";

    private static string Mirror(Lesion lesion) =>
        $"The mirror image of the mask covers {TextFormat.Percent(lesion.MirrorOverlap)} of it.";

    private static LabelVolume Labels(Lesion lesion) => new(lesion.ToMap(), 1, ["Lesion"]) { Colours = [Colour] };
}
