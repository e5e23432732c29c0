using System.CommandLine;
using System.Text.Json;
using GpuSeg.Figures;
using GpuSeg.Figures.Drawing;
using GpuSeg.Images;

namespace GpuSeg.Cli.Commands.Plot;

/// <summary>The lower bound of a mixture per iteration.</summary>
internal sealed class BoundPlot() : PlotKind("bound", "The lower bound of a Gaussian mixture after every iteration, and where the fit stopped.")
{
    private readonly Argument<string> _model = new("MODEL") { Description = "PREFIX_model.json, as segment writes it." };

    protected override void AddTo(Command command)
    {
        Bounds.Files(_model);
        command.Arguments.Add(_model);
    }

    protected override IReadOnlyList<string> Inputs(ParseResult parsed) => [parsed.GetValue(_model)!];

    protected override Figure Draw(ParseResult parsed, CancellationToken cancellation)
    {
        using var json = Parse(parsed.GetValue(_model)!);
        return json.RootElement.ValueKind == JsonValueKind.Object
            && json.RootElement.TryGetProperty("lower_bound_history", out var history) && Numbers(history) is { Count: > 0 } bounds
            && json.RootElement.TryGetProperty("converged_", out var converged) && converged.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? BoundCurve.Draw(bounds, converged.GetBoolean())
            : throw new ImageException($"{parsed.GetValue(_model)} holds no lower_bound_history with a converged_; give the PREFIX_model.json of a Gaussian mixture, since KMeans has no lower bound.");
    }

    private static JsonDocument Parse(string path)
    {
        try
        {
            return JsonDocument.Parse(InputText.Read(path));
        }
        catch (JsonException e)
        {
            throw new ImageException($"{path} is no JSON ({e.Message.TrimEnd('.')}); give the PREFIX_model.json that segment wrote.", e);
        }
    }

    private static List<double>? Numbers(JsonElement array) => array.ValueKind == JsonValueKind.Array && array.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)
        ? [.. array.EnumerateArray().Select(item => item.GetDouble())]
        : null;
}
