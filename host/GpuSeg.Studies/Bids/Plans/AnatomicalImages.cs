using GpuSeg.Images;
using GpuSeg.Studies.Bids.Dataset;

namespace GpuSeg.Studies.Bids.Plans;

/// <summary>The images of a session that are channels without being named.</summary>
internal static class AnatomicalImages
{
    // Suffixes of whole-brain images that show contrasts by themselves: rules/files/raw/anat.yaml (nonparametric and parametric), and ADC
    // of dwi.yaml. Their order is the order of the channels. The slabs inplaneT1, inplaneT2 and angio, and PDT2 with its two volumes, are
    // channels only if named.
    private static readonly string[] s_suffixes =
    [
        "T1w", "T2w", "PDw", "T2starw", "FLAIR", "T2star", "FLASH", "PD",
        "UNIT1", "T1map", "T2map", "T2starmap", "R1map", "R2map", "R2starmap", "PDmap", "MTRmap", "MTsat", "T1rho", "MWFmap", "MTVmap",
        "Chimap", "S0map", "M0map",
        "ADC",
    ];

    private static readonly HashSet<string> s_segmentations = ["dseg", "probseg", "mask"];

    /// <summary>Lists a session's images that show contrasts by themselves; the phase of a complex image and localisers do not.</summary>
    public static IEnumerable<BidsImage> Of(BidsSession session) =>
        session.Images.Where(image => s_suffixes.Contains(image.Name.Suffix) && image.Name["part"] is null or "mag"
            && !Candidate.IsLocaliser(image.Name));

    /// <summary>Returns whether a file holds labels or probabilities and no intensities.</summary>
    public static bool IsSegmentation(BidsName name) => s_segmentations.Contains(name.Suffix);

    /// <summary>
    /// Keeps the images in the subject's own space; if there are none, all. Copies in a template's space are never channels beside the
    /// images themselves.
    /// </summary>
    public static BidsImage[] InOwnSpace(IReadOnlyCollection<BidsImage> images)
    {
        BidsImage[] own = [.. images.Where(image => Template(image) is null)];
        return own.Length > 0 ? own : [.. images];
    }

    /// <summary>Refuses images of several templates' spaces.</summary>
    /// <param name="session">Id of the session, for the message.</param>
    /// <param name="images">The images that <see cref="InOwnSpace"/> keeps.</param>
    /// <exception cref="ImageException">The images are in several templates' spaces.</exception>
    public static void RequireOneSpace(string session, BidsImage[] images)
    {
        string[] spaces = [.. images.Select(Template).OfType<string>().Distinct()];
        if (spaces.Length > 1)
        {
            throw new ImageException($"{session} has images in the spaces {string.Join(", ", spaces)} and none in its own; "
                + $"name the space of each channel, such as space-{spaces[0]}:{images[0].Name.Suffix}.");
        }
    }

    private static string? Template(BidsImage image) =>
        image.Name["space"] is { } space && !BidsEntities.IsOwnSpace(space) ? space : null;

    /// <summary>Sorts names of channels: by suffix, with a contrast agent after the image without.</summary>
    public static IEnumerable<string> InOrder(IEnumerable<string> names) => names
        .OrderBy(name => Array.FindIndex(s_suffixes, suffix => IsOf(name, suffix)))
        .ThenBy(name => !s_suffixes.Any(suffix => name == ChannelNames.Of(suffix, []))).ThenBy(name => name, StringComparer.Ordinal);

    /// <summary>Lists the names of files.</summary>
    public static string FileNames(IEnumerable<BidsImage> images) =>
        string.Join(", ", images.Select(image => Path.GetFileName(image.Path)));

    // t1w, and t1ce for T1w; t1w_ce-fe for another agent.
    private static bool IsOf(string name, string suffix)
    {
        var plain = ChannelNames.Of(suffix, []);
        return name == plain || name == ChannelNames.Of(suffix, [("ce", "any")]) || name.StartsWith($"{plain}_", StringComparison.Ordinal);
    }
}
