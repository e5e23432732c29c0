using System.Text.RegularExpressions;

namespace GpuSeg.Cli.Tests.Schema;

/// <summary>Checks a value of JSON against the definition of a metadata field, which is a subset of JSON Schema.</summary>
internal static class MetadataCheck
{
    public static bool IsValid(object? value, Dictionary<string, object?> definition, BidsSchema schema)
    {
        if (definition.GetValueOrDefault("anyOf") is List<object?> choices)
        {
            return choices.Exists(choice => IsValid(value, BidsSchema.Map(choice), schema));
        }

        if (definition.GetValueOrDefault("enum") is List<object?> values && !values.Exists(allowed => Expression.AreEqual(allowed, value)))
        {
            return false;
        }

        return IsOfType(value, definition.GetValueOrDefault("type") as string) && value switch
        {
            string text => IsText(text, definition, schema),
            double number => IsNumber(number, definition),
            List<object?> list => IsList(list, definition, schema),
            Dictionary<string, object?> map => IsMap(map, definition, schema),
            _ => true,
        };
    }

    private static bool IsOfType(object? value, string? type) => type switch
    {
        null => true,
        "string" => value is string,
        "number" => value is double,
        "integer" => value is double number && double.IsInteger(number),
        "boolean" => value is bool,
        "array" => value is List<object?>,
        "object" => value is Dictionary<string, object?>,
        _ => false,
    };

    private static bool IsText(string text, Dictionary<string, object?> definition, BidsSchema schema) =>
        (definition.GetValueOrDefault("pattern") is not string pattern || Regex.IsMatch(text, pattern))
        && (definition.GetValueOrDefault("format") is not string format || IsOfFormat(text, format, schema));

    // The specification wants BIDS URIs where the schema's formats only know their predecessor, relative paths.
    private static bool IsOfFormat(string text, string format, BidsSchema schema) =>
        schema.Format(format) is not { } pattern || Regex.IsMatch(text, pattern)
        || (format == "dataset_relative" && Regex.IsMatch(text, schema.Format("bids_uri")!));

    private static bool IsNumber(double number, Dictionary<string, object?> definition) =>
        !(number < Bound(definition, "minimum")) && !(number > Bound(definition, "maximum"))
        && !(number <= Bound(definition, "exclusiveMinimum")) && !(number >= Bound(definition, "exclusiveMaximum"));

    private static double? Bound(Dictionary<string, object?> definition, string name) => definition.GetValueOrDefault(name) as double?;

    private static bool IsList(List<object?> list, Dictionary<string, object?> definition, BidsSchema schema) =>
        !(list.Count < Bound(definition, "minItems")) && !(list.Count > Bound(definition, "maxItems"))
        && (definition.GetValueOrDefault("items") is not Dictionary<string, object?> items
            || list.TrueForAll(item => IsValid(item, items, schema)));

    private static bool IsMap(Dictionary<string, object?> map, Dictionary<string, object?> definition, BidsSchema schema)
    {
        var properties = BidsSchema.Map(definition.GetValueOrDefault("properties"));
        var others = definition.GetValueOrDefault("additionalProperties") as Dictionary<string, object?>;
        return BidsSchema.Texts(definition.GetValueOrDefault("required")).TrueForAll(map.ContainsKey)
            && map.All(property => (properties.GetValueOrDefault(property.Key) as Dictionary<string, object?> ?? others) is not { } known
                || IsValid(property.Value, known, schema));
    }
}
