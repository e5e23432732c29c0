using System.Text.Encodings.Web;
using System.Text.Json;
using GpuSeg.Images;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Bids.Derivatives;

/// <summary>What an earlier run says of a session in its sidecar, compared with what is asked for now.</summary>
internal static class EarlierResult
{
    private static readonly JsonSerializerOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>How the earlier result differs from what the same request would give now, in a clause; null where it does not.</summary>
    /// <param name="sidecar">That of the earlier run.</param>
    /// <param name="plan">What is to be done.</param>
    /// <param name="request">How.</param>
    /// <param name="version">That of this program; another major version counts as a difference.</param>
    /// <param name="cancellation">Stops while images are hashed.</param>
    /// <exception cref="ImageException">The sidecar or an image cannot be read.</exception>
    public static string? Difference(string sidecar, SessionPlan plan, SegmentationRequest request, string version, CancellationToken cancellation)
    {
        using var earlier = JsonFile.Read(sidecar);
        return OfRequest(earlier.RootElement, plan, request, version) ?? Input(earlier.RootElement, request, cancellation);
    }

    /// <summary>As <see cref="Difference"/>, but for the images' voxels.</summary>
    public static string? OfRequest(JsonElement earlier, SessionPlan plan, SegmentationRequest request, string version)
    {
        using var known = JsonDocument.Parse(Known(plan, request));
        return Parameter(earlier, known.RootElement, "") ?? Version(earlier, version);
    }

    /// <summary>Which of the images an earlier result is not of, in a clause; null where it is of all.</summary>
    /// <param name="earlier">Its sidecar.</param>
    /// <param name="hash">That of the sidecar.</param>
    /// <param name="images">Path and hash of the inputs in their order, the mask file last.</param>
    public static string? OfVoxels(JsonElement earlier, VoxelHash hash, IReadOnlyList<(string Path, string Hash)> images)
    {
        var hashes = earlier.TryGetProperty("Inputs", out var inputs) && inputs.ValueKind == JsonValueKind.Array
            ? inputs.EnumerateArray().Select(input => input.TryGetProperty(hash.Key, out var value) ? value.ToString() : "").ToArray()
            : [];
        return OfVoxels(hashes, images);
    }

    /// <summary>Which of the images the voxels are others than those of the hashes, in a clause; null where they are the same.</summary>
    /// <param name="hashes">Of inputs in their order, the mask file last.</param>
    /// <param name="images">Path and hash of what is there now, as many.</param>
    public static string? OfVoxels(IReadOnlyList<string> hashes, IReadOnlyList<(string Path, string Hash)> images) =>
        hashes.Count != images.Count ? $"it is of {hashes.Count} images and masks and there are {images.Count} now"
            : images.Where((image, i) => image.Hash != hashes[i]).Select(image => image.Path).FirstOrDefault() is { } changed ? $"the voxels of {changed} are others now"
            : null;

    /// <summary>How the first property that differs does, in a clause; null where none does.</summary>
    internal static string? Parameter(JsonElement earlier, JsonElement now, string above)
    {
        foreach (var property in now.EnumerateObject())
        {
            var found = earlier.TryGetProperty(property.Name, out var value);
            if (found && JsonElement.DeepEquals(value, property.Value))
            {
                continue;
            }

            return found && value.ValueKind == JsonValueKind.Object && property.Value.ValueKind == JsonValueKind.Object
                && Parameter(value, property.Value, $"{property.Name}.") is { } inner
                ? inner
                : $"{above}{property.Name} {Change(found ? Compact(value) : null, Compact(property.Value))}";
        }

        return null;
    }

    // The part of a sidecar that is known before any work is done.
    private static string Known(SessionPlan plan, SegmentationRequest request) => JsonText.Document(json =>
    {
        SidecarJson.Request(json, request);
        plan.Origin.Write(json);
    });

    private static string? Version(JsonElement earlier, string version) =>
        earlier.TryGetProperty("GeneratedBy", out var by) && by.ValueKind == JsonValueKind.Array && by.GetArrayLength() > 0
            && by[0].TryGetProperty("Version", out var made) && Major(made.ToString()) == Major(version)
            ? null
            : $"it is of another major version than {version}";

    // Decompressing and hashing takes a fraction of a fit, and no time stamp that a copy or a checkout changes can be trusted.
    private static string? Input(JsonElement earlier, SegmentationRequest request, CancellationToken cancellation)
    {
        string[] files = [.. request.Images, .. request.MaskFile is { } mask ? [mask] : Array.Empty<string>()];
        return OfVoxels(earlier, request.Hash, [.. files.SelectMany(path => NiftiReader.Scan(path, request.Hash, cancellation)).Select(image => (image.Path, image.Hash))]);
    }

    private static string Major(string version) => version.Split('.')[0];

    // Lists of files and explicit starts are long.
    private static string Change(string? there, string now) => (there?.Length ?? 0) + now.Length < 80 ? $"is {there ?? "absent"} there and {now} now"
        : there is null ? "is absent there" : "is another there";

    private static string Compact(JsonElement value) => JsonSerializer.Serialize(value, s_compact);
}
