namespace GpuSeg.Studies.Bids.Dataset;

/// <summary>
/// The rule that chooses the file of one channel, such as ce-gd:T1w: a suffix and entities. Entities that are not named must be absent,
/// except for sub, ses and run, desc-preproc, part-mag, and a space of the subject's own: T1w is desc-preproc_T1w where a pipeline wrote
/// that, and never a copy in the space of a template.
/// </summary>
public sealed class Modality
{
    private static readonly HashSet<string> s_free = ["sub", "ses", "run"];

    private readonly IReadOnlyDictionary<string, EntityCondition> _conditions;

    private Modality(string text, string name, IReadOnlyDictionary<string, EntityCondition> conditions) =>
        (Text, Name, _conditions) = (text, name, conditions);

    /// <summary>The text that the user wrote.</summary>
    public string Text { get; }

    /// <summary>Name of the channel in tables and models; see <see cref="ChannelNames"/>.</summary>
    public string Name { get; }

    /// <summary>Parses [entity-value:...]Suffix; * means any value.</summary>
    /// <exception cref="FormatException">The text is not a modality; the message says why.</exception>
    public static Modality Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(':');
        if (!BidsName.IsLabel(parts[^1]))
        {
            throw new FormatException($"'{text}' does not end with a suffix such as T1w");
        }

        var conditions = new Dictionary<string, EntityCondition> { ["suffix"] = EntityCondition.Of(parts[^1]) };
        foreach (var part in parts[..^1])
        {
            string[] pair = part.Split('-', 2);
            if (pair.Length < 2 || BidsEntities.KeyOf(pair[0]) is not { } key || (pair[1] != "*" && !BidsName.IsLabel(pair[1])))
            {
                throw new FormatException($"'{part}' of '{text}' is not an entity with a value, such as ce-gd");
            }

            if (!conditions.TryAdd(key, EntityCondition.Of(pair[1])))
            {
                throw new FormatException($"'{text}' names the entity {key} twice");
            }
        }

        var entities = conditions.Where(pair => pair.Key != "suffix").Select(pair => (pair.Key, pair.Value.Values.FirstOrDefault("any")));
        return new(text, ChannelNames.Of(parts[^1], entities), conditions);
    }

    /// <summary>Replaces conditions by those of a filter file.</summary>
    public Modality With(IReadOnlyDictionary<string, EntityCondition> filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var conditions = _conditions.ToDictionary();
        foreach (var (key, condition) in filter)
        {
            conditions[key] = condition;
        }

        return new(Text, Name, conditions);
    }

    /// <summary>Returns whether an image is this channel.</summary>
    public bool Matches(BidsImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.Name.Entities.All(entity => _conditions.ContainsKey(entity.Key) || IsFree(entity.Key, entity.Value))
            && _conditions.All(pair => pair.Value.Allows(pair.Key, image.Property(pair.Key)));
    }

    /// <summary>Writes the shortest modality that an image is: its suffix, and the entities that are not free.</summary>
    public static string Of(BidsName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var entities = name.Entities.Where(entity => !IsFree(entity.Key, entity.Value));
        return string.Concat(entities.Select(entity => $"{entity.Key}-{entity.Value}:")) + name.Suffix;
    }

    private static bool IsFree(string key, string value) => key switch
    {
        "desc" => value == "preproc",
        "part" => value == "mag",
        "space" => BidsEntities.IsOwnSpace(value),
        _ => s_free.Contains(key),
    };

    /// <summary>Returns whether an image has exactly the values that were written: ce-gd names ce-gd, not ce-gadolinium.</summary>
    internal bool MatchesExactly(BidsImage image) => _conditions.All(pair => pair.Value.Names(image.Property(pair.Key)));
}
