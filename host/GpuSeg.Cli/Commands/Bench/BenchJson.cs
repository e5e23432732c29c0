using GpuSeg.Cli.Terminal;
using GpuSeg.Engine.Passes;
using GpuSeg.Studies.Json;

namespace GpuSeg.Cli.Commands.Bench;

/// <summary>The output of <c>gpuseg bench --json</c>.</summary>
internal static class BenchJson
{
    public static string Write(IReadOnlyList<IBackend> backends, BackendBench[] benches) => JsonText.Document(json =>
    {
        json.WriteString("version", AppVersion.Text);
        json.WriteNumber("logical_cores", Environment.ProcessorCount);
        json.WriteStartArray("backends");
        foreach (var backend in backends)
        {
            json.WriteStartObject();
            json.WriteString("name", backend.Name);
            json.WriteString("device", backend.Device);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("rows");
        foreach (var row in benches.SelectMany(bench => bench.Rows))
        {
            json.WriteStartObject();
            json.WriteString("backend", row.Backend);
            json.WriteString("what", row.What);
            json.WriteNumber("voxels", row.Voxels);
            json.WriteNumber("images", row.Features);
            json.WriteNumber("clusters", row.Clusters);
            json.Number("ms", row.Seconds * 1e3);
            json.Number("mvoxels_per_s", row.MegavoxelsPerSecond);
            json.Number("gb_per_s", row.BytesPerSecond / 1e9);
            json.Number("share_of_memory_rate", row.Share);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Texts("not_measured", benches.SelectMany(bench => bench.LeftOut));
    });
}
