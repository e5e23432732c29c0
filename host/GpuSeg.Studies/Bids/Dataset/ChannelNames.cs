namespace GpuSeg.Studies.Bids.Dataset;

/// <summary>
/// Names of channels: the suffix in lower case (t1w, flair, adc); with gadolinium ce instead of a w at its end (t1ce); other
/// entities behind it (t1w_acq-fast).
/// </summary>
internal static class ChannelNames
{
    private static readonly HashSet<string> s_unnamed = ["sub", "ses", "run"];

    /// <summary>Names the channel of an image, as filter files do: with the contrast agent and no other entity.</summary>
    public static string Kind(BidsName name) => Of(name.Suffix, name.Entities.Where(entity => entity.Key == "ce"));

    /// <summary>Names the channel of a suffix and entities; a contrast agent <c>any</c> counts as gadolinium.</summary>
    public static string Of(string suffix, IEnumerable<(string Key, string Value)> entities)
    {
        var (name, rest) = (suffix.ToLowerInvariant(), "");
        foreach (var (key, value) in entities)
        {
            if (key == "ce" && (value == "any" || BidsEntities.IsGadolinium(value)))
            {
                name = name.TrimEnd('w') + "ce";
            }
            else if (!s_unnamed.Contains(key))
            {
                rest += $"_{key}-{value}";
            }
        }

        return name + rest;
    }
}
