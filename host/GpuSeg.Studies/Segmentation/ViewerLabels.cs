using GpuSeg.Images.Views;
using GpuSeg.Studies.Json;

namespace GpuSeg.Studies.Segmentation;

/// <summary>Names and colours of a map's labels in the formats of viewers; colours are those of the label table and figures.</summary>
internal static class ViewerLabels
{
    /// <summary>Formats label descriptions for ITK-SNAP: index, colour, opacity, two flags of visibility, name in double quotes.</summary>
    public static string ItkSnap(SegmentationResult result)
    {
        // The format has no escapes: a name ends at the next double quote.
        var lines = Labels(result).Select(label => FormattableString.Invariant(
            $"{label.Index,5} {label.Red,5} {label.Green,4} {label.Blue,4}        1  1  1    \"{label.Name.Replace('"', '\'')}\"\n"));
        return string.Concat([ItkSnapHeader, .. lines]);
    }

    /// <summary>Formats a colour table of FreeSurfer: index, name without blanks, colour, 0 for opaque.</summary>
    public static string FreeSurfer(SegmentationResult result)
    {
        var lines = Labels(result).Select(label => FormattableString.Invariant(
            $"{label.Index,-4}{InOneWord(label.Name),-40} {label.Red,3} {label.Green,3} {label.Blue,3} 0\n"));
        return string.Concat([FreeSurferHeader, .. lines]);
    }

    /// <summary>Formats a lookup table of FSLeyes, which cannot read FreeSurfer's: index, colour from 0 to 1, name.</summary>
    public static string FslEyes(SegmentationResult result) => string.Concat(Labels(result).Select(label => FormattableString.Invariant(
        $"{label.Index} {label.Red / 255.0:F5} {label.Green / 255.0:F5} {label.Blue / 255.0:F5} {label.Name}\n")));

    /// <summary>Formats a label colormap of NiiVue; index 0, the background, is transparent.</summary>
    public static string NiiVue(SegmentationResult result)
    {
        ViewerLabel[] labels = [new(0, "Background", 0, 0, 0), .. Labels(result)];
        return JsonText.Document(json =>
        {
            Numbers("R", label => label.Red);
            Numbers("G", label => label.Green);
            Numbers("B", label => label.Blue);
            Numbers("A", label => label.Index == 0 ? 0 : byte.MaxValue);
            Numbers("I", label => label.Index);
            json.Texts("labels", labels.Select(label => label.Name));

            void Numbers(string key, Func<ViewerLabel, int> value) =>
                json.Array(key, [.. labels.Select(label => (double)value(label))], labels.Length);
        });
    }

    private const string ItkSnapHeader = """
        ################################################
        # ITK-SnAP Label Description File
        # File format:
        # IDX   -R-  -G-  -B-  -A--  VIS MSH  LABEL
        ################################################
            0     0    0    0        0  0  0    "Clear Label"

        """;

    private const string FreeSurferHeader = """
        #No Label name                                 R   G   B   A
        0   Unknown                                    0   0   0 0

        """;

    private static IEnumerable<ViewerLabel> Labels(SegmentationResult result) => Enumerable.Range(1, result.Model.Clusters).Select(label =>
    {
        var colour = Convert.FromHexString(Viridis.HexOfLabel(label, result.Model.Clusters).AsSpan(1));
        return new ViewerLabel(label, InOneLine(result.Request.LabelName(label)), colour[0], colour[1], colour[2]);
    });

    // A model file may hold any text as a name.
    private static string InOneLine(string name) => string.Concat(name.Select(c => char.IsControl(c) ? ' ' : c)).Trim();

    // A blank would end the name, and # starts a comment.
    private static string InOneWord(string name) => string.Concat(name.Select(c => char.IsWhiteSpace(c) || c == '#' ? '_' : c));

    private sealed record ViewerLabel(int Index, string Name, byte Red, byte Green, byte Blue);
}
