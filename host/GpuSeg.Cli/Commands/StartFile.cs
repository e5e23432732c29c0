using System.Text.Json;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Imaging;

namespace GpuSeg.Cli.Commands;

/// <summary>Explicit starts from JSON: nested arrays under scikit-learn's parameter names, in the units the model is fitted in.</summary>
internal static class StartFile
{
    // D in a shape: as many as there are images, known only when they are read; one array must agree with itself.
    private const int D = 0;

    public static MixtureStart Mixture(string path, int k, CovarianceType covariance)
    {
        using var json = Parse(path);
        int[] precisions = covariance switch
        {
            CovarianceType.Full => [k, D, D],
            CovarianceType.Tied => [D, D],
            CovarianceType.Diag => [k, D],
            _ => [k],
        };
        var start = new MixtureStart(
            Numbers(json, path, "weights_init", k), Numbers(json, path, "means_init", k, D), Numbers(json, path, "precisions_init", precisions));
        return start == new MixtureStart()
            ? throw new ImageException($"{path} holds none of weights_init, means_init and precisions_init; give at least one of them.")
            : start;
    }

    public static IReadOnlyList<double> Centres(string path, int k)
    {
        using var json = Parse(path);
        return Numbers(json, path, "init", k, D)
            ?? throw new ImageException($"{path} holds no init; give the first centres of KMeans as an array of shape ({k}, D), D being the number of images.");
    }

    private static JsonDocument Parse(string path)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"--init {path} is neither a way to start nor a file; see --help for the ways to start.");
        }

        try
        {
            var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? json
                : throw new ImageException($"{path} holds no JSON object; a start is an object with weights_init, means_init, precisions_init or init.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"{path} cannot be read as JSON ({e.Message.TrimEnd('.')}); correct the file or name another start.", e);
        }
    }

    private static List<double>? Numbers(JsonDocument json, string path, string name, params int[] expected)
    {
        if (!json.RootElement.TryGetProperty(name, out var element) || element.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var (numbers, found) = (new List<double>(), Shape(element));
        var wrong = found.Length == 0 ? "no array"
            : !Matches(found, expected) ? $"shape ({string.Join(", ", found)})"
            : !Flatten(element, found, numbers) ? "rows of different lengths, or what is no number"
            : null;
        return wrong is null
            ? numbers
            : throw new ImageException($"{path}: {name} must be an array of finite numbers of shape ({Text(expected)}), D being the number of images; found {wrong}.");
    }

    // The lengths along the first row of every axis; Flatten sees whether all rows are as long.
    private static int[] Shape(JsonElement element) => element.ValueKind != JsonValueKind.Array ? []
        : element.GetArrayLength() == 0 ? [0]
        : [element.GetArrayLength(), .. Shape(element[0])];

    private static bool Matches(int[] found, int[] expected)
    {
        var images = found.Where((_, axis) => axis < expected.Length && expected[axis] == D).Distinct().Count();
        return found.Length == expected.Length && images <= 1 && found.Zip(expected).All(pair => pair.Second is D || pair.Second == pair.First);
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

    private static string Text(int[] shape) => string.Join(", ", shape.Select(length => length == D ? "D" : $"{length}"));
}
