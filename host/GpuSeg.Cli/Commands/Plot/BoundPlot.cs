using System.Text.Json;
using GpuSeg.Cli.Options.Plots;
using GpuSeg.Cli.Terminal;
using GpuSeg.Figures;
using GpuSeg.Figures.Drawing;
using GpuSeg.Images;

namespace GpuSeg.Cli.Commands.Plot;

/// <summary>The plot of a mixture's lower bound per iteration.</summary>
internal static class BoundPlot
{
    public static int Run(TextPlotSettings settings, Messages messages, CancellationToken cancellation) =>
        PlotFile.Write(settings.Figure, [settings.Input], () => Draw(settings.Input), messages, cancellation);

    private static Figure Draw(string path)
    {
        using var json = Parse(path);
        return json.RootElement.ValueKind == JsonValueKind.Object
            && json.RootElement.TryGetProperty("lower_bound_history", out var history) && Numbers(history) is { Count: > 0 } bounds
            && json.RootElement.TryGetProperty("converged_", out var converged)
            && converged.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? BoundCurve.Draw(bounds, converged.GetBoolean())
            : throw new ImageException($"{path} holds no lower_bound_history with a converged_; "
                + "give the PREFIX_model.json of a Gaussian mixture, since KMeans has no lower bound.");
    }

    private static JsonDocument Parse(string path)
    {
        try
        {
            return JsonDocument.Parse(PlotFile.ReadText(path));
        }
        catch (JsonException e)
        {
            throw new ImageException($"{path} is not JSON ({e.Message.TrimEnd('.')}); give the PREFIX_model.json that segment wrote.", e);
        }
    }

    private static List<double>? Numbers(JsonElement array) =>
        array.ValueKind == JsonValueKind.Array && array.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)
            ? [.. array.EnumerateArray().Select(item => item.GetDouble())]
            : null;
}
