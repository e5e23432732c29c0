using System.Text.Json;

namespace GpuSeg.Cli.Tests.Schema;

/// <summary>schema.json of the BIDS specification as plain values.</summary>
internal sealed class BidsSchema
{
    private readonly Dictionary<string, object?> _root;

    private BidsSchema(Dictionary<string, object?> root) => _root = root;

    /// <summary>Reads the schema beside the repository; skips the test if it is absent.</summary>
    public static BidsSchema Read() =>
        new(Map(Value(Workplace.Parse(File.ReadAllText(Shared.File("data", "bids-schema", "schema.json"))))));

    /// <summary>Values of the schema by their names, as expressions see them.</summary>
    public Dictionary<string, object?> Root => _root;

    /// <summary>Gets the value at a path.</summary>
    public object? this[params string[] path] =>
        path.Aggregate((object?)_root, (value, key) => (value as Dictionary<string, object?>)?.GetValueOrDefault(key));

    /// <summary>Lists the rules below a path: all objects with one of the keys.</summary>
    public IEnumerable<Dictionary<string, object?>> Rules(string[] path, params string[] keys) => Rules(this[path], keys);

    /// <summary>Gets the pattern of a format for a whole text.</summary>
    public string? Format(string name) =>
        this["objects", "formats", name, "pattern"] is string pattern ? $@"\A(?:{pattern})\z" : null;

    /// <summary>Converts JSON to null, bool, double, string, lists and dictionaries.</summary>
    public static object? Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().DistinctBy(property => property.Name)
            .ToDictionary(property => property.Name, property => Value(property.Value)),
        JsonValueKind.Array => json.EnumerateArray().Select(Value).ToList(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>Gets an object's properties; none for other values.</summary>
    public static Dictionary<string, object?> Map(object? value) => value as Dictionary<string, object?> ?? [];

    /// <summary>Gets a list's texts; none for other values.</summary>
    public static List<string> Texts(object? value) => value is List<object?> list ? [.. list.OfType<string>()] : [];

    private static IEnumerable<Dictionary<string, object?>> Rules(object? value, string[] keys)
    {
        if (value is not Dictionary<string, object?> map)
        {
            return [];
        }

        return Array.Exists(keys, map.ContainsKey) ? [map] : map.Values.SelectMany(child => Rules(child, keys));
    }
}
