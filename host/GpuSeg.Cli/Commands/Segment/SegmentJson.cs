using GpuSeg.Studies.Json;
using GpuSeg.Studies.Methods;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Commands.Segment;

/// <summary>The output of <c>gpuseg segment --json</c>, the only one that holds times.</summary>
internal static class SegmentJson
{
    public static string Write(SegmentationResult result, SegmentationOutputs outputs, PhaseClock clock) => JsonText.Document(json =>
    {
        json.Texts("outputs", outputs.Paths);
        json.WriteNumber("voxels", result.Mask.Count);
        json.WriteNumber("n_iter", result.Request.Model is null ? result.Model.NIter : 0);
        json.WriteBoolean("converged", result.Model.Converged);
        // Measures of other methods are null.
        foreach (var measure in MethodTable.Measures)
        {
            var own = result.Method.Measures.FirstOrDefault(own => own.Key == measure.Key);
            json.Number(measure.Key, own?.Value(result.Model.Objective, result.Scores) ?? double.NaN);
        }

        json.Array("label_voxels", [.. result.Statistics.Counts.Select(count => (double)count)], result.Model.Clusters);
        result.Lesion?.Write(json, hash: null);
        json.WriteString("backend", result.Backend);
        json.Texts("warnings", result.Warnings);
        clock.Write(json);
    });
}
