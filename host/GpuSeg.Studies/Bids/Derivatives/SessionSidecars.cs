using System.Text.Json;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Bids.Derivatives;

/// <summary>The JSON files beside the images of one session. Nothing in them changes from run to run.</summary>
internal static class SessionSidecars
{
    /// <summary>That of the label map: parameters, inputs, and where they lie in the raw data set.</summary>
    public static string OfLabels(SessionPlan plan, SegmentationResult result, string maskHash, string version) => JsonText.Document(json =>
    {
        SidecarJson.Write(json, result, version, maskHash);
        Origin(json, plan);
    });

    /// <summary>What of it is known before the work is done; see <see cref="EarlierResult"/>.</summary>
    public static string Known(SessionPlan plan, SegmentationRequest request) => JsonText.Document(json =>
    {
        SidecarJson.Request(json, request);
        Origin(json, plan);
    });

    /// <summary>That of the posteriors.</summary>
    public static string OfPosteriors(SessionPlan plan, SegmentationRequest request) => JsonText.Document(json =>
    {
        json.WriteString("Description", "Posterior of every label under the fitted mixture, one volume each; 0 outside the mask");
        json.Texts("LabelMap", Enumerable.Range(1, request.Estimator.Clusters).Select(request.LabelName));
        Origin(json, plan);
    });

    /// <summary>That of the mask.</summary>
    public static string OfMask(SessionPlan plan, SegmentationRequest request, string hash) => JsonText.Document(json =>
    {
        json.WriteString("Description", "Voxels that took part in the clustering");
        json.WriteString("Type", "ROI");
        json.WriteString("MaskRule", SidecarJson.MaskRule(request));
        json.WriteString(request.Hash.Key, hash);
        Origin(json, plan);
    });

    /// <summary>The hash of the mask's voxels that a sidecar tells of, the mask's own or that of labels; null where it tells of none.</summary>
    public static string? MaskHashIn(JsonElement sidecar) =>
        sidecar.TryGetProperty($"Mask{VoxelHash.Xxh128.Key}", out var hash) || sidecar.TryGetProperty(VoxelHash.Xxh128.Key, out hash) ? hash.ToString() : null;

    private static void Origin(Utf8JsonWriter json, SessionPlan plan)
    {
        json.Texts("Sources", [.. plan.Channels.Select(channel => channel.Image.Uri), .. plan.Mask is { } mask ? [mask.Uri] : Array.Empty<string>()]);
        json.WriteString("SpatialReference", plan.Channels[0].Image.Uri);
        json.WriteBoolean("Manual", false);
    }
}
