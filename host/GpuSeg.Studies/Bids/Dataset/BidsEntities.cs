using System.Globalization;

namespace GpuSeg.Studies.Bids.Dataset;

/// <summary>The entities of file names, in the order in which the BIDS specification wants them.</summary>
public static class BidsEntities
{
    /// <summary>
    /// Keys in file names and names in filter files, from rules/entities.yaml and objects/entities.yaml of the specification's schema.
    /// </summary>
    public static IReadOnlyList<(string Key, string Name)> All { get; } =
    [
        ("sub", "subject"), ("tpl", "template"), ("ses", "session"), ("cohort", "cohort"), ("sample", "sample"), ("task", "task"),
        ("tracksys", "tracksys"), ("acq", "acquisition"), ("nuc", "nucleus"), ("voi", "volume"), ("ce", "ceagent"), ("trc", "tracer"),
        ("stain", "stain"), ("rec", "reconstruction"), ("dir", "direction"), ("run", "run"), ("mod", "modality"), ("echo", "echo"),
        ("flip", "flip"), ("inv", "inversion"), ("mt", "mtransfer"), ("part", "part"), ("proc", "processing"), ("hemi", "hemisphere"),
        ("space", "space"), ("split", "split"), ("recording", "recording"), ("chunk", "chunk"), ("atlas", "atlas"), ("seg", "segmentation"),
        ("scale", "scale"), ("res", "resolution"), ("den", "density"), ("label", "label"), ("desc", "description"),
    ];

    // Entities that dseg, probseg and mask take from their sources: rules/files/raw/anat.yaml (nonparametric) and dwi.yaml.
    private static readonly HashSet<string> s_anat = ["sub", "ses", "task", "acq", "ce", "rec", "run", "echo", "part"];
    private static readonly HashSet<string> s_dwi = ["sub", "ses", "acq", "rec", "dir", "run", "part", "chunk"];

    private static readonly HashSet<string> s_ownSpaces =
        ["T1w", "T2w", "PDw", "FLAIR", "UNIT1", "orig", "individual", "scanner", "native"];

    /// <summary>Finds the place of a key in the order.</summary>
    /// <exception cref="ArgumentException">The specification has no such entity.</exception>
    public static int Place(string key)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (All[i].Key == key)
            {
                return i;
            }
        }

        throw new ArgumentException($"BIDS has no entity {key}.", nameof(key));
    }

    /// <summary>Finds the key of an entity by its key or its long name; null if BIDS has no such entity.</summary>
    public static string? KeyOf(string name) => All.FirstOrDefault(entity => entity.Name == name || entity.Key == name).Key;

    /// <summary>Returns whether a segmentation in a folder anat or dwi may carry the entity of its sources.</summary>
    public static bool MayPassOn(string key, string datatype) => (datatype == "dwi" ? s_dwi : s_anat).Contains(key);

    /// <summary>
    /// Returns whether two values mean the same: run-1 is run-01, and all contrast agents whose names begin with gd or gad are gadolinium.
    /// </summary>
    public static bool Same(string key, string a, string b) => a == b || key switch
    {
        "ce" => IsGadolinium(a) && IsGadolinium(b),
        "run" or "echo" or "inv" or "flip" or "split" => Index(a) is { } index && index == Index(b),
        _ => false,
    };

    /// <summary>Returns whether a contrast agent is gadolinium.</summary>
    public static bool IsGadolinium(string agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return agent.StartsWith("gd", StringComparison.OrdinalIgnoreCase) || agent.StartsWith("gad", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Returns whether the entity space names a space of the subject's own, such as that of its T1w image, and not that of a template.
    /// </summary>
    public static bool IsOwnSpace(string space) => s_ownSpaces.Contains(space);

    /// <summary>Parses a value that is a whole number; null if it is not.</summary>
    internal static int? Index(string? value) =>
       int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
}
