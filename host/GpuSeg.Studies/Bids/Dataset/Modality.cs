namespace GpuSeg.Studies.Bids.Dataset;

/// <summary>
/// Which file of a session is one channel, such as ce-gd:T1w: a suffix and entities. Entities that are not named must be absent, except
/// for sub, ses and run.
/// </summary>
public sealed class Modality
{
    private static readonly HashSet<string> s_free = ["sub", "ses", "run"];

    private readonly IReadOnlyDictionary<string, EntityCondition> _conditions;

    private Modality(string text, string name, IReadOnlyDictionary<string, EntityCondition> conditions) =>
        (Text, Name, _conditions) = (text, name, conditions);

    /// <summary>As the user wrote it.</summary>
    public string Text { get; }

    /// <summary>What the channel is called in tables and models: see <see cref="ChannelNames"/>.</summary>
    public string Name { get; }

    /// <summary>Reads [entity-value:...]Suffix; the value may be *, for any.</summary>
    /// <exception cref="FormatException">The text is none; the message says what is wrong.</exception>
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
                throw new FormatException($"'{part}' of '{text}' is no entity with a value, such as ce-gd");
            }

            if (!conditions.TryAdd(key, EntityCondition.Of(pair[1])))
            {
                throw new FormatException($"'{text}' names the entity {key} twice");
            }
        }

        return new(text, ChannelNames.Of(parts[^1], conditions.Where(pair => pair.Key != "suffix").Select(pair => (pair.Key, pair.Value.Values.FirstOrDefault("any")))), conditions);
    }

    /// <summary>The same with the conditions of a filter file in place of its own.</summary>
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

    /// <summary>Whether an image is this channel.</summary>
    public bool Matches(BidsImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.Name.Entities.All(entity => s_free.Contains(entity.Key) || _conditions.ContainsKey(entity.Key))
            && _conditions.All(pair => pair.Value.Allows(pair.Key, image.Property(pair.Key)));
    }

    /// <summary>Whether an image has the very values that were written: of ce-gd and ce-gadolinium, ce-gd is that.</summary>
    internal bool MatchesExactly(BidsImage image) => _conditions.All(pair => pair.Value.Names(image.Property(pair.Key)));
}
