using System.Text.Json;
using GpuSeg.Cli.Failures;
using GpuSeg.Engine.Fitting;
using GpuSeg.Images;
using GpuSeg.Studies.Methods;

namespace GpuSeg.Cli.Options.Fits;

/// <summary>Explicit starts from a JSON file: nested arrays under scikit-learn's parameter names, in the units of the fit.</summary>
internal static class StartFile
{
    /// <summary>Copies an estimator with the start that a file holds.</summary>
    /// <exception cref="UsageException">The file does not exist.</exception>
    /// <exception cref="ImageException">The file does not hold a start of the method.</exception>
    public static IEstimator Read(string path, Method method, IEstimator estimator)
    {
        using var json = Parse(path);
        return method.WithStart(estimator, json.RootElement, path);
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
                    $"{path} does not hold a JSON object; a start is an object with the arrays of the method.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ImageException(
                $"{path} cannot be read as JSON ({e.Message.TrimEnd('.')}); correct the file or name another start.", e);
        }
    }
}
