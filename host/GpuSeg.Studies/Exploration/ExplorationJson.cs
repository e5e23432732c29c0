using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Exploration;

/// <summary>The origin of an exploration: settings, mask, inputs by the hash of their voxels. It does not change from run to run.</summary>
internal static class ExplorationJson
{
    public static string Of(ExplorationResult result, string version) => JsonText.Document(json =>
    {
        var (request, input) = (result.Request, result.Input);
        SidecarJson.GeneratedBy(json, version);
        SidecarJson.Rule(json, request.MaskRule, request.FillHoles, input.MaskFile is not null);
        SidecarJson.Regrid(json, request.Regrid);

        SidecarJson.Threshold(json, request.MaskThreshold);
        SidecarJson.Mask(json, input.Mask, request.MaskThreshold);
        SidecarJson.Winsorizing(json, request.Winsorizing);
        SidecarJson.Limits(json, input.Winsorizer, result.Features.Names);
        json.Texts("Subsets", request.Subsets);
        json.Texts("Scalings", request.Scalings.Select(scaling => scaling.ToString().ToLowerInvariant()));
        json.Array("Clusters", [.. request.Clusters.Select(k => (double)k)], request.Clusters.Count);
        json.WriteString("LabelOrder", request.Order.Rule);
        json.WriteString("Backend", result.Backend);
        json.WriteStartObject("Methods");
        foreach (var (method, variants) in request.Families)
        {
            json.WriteStartObject(method.Name);
            if (method.VariantKey is { } key)
            {
                json.Texts(key, variants.Select(variant => method.Variant(variant)!));
            }

            method.WriteOptions(json, variants[0]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        SidecarJson.Inputs(json, input.Images, (input.MaskFile, input.ExcludedFile), VoxelHash.Sha256);
        json.Texts("Warnings", result.Warnings);
    });
}
