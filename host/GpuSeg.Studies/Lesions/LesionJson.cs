using System.Text.Json;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Lesions;

/// <summary>The sidecar of a lesion's map: inputs, method and numbers.</summary>
public static class LesionJson
{
    /// <summary>Writes the content of the sidecar.</summary>
    public static void Write(Utf8JsonWriter json, LesionResult result, string version)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(result);
        var lesion = result.Lesion;
        json.WriteString(
            "Description", "Largest bright and asymmetric region of FLAIR, found without training; 1 is lesion. Not a diagnosis");
        SidecarJson.GeneratedBy(json, version);
        json.WriteStartObject("Contrasts");
        foreach (var (contrast, image) in result.Contrasts)
        {
            json.WriteString($"{contrast}", result.Images[image].Name);
        }

        json.WriteEndObject();
        json.WriteNumber("MaskVoxels", lesion.Mask.Count);
        json.WriteBoolean("LesionFound", lesion.IsFound);
        json.WriteNumber("LesionVoxels", lesion.Voxels.Count);
        json.Number("LesionVolume_mL", lesion.Volume / 1000);
        json.Number("LesionVolumeAtOdds3_mL", lesion.Least / 1000);
        json.Number("LesionVolumeAtOddsThird_mL", lesion.Most / 1000);
        json.Number("MedianScore", lesion.MedianScore);
        json.Number("ScoreThreshold", lesion.Threshold);
        json.Number("MirrorOverlap", lesion.MirrorOverlap);
        SidecarJson.Inputs(json, result.Images, (result.MaskFile, null), VoxelHash.Sha256);
        json.Texts("Warnings", result.Warnings);
    }
}
