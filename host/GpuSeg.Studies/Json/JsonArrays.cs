using System.Text.Json;
using GpuSeg.Images;

namespace GpuSeg.Studies.Json;

/// <summary>Nested arrays of numbers in JSON that users or earlier runs wrote.</summary>
public static class JsonArrays
{
    /// <summary>A length in a shape that equals the number of images, known only when they are read; an array must be consistent.</summary>
    public const int D = 0;

    /// <summary>Reads the numbers of an array, flat, the last index fastest; null if it is missing or null.</summary>
    /// <param name="json">The object that holds the array.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="name">Key of the array.</param>
    /// <param name="expected">Shape of the array.</param>
    /// <exception cref="ImageException">The value is not an array of finite numbers, or has another shape.</exception>
    public static IReadOnlyList<double>? Numbers(JsonElement json, string path, string name, params int[] expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        if (!json.TryGetProperty(name, out var element) || element.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var (numbers, found) = (new List<double>(), Shape(element));
        var wrong = found.Length == 0 ? "a value that is not an array"
            : !Matches(found, expected) ? $"shape ({string.Join(", ", found)})"
            : !Flatten(element, found, numbers) ? "rows of different lengths, or a value that is not a finite number"
            : null;
        return wrong is null
            ? numbers
            : throw new ImageException($"{path}: {name} must be an array of finite numbers of shape {Describe(expected)}; found {wrong}.");
    }

    // The lengths along the first row of every axis; Flatten checks the lengths of all rows.
    private static int[] Shape(JsonElement element) => element.ValueKind != JsonValueKind.Array ? []
        : element.GetArrayLength() == 0 ? [0]
        : [element.GetArrayLength(), .. Shape(element[0])];

    private static bool Matches(int[] found, int[] expected)
    {
        var images = found.Where((_, axis) => axis < expected.Length && expected[axis] == D).Distinct().Count();
        return found.Length == expected.Length && images <= 1
            && found.Zip(expected).All(pair => pair.Second is D || pair.Second == pair.First);
    }

    private static bool Flatten(JsonElement element, ReadOnlySpan<int> shape, List<double> numbers)
    {
        if (shape.IsEmpty)
        {
            if (element.ValueKind != JsonValueKind.Number)
            {
                return false;
            }

            numbers.Add(element.GetDouble());
            return double.IsFinite(numbers[^1]);
        }

        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() != shape[0])
        {
            return false;
        }

        foreach (var item in element.EnumerateArray())
        {
            if (!Flatten(item, shape[1..], numbers))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Describes a shape, such as: (3, D), where D is the number of images.</summary>
    public static string Describe(int[] shape)
    {
        var lengths = string.Join(", ", shape.Select(length => length == D ? "D" : $"{length}"));
        return $"({lengths}){(shape.Contains(D) ? ", where D is the number of images" : "")}";
    }
}
