using System.Globalization;
using System.Text.Json;

namespace GpuSeg.Imaging.Bids.Group;

/// <summary>Reads what the participant level has written of a session.</summary>
internal static class ResultReader
{
    private const string Mean = "mean_";

    /// <summary>Reads sidecar, table and model of a segmentation, and of its label map the header.</summary>
    /// <exception cref="ImageException">One of them is missing, cannot be read or is not what GpuSeg writes.</exception>
    public static SessionResult Read(FoundResult found)
    {
        var (sidecarFile, table, modelFile) = (found.At("dseg", ".json"), found.At("dseg", ".tsv"), found.At("model", ".json"));
        var grid = NiftiReader.ReadHeader(found.At("dseg", ".nii.gz")).Grid;
        var cells = new TsvTable(table, BidsJson.ReadText(table));
        using var sidecar = BidsJson.Read(sidecarFile);
        using var model = BidsJson.Read(modelFile);
        try
        {
            var mask = sidecar.RootElement.GetProperty("MaskVoxels").GetInt64();
            var isShared = sidecar.RootElement.TryGetProperty("LabelsShared", out var shared) && shared.GetBoolean();
            string[] channels = [.. cells.Columns.Where(column => column.StartsWith(Mean, StringComparison.Ordinal)).Select(column => column[Mean.Length..])];
            return Fit(model.RootElement, new SessionResult
            {
                Channels = channels,
                Labels = [.. Enumerable.Range(0, cells.Rows).Select(row => Label(cells, row, channels))],
                Converged = false,
                Iterations = model.RootElement.GetProperty("n_iter_").GetInt32(),
                MaskVoxels = mask,
                MaskShare = mask / ((double)grid.Shape.X * grid.Shape.Y * grid.Shape.Z),
                MaskMillilitres = mask * grid.VoxelVolume / 1000,
                LabelsShared = isShared,
                Model = isShared ? Applied(sidecar.RootElement.GetProperty("Model")) : null,
                Warnings = [.. sidecar.RootElement.GetProperty("Warnings").EnumerateArray().Select(warning => warning.GetString()!)],
            });
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ImageException($"{sidecarFile} and the files beside it are not what gpuseg writes ({e.Message.TrimEnd('.')}); delete them and run the participant level again.", e);
        }
    }

    private static (string File, string Sha256) Applied(JsonElement model) => (model.GetProperty("File").GetString()!, model.GetProperty("Sha256").GetString()!);

    private static SessionResult Fit(JsonElement model, SessionResult result) => model.GetProperty("model").GetString() == "KMeans"
        ? result with { Converged = model.GetProperty("converged").GetBoolean(), Inertia = Number(model, "inertia_") }
        : result with { Converged = model.GetProperty("converged_").GetBoolean(), LowerBound = Number(model, "lower_bound_"), Bic = Number(model, "bic") };

    private static LabelMeasures Label(TsvTable cells, int row, string[] channels) => new(
        long.Parse(cells[row, "voxels"], NumberStyles.None, CultureInfo.InvariantCulture),
        cells.Number(row, "volume_ml"),
        [.. channels.Select(channel => cells.Number(row, Mean + channel))],
        [.. channels.Select(channel => cells.Number(row, $"sd_{channel}"))]);

    private static double? Number(JsonElement model, string name) =>
        model.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
}
