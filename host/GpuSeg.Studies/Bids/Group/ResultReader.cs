using System.Text.Json;
using GpuSeg.Images;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.Methods;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Bids.Group;

/// <summary>Reader of the participant level's results.</summary>
internal static class ResultReader
{
    /// <summary>Reads sidecar, table and model of a segmentation, and the header of its label map.</summary>
    /// <exception cref="ImageException">A file is missing, cannot be read or was not written by GpuSeg.</exception>
    public static SessionResult Read(FoundResult session)
    {
        var files = session.Files;
        var grid = NiftiReader.ScanWhole(files.LabelMap, VoxelHash.Xxh128).Grid;
        using var sidecar = JsonFile.Read(files.Sidecar);
        using var model = JsonFile.Read(files[ResultFile.Model]);
        try
        {
            var mask = sidecar.RootElement.GetProperty("MaskVoxels").GetInt64();
            var isShared = sidecar.RootElement.TryGetProperty("LabelsShared", out var shared) && shared.GetBoolean();
            var method = MethodTable.FindModel(model.RootElement.GetProperty("model").GetString());
            var (channels, labels) = LabelTable.Read(files[ResultFile.Table], model.RootElement.GetProperty(method.ClustersKey).GetInt32());
            return new SessionResult
            {
                Channels = channels,
                Labels = labels,
                Converged = model.RootElement.GetProperty(method.ConvergedKey).GetBoolean(),
                Iterations = model.RootElement.GetProperty("n_iter_").GetInt32(),
                Measures = method.Measures.Where(measure => measure.Description is not null)
                    .ToDictionary(measure => measure.Key, measure => Number(model.RootElement, measure.ModelKey)),
                LabelOrder = sidecar.RootElement.TryGetProperty("LabelOrder", out var order) ? order.GetString() : null,
                MaskVoxels = mask,
                MaskShare = mask / ((double)grid.Shape.X * grid.Shape.Y * grid.Shape.Z),
                MaskMillilitres = mask * grid.VoxelVolume / 1000,
                Quality = TissueQuality.In(sidecar.RootElement),
                LooksForLesion = sidecar.RootElement.TryGetProperty(LesionFinding.Key, out var lesion),
                LesionMillilitres = lesion.ValueKind == JsonValueKind.Object
                    && lesion.TryGetProperty("LesionFound", out var found) && found.GetBoolean()
                    ? lesion.GetProperty("LesionVolume_mL").GetDouble()
                    : null,
                LabelsShared = isShared,
                IsOfSubject = isShared && sidecar.RootElement.GetProperty("Model").TryGetProperty(SidecarJson.SubjectKey, out _),
                Model = isShared ? Applied(sidecar.RootElement.GetProperty("Model")) : null,
                MissingChannels = sidecar.RootElement.TryGetProperty("MissingChannels", out var missing)
                    ? [.. missing.EnumerateArray().Select(channel => channel.GetString()!)]
                    : [],
                Warnings =
                [
                    .. sidecar.RootElement.GetProperty("Warnings").EnumerateArray().Select(warning => warning.GetString()!),
                    .. OfOtherMask(session, sidecar.RootElement),
                ],
            };
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ImageException(
                $"{files.Sidecar} and the files beside it were not written by gpuseg ({e.Message.TrimEnd('.')}); "
                + "delete them and run the participant level again.",
                e);
        }
    }

    private static (string File, string Sha256) Applied(JsonElement model) =>
        (model.GetProperty("File").GetString()!, model.GetProperty("Sha256").GetString()!);

    private static IEnumerable<string> OfOtherMask(FoundResult found, JsonElement sidecar)
    {
        var file = found.Files[ResultFile.MaskSidecar];
        if (!File.Exists(file) || SidecarJson.MaskHashIn(sidecar) is not { } hash)
        {
            yield break;
        }

        using var mask = JsonFile.Read(file);
        if (SidecarJson.MaskHashIn(mask.RootElement) != hash)
        {
            yield return $"The mask beside it, {Path.GetFileName(found.Files[ResultFile.Mask])}, is that of another segmentation now.";
        }
    }

    private static double? Number(JsonElement model, string name) =>
        model.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
}
