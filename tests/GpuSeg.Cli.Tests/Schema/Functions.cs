using System.Globalization;
using System.Text.RegularExpressions;

namespace GpuSeg.Cli.Tests.Schema;

/// <summary>The functions of the schema's expressions that need no data set.</summary>
internal static class Functions
{
    public static object? Call(string name, List<object?> arguments)
    {
        var (a, b, c) = (At(arguments, 0), At(arguments, 1), At(arguments, 2));
        return name switch
        {
            "type" => Type(a),
            "length" => a switch { List<object?> list => (double)list.Count, string text => (double)text.Length, _ => null },
            "intersects" => Intersection(a, b),
            "match" => (a, b) switch { (null, _) => null, (string text, string pattern) => Regex.IsMatch(text, pattern), _ => false },
            "index" => a is List<object?> list && list.FindIndex(item => Expression.AreEqual(item, b)) is >= 0 and var place
                ? (double)place
                : null,
            "count" => a is List<object?> counted ? (double)counted.Count(item => Expression.AreEqual(item, b)) : null,
            "unique" => Unique(a as List<object?>),
            "min" => Numbers(a) is { Count: > 0 } least ? least.Min() : null,
            "max" => Numbers(a) is { Count: > 0 } most ? most.Max() : null,
            "substr" => a is string whole && b is double from && c is double to
                ? whole[Math.Min((int)from, whole.Length)..Math.Min((int)to, whole.Length)]
                : null,
            "sorted" => a is List<object?> unsorted ? Sorted(unsorted, b as string ?? "auto") : null,
            "allequal" => a is List<object?> && b is List<object?> && Expression.AreEqual(a, b),
            _ => null,
        };
    }

    private static object? At(List<object?> arguments, int place) => place < arguments.Count ? arguments[place] : null;

    private static string Type(object? value) => value switch
    {
        null => "null",
        bool => "boolean",
        double => "number",
        string => "string",
        List<object?> => "array",
        _ => "object",
    };

    private static object Intersection(object? a, object? b)
    {
        var (left, right) = (AsList(a), AsList(b));
        var shared = left.Where(item => right.Exists(other => Expression.AreEqual(item, other))).ToList();
        return shared.Count > 0 ? shared : false;
    }

    private static List<object?> AsList(object? value) => value is List<object?> list ? list : [value];

    private static List<object?>? Unique(List<object?>? list)
    {
        var unique = new List<object?>();
        unique.AddRange((list ?? []).Where((item, i) => list!.FindIndex(other => Expression.AreEqual(item, other)) == i));
        return list is null ? null : unique;
    }

    private static List<double>? Numbers(object? value) =>
        value is null ? null : [.. AsList(value).Select(Number).Where(number => !double.IsNaN(number))];

    private static double Number(object? value) => value switch
    {
        double number => number,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => double.NaN,
    };

    // By insertion, so that values without an order stay where they are.
    private static List<object?> Sorted(List<object?> list, string method)
    {
        var sorted = new List<object?>();
        foreach (var item in list)
        {
            var place = sorted.Count;
            while (place > 0 && IsBefore(item, sorted[place - 1], method))
            {
                place--;
            }

            sorted.Insert(place, item);
        }

        return sorted;
    }

    private static bool IsBefore(object? a, object? b, string method) => method switch
    {
        "numeric" => Number(a) < Number(b),
        "lexical" => string.CompareOrdinal(Text(a), Text(b)) < 0,
        _ => a is double && b is double ? (double)a < (double)b : string.CompareOrdinal(Text(a), Text(b)) < 0,
    };

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
