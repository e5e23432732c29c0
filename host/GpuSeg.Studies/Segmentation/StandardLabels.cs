using System.Collections.Frozen;

namespace GpuSeg.Studies.Segmentation;

/// <summary>
/// The common image-derived labels of BIDS, which tables of labels refer to by the columns mapping and abbreviation (specification,
/// derivatives, imaging).
/// </summary>
internal static class StandardLabels
{
    private static readonly (string Name, string Abbreviation)[] s_labels =
    [
        ("Background", "BG"), ("Grey Matter", "GM"), ("White Matter", "WM"), ("Cerebrospinal Fluid", "CSF"), ("Bone", "B"),
        ("Soft Tissue", "ST"), ("Non-brain", "NB"), ("Lesion", "L"), ("Cortical Grey Matter", "CGM"), ("Subcortical Grey Matter", "SGM"),
        ("Brainstem", "BS"), ("Cerebellum", "CBM"),
    ];

    private static readonly FrozenDictionary<string, StandardLabel> s_byKey = s_labels
        .SelectMany((label, index) => ((string[])[label.Name, label.Abbreviation])
            // B among labels A, B and C does not mean bone.
            .Where(name => name.Length > 1).Select(name => (Key: Key(name), Label: new StandardLabel(index, label.Abbreviation))))
        .ToFrozenDictionary(pair => pair.Key, pair => pair.Label);

    /// <summary>
    /// Finds a label by its standard name, or its abbreviation of two letters or more, in any case and with any separators, gray or grey;
    /// null for other names.
    /// </summary>
    public static StandardLabel? Find(string name) => s_byKey.GetValueOrDefault(Key(name));

    private static string Key(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant().Replace("GRAY", "GREY", StringComparison.Ordinal);
}

/// <summary>A label of the standard table.</summary>
/// <param name="Index">Its number in the table.</param>
/// <param name="Abbreviation">Its abbreviation, such as GM.</param>
internal sealed record StandardLabel(int Index, string Abbreviation);
