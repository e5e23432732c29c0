using GpuSeg.Images;

namespace GpuSeg.Studies.Lesions;

/// <summary>A contrast that the search for a lesion uses.</summary>
public enum LesionContrast
{
    /// <summary>T2 with the signal of fluid suppressed: oedema and most lesions are bright. Needed.</summary>
    Flair,

    /// <summary>T2-weighted: lesions and fluid are bright.</summary>
    T2,

    /// <summary>T1-weighted.</summary>
    T1,

    /// <summary>T1-weighted with a contrast agent.</summary>
    T1Contrast,

    /// <summary>Apparent diffusion coefficient.</summary>
    Adc,
}

/// <summary>The contrasts of images by their names.</summary>
public static class LesionContrasts
{
    private static readonly string[] s_agents = ["ce-", "t1ce", "t1c", "t1gd", "t1_gd", "t1_c", "t1-c", "contrast", "gadolinium", "post"];

    /// <summary>Finds the contrast in the name of an image: its BIDS suffix and entity, or a word such as flair or t1ce.</summary>
    /// <param name="name">Name of the image or of its file.</param>
    /// <returns>The contrast, or null if the name does not say it.</returns>
    public static LesionContrast? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var lower = name.ToLowerInvariant();
        return lower.Contains("flair", StringComparison.Ordinal) ? LesionContrast.Flair
            : lower.Contains("adc", StringComparison.Ordinal) ? LesionContrast.Adc
            : lower.Contains("t1", StringComparison.Ordinal)
                ? s_agents.Any(agent => lower.Contains(agent, StringComparison.Ordinal)) ? LesionContrast.T1Contrast : LesionContrast.T1
            : lower.Contains("t2", StringComparison.Ordinal) && !lower.Contains("t2s", StringComparison.Ordinal) ? LesionContrast.T2
            : null;
    }

    /// <summary>Names a contrast for people.</summary>
    public static string NameOf(LesionContrast contrast) => contrast switch
    {
        LesionContrast.Flair => "FLAIR",
        LesionContrast.T1Contrast => "T1 with contrast",
        LesionContrast.Adc => "ADC",
        _ => contrast.ToString(),
    };

    /// <summary>Gives every contrast its image.</summary>
    /// <param name="names">Names of the images.</param>
    /// <param name="chosen">Images that the user named for a contrast; others are found by their names.</param>
    /// <returns>Index of the image of each contrast that there is.</returns>
    /// <exception cref="ImageException">There is no FLAIR, a contrast has two images, or an image has no known contrast.</exception>
    public static IReadOnlyDictionary<LesionContrast, int> Assign(
        IReadOnlyList<string> names, IReadOnlyDictionary<LesionContrast, string> chosen)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(chosen);
        var assigned = new Dictionary<LesionContrast, int>();
        foreach (var (contrast, name) in chosen)
        {
            var index = Enumerable.Range(0, names.Count).FirstOrDefault(i => names[i] == name, -1);
            assigned[contrast] = index >= 0
                ? index
                : throw new ImageException($"No image is called {name}; the images are {string.Join(", ", names)}.");
        }

        for (var i = 0; i < names.Count; i++)
        {
            if (!assigned.ContainsValue(i))
            {
                Add(assigned, names, i);
            }
        }

        return assigned.ContainsKey(LesionContrast.Flair) ? assigned : throw new ImageException(
            $"None of {string.Join(", ", names)} is a FLAIR image, which the search needs; name the FLAIR image.");
    }

    /// <summary>Finds the image of each contrast by the names; images of other contrasts are left out.</summary>
    /// <param name="names">Names of the images.</param>
    /// <exception cref="ImageException">There is no FLAIR, or a contrast has two images.</exception>
    public static IReadOnlyDictionary<LesionContrast, int> Recognise(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var images = Enumerable.Range(0, names.Count).Where(i => Find(names[i]) is not null).ToLookup(i => Find(names[i])!.Value);
        if (!images.Contains(LesionContrast.Flair))
        {
            throw new ImageException(
                $"{(names.Count == 1 ? $"{names[0]} is not" : $"None of {string.Join(", ", names)} is")} a FLAIR image, which the search "
                + "for a lesion needs; add one, or leave out the search.");
        }

        return images.FirstOrDefault(alike => alike.Count() > 1) is { } several
            ? throw new ImageException(
                $"{string.Join(", ", several.Select(i => names[i]))} all look like {NameOf(several.Key)}, and the search for a lesion "
                + "needs one image of each contrast; leave images out, or leave out the search.")
            : images.OrderBy(alike => alike.Key).ToDictionary(alike => alike.Key, alike => alike.First());
    }

    private static void Add(Dictionary<LesionContrast, int> assigned, IReadOnlyList<string> names, int i)
    {
        var contrast = Find(names[i]) ?? throw new ImageException(
            $"The contrast of {names[i]} is unknown; name the image of each contrast, or leave the image out.");
        if (!assigned.TryAdd(contrast, i))
        {
            throw new ImageException(
                $"{names[assigned[contrast]]} and {names[i]} both look like {NameOf(contrast)}; name the image of each contrast.");
        }
    }
}
