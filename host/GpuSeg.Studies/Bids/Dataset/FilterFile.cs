using System.Text.Json;
using GpuSeg.Images;
using GpuSeg.Studies.Json;

namespace GpuSeg.Studies.Bids.Dataset;

/// <summary>
/// A filter file of BIDS-Apps: an object of channel names (t1w, t1ce, flair ...), each an object of entities, suffix, datatype or
/// extension with the value wanted: a text, a number, a list of them, null for absent, "*" for any. Conditions on session and subject
/// choose sessions; they hold for all channels.
/// </summary>
public sealed class FilterFile
{
    private static readonly string[] s_visit = ["sub", "ses"];

    private readonly Dictionary<string, Dictionary<string, EntityCondition>> _filters;

    private FilterFile(Dictionary<string, Dictionary<string, EntityCondition>> filters) => _filters = filters;

    /// <summary>Filters that let everything pass.</summary>
    public static FilterFile Empty { get; } = new([]);

    /// <summary>The channels that it speaks of.</summary>
    public IEnumerable<string> Channels => _filters.Keys;

    /// <summary>Reads a file.</summary>
    /// <exception cref="ImageException">It cannot be read, or is no such object; the message says where.</exception>
    public static FilterFile Read(string path)
    {
        if (!File.Exists(path))
        {
            throw ImageException.Missing(path);
        }

        using var json = JsonFile.Read(path);
        var filters = new Dictionary<string, Dictionary<string, EntityCondition>>(StringComparer.OrdinalIgnoreCase);
        foreach (var channel in json.RootElement.EnumerateObject())
        {
            filters[channel.Name] = Conditions(channel, path);
        }

        return new(filters);
    }

    /// <summary>The conditions on the files of a channel; none where it is not mentioned.</summary>
    public IReadOnlyDictionary<string, EntityCondition> Of(string channel) => _filters.TryGetValue(channel, out var conditions)
        ? conditions.Where(pair => !s_visit.Contains(pair.Key)).ToDictionary()
        : [];

    /// <summary>Whether no channel that is in use asks for another subject or session.</summary>
    public bool Allows(BidsSession session, IReadOnlySet<string> channels)
    {
        ArgumentNullException.ThrowIfNull(session);
        return _filters.Where(filter => channels.Contains(filter.Key)).All(filter =>
            (!filter.Value.TryGetValue("sub", out var subject) || subject.Allows("sub", session.Subject))
            && (!filter.Value.TryGetValue("ses", out var visit) || visit.Allows("ses", session.Session)));
    }

    private static Dictionary<string, EntityCondition> Conditions(JsonProperty channel, string path)
    {
        if (channel.Value.ValueKind != JsonValueKind.Object)
        {
            throw new ImageException($"{path}: {channel.Name} must be an object of entities and their values; correct the file.");
        }

        var conditions = new Dictionary<string, EntityCondition>();
        foreach (var property in channel.Value.EnumerateObject())
        {
            var key = property.Name is "suffix" or "datatype" or "extension" ? property.Name : BidsEntities.KeyOf(property.Name)
                ?? throw new ImageException($"{path}: {channel.Name} has a condition on '{property.Name}', which is no entity of BIDS; correct the file.");
            conditions[key] = Condition(property.Value, $"{key}-") is { } condition ? condition : throw new ImageException(
                $"{path}: {channel.Name}.{property.Name} must be a text, a number, a list of them, null (absent) or \"*\" (any); correct the file.");
        }

        return conditions;
    }

    // Labels are often written as names have them: ses-pre.
    private static EntityCondition? Condition(JsonElement value, string prefix) => value.ValueKind switch
    {
        JsonValueKind.Null => EntityCondition.Absent,
        JsonValueKind.String => EntityCondition.Of(value.GetString() is var text && text!.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text!),
        JsonValueKind.Number => EntityCondition.Of(value.GetRawText()),
        JsonValueKind.Array => AnyOf([.. value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Array ? null : Condition(item, prefix))]),
        _ => null,
    };

    private static EntityCondition? AnyOf(EntityCondition?[] conditions) => conditions.Length == 0 || conditions.Contains(null)
        ? null
        : new(conditions.Any(c => c!.MayLack), conditions.Any(c => c!.MayHaveAny), [.. conditions.SelectMany(c => c!.Values)]);
}
