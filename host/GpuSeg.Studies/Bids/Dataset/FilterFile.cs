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

    /// <summary>Filters that every image passes.</summary>
    public static FilterFile Empty { get; } = new([]);

    /// <summary>The channels that have conditions.</summary>
    public IEnumerable<string> Channels => _filters.Keys;

    /// <summary>Reads a file.</summary>
    /// <exception cref="ImageException">The file cannot be read, or is not such an object; the message names the place.</exception>
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

    /// <summary>Gets the conditions on the files of a channel; empty if the channel has no conditions.</summary>
    public IReadOnlyDictionary<string, EntityCondition> Of(string channel) => _filters.TryGetValue(channel, out var conditions)
        ? conditions.Where(pair => !s_visit.Contains(pair.Key)).ToDictionary()
        : [];

    /// <summary>Returns whether the conditions of all channels in use allow a session.</summary>
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
                ?? throw new ImageException(
                   $"{path}: {channel.Name} has a condition on '{property.Name}', which is not an entity of BIDS; correct the file.");
            conditions[key] = Condition(property.Value, $"{key}-") ?? throw new ImageException(
               $"{path}: {channel.Name}.{property.Name} must be a text, a number, a list of them, null (absent) or \"*\" (any); "
               + "correct the file.");
        }

        return conditions;
    }

    // Labels are often written with their key, as in file names: ses-pre.
    private static EntityCondition? Condition(JsonElement value, string prefix) => value.ValueKind switch
    {
        JsonValueKind.Null => EntityCondition.Absent,
        JsonValueKind.String => EntityCondition.Of(WithoutKey(value.GetString()!, prefix)),
        JsonValueKind.Number => EntityCondition.Of(value.GetRawText()),
        JsonValueKind.Array => AnyOf(
           [.. value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Array ? null : Condition(item, prefix))]),
        _ => null,
    };

    private static string WithoutKey(string text, string prefix) =>
       text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;

    private static EntityCondition? AnyOf(EntityCondition?[] conditions) => conditions.Length == 0 || conditions.Contains(null)
        ? null
        : new(conditions.Any(c => c!.MayLack), conditions.Any(c => c!.MayHaveAny), [.. conditions.SelectMany(c => c!.Values)]);
}
