using System.Text.Json;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.LesionSearch;

/// <summary>The sidecar of a lesion's map: inputs, method and numbers.</summary>
public static class LesionJson
{
    /// <summary>Writes the content of the sidecar.</summary>
    public static void Write(Utf8JsonWriter json, LesionResult result, string version)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(result);
        var lesion = result.Lesion;
        json.WriteString("Description", LesionText.OfMap);
        SidecarJson.GeneratedBy(json, version);
        SidecarJson.Rule(json, result.Selection.MaskRule, result.Selection.FillHoles, result.MaskFile is not null);
        SidecarJson.Regrid(json, result.Selection.Regrid);
        LesionNumbers.WriteContrasts(json, result.Finding.Contrasts);
        json.WriteNumber("MaskVoxels", lesion.Mask.Count);
        LesionNumbers.Write(json, lesion);
        SidecarJson.Inputs(json, result.Images, (result.MaskFile, null), VoxelHash.Sha256);
        json.Texts("Warnings", result.Warnings);
    }
}
