using System.Text.Json;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Imaging;

namespace GpuSeg.Cli.Commands;

/// <summary>Explicit starts from JSON: nested arrays under scikit-learn's parameter names, in the units the model is fitted in.</summary>
internal static class StartFile
{
    public static MixtureStart Mixture(string path)
    {
        using var json = Parse(path);
        var start = new MixtureStart(
            Numbers(json, path, "weights_init"), Numbers(json, path, "means_init"), Numbers(json, path, "precisions_init"));
        return start == new MixtureStart()
            ? throw new ImageException($"{path} holds none of weights_init, means_init and precisions_init; give at least one of them.")
            : start;
    }

    public static IReadOnlyList<double> Centres(string path)
    {
        using var json = Parse(path);
        return Numbers(json, path, "init") ?? throw new ImageException($"{path} holds no init, the first centres of KMeans as a K x D array.");
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
            throw new ImageException($"{path} cannot be read as JSON: {e.Message}", e);
        }
    }

    private static List<double>? Numbers(JsonDocument json, string path, string name)
    {
        if (!json.RootElement.TryGetProperty(name, out var element) || element.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var numbers = new List<double>();
        Flatten(element, path, name, numbers);
        return numbers;
    }

    private static void Flatten(JsonElement element, string path, string name, List<double> numbers)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Number:
                numbers.Add(element.GetDouble());
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Flatten(item, path, name, numbers);
                }

                break;
            default:
                throw new ImageException($"{path}: {name} holds {element.ValueKind}; nested arrays of numbers are expected.");
        }
    }
}
