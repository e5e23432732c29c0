using System.Text.Json;
using GpuSeg.Cli.Failures;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Images;
using static GpuSeg.Studies.Json.JsonArrays;

namespace GpuSeg.Cli.Options.Fits;

/// <summary>Explicit starts from a JSON file: nested arrays under scikit-learn's parameter names, in the units of the fit.</summary>
internal static class StartFile
{
    public static MixtureStart Mixture(string path, int k, CovarianceType covariance)
    {
        using var json = Parse(path);
        var start = new MixtureStart(
            Numbers(json.RootElement, path, "weights_init", k),
            Numbers(json.RootElement, path, "means_init", k, D),
            Numbers(json.RootElement, path, "precisions_init", covariance.Shape(k, D)));
        return start == new MixtureStart()
            ? throw new ImageException($"{path} holds none of weights_init, means_init and precisions_init; give at least one of them.")
            : start;
    }

    public static IReadOnlyList<double> Centres(string path, int k)
    {
        using var json = Parse(path);
        return Numbers(json.RootElement, path, "init", k, D)
            ?? throw new ImageException($"{path} holds no init; give the first centres of KMeans as an array of shape ({k}, D), "
                + "D being the number of images.");
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
                : throw new ImageException(
                    $"{path} holds no JSON object; a start is an object with weights_init, means_init, precisions_init or init.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ImageException(
                $"{path} cannot be read as JSON ({e.Message.TrimEnd('.')}); correct the file or name another start.", e);
        }
    }
}
