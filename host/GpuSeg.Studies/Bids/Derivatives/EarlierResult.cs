using System.Text.Encodings.Web;
using System.Text.Json;
using GpuSeg.Images;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Bids.Derivatives;

/// <summary>Comparison of an earlier run's sidecar with the present request.</summary>
internal static class EarlierResult
{
    // Parameters that a sidecar has only if they were given; a request without them is a different one.
    private static readonly string[] s_optional =
    [
        SidecarJson.RegridKey, SidecarJson.InterpolationKey, SidecarJson.WinsorizeKey, SidecarJson.MaskThresholdKey,
        SidecarJson.ExcludedKey, SidecarJson.TissuesKey, SidecarJson.CleanKey,
    ];

    private static readonly JsonSerializerOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Describes the first difference of an earlier result from the present request, in a clause; null if they agree.</summary>
    /// <param name="sidecar">Sidecar of the earlier run.</param>
    /// <param name="plan">The session.</param>
    /// <param name="request">How it is segmented.</param>
    /// <param name="version">Version of this program; another major version counts as a difference.</param>
    /// <param name="cancellation">Stops while images are hashed.</param>
    /// <exception cref="ImageException">The sidecar or an image cannot be read.</exception>
    public static string? Difference(
       string sidecar, SessionPlan plan, SegmentationRequest request, string version, CancellationToken cancellation)
    {
        using var earlier = JsonFile.Read(sidecar);
        return OfRequest(earlier.RootElement, plan, request, version) ?? Input(earlier.RootElement, request, cancellation);
    }

    /// <summary>Describes the first difference as <see cref="Difference"/> does, without looking at voxels.</summary>
    public static string? OfRequest(JsonElement earlier, SessionPlan plan, SegmentationRequest request, string version)
    {
        using var known = JsonDocument.Parse(Known(plan, request));
        return Parameter(earlier, known.RootElement, "") ?? Dropped(earlier, known.RootElement) ?? Version(earlier, version);
    }

    /// <summary>Names the first image that its header places elsewhere than in an earlier result that depends on it.</summary>
    /// <param name="earlier">Sidecar of the earlier result.</param>
    /// <param name="images">The present inputs in their order, the mask file and the excluded voxels last.</param>
    public static string? OfGrids(JsonElement earlier, IReadOnlyList<ImageFile> images)
    {
        if (!earlier.TryGetProperty("Inputs", out var inputs) || inputs.ValueKind != JsonValueKind.Array
            || inputs.GetArrayLength() < images.Count)
        {
            return null;
        }

        for (var i = 0; i < images.Count; i++)
        {
            if (inputs[i].TryGetProperty(SidecarJson.GridKey, out var grid) && grid.ToString() != images[i].StoredHeader.Grid.ToString())
            {
                return $"the grid of {images[i].Path} has changed since";
            }
        }

        return null;
    }

    /// <summary>Names the first image whose voxels differ from those of an earlier result, in a clause; null if all agree.</summary>
    /// <param name="earlier">Sidecar of the earlier result.</param>
    /// <param name="hash">Kind of hash in the sidecar.</param>
    /// <param name="images">Paths and hashes of the present inputs in their order, the mask file and the excluded voxels last.</param>
    public static string? OfVoxels(JsonElement earlier, VoxelHash hash, IReadOnlyList<(string Path, string Hash)> images)
    {
        var hashes = earlier.TryGetProperty("Inputs", out var inputs) && inputs.ValueKind == JsonValueKind.Array
            ? inputs.EnumerateArray().Where(input => !IsOfRegions(input))
                .Select(input => input.TryGetProperty(hash.Key, out var value) ? value.ToString() : "").ToArray()
            : [];
        return OfVoxels(hashes, images);
    }

    /// <summary>Names the first image whose voxels no longer match their hash, in a clause; null if all match.</summary>
    /// <param name="hashes">Earlier hashes of the inputs in their order, the mask file and the excluded voxels last.</param>
    /// <param name="images">Paths and hashes of the present inputs.</param>
    public static string? OfVoxels(IReadOnlyList<string> hashes, IReadOnlyList<(string Path, string Hash)> images) =>
        hashes.Count != images.Count ? $"it was made of {hashes.Count} images and masks, now there are {images.Count}"
           : images.Where((image, i) => image.Hash != hashes[i]).Select(image => image.Path).FirstOrDefault() is { } changed
           ? $"the voxels of {changed} have changed since"
            : null;

    /// <summary>Describes the first property that differs, in a clause; null if all agree.</summary>
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

    /// <summary>Describes the first optional parameter that the earlier result has and the present request lacks.</summary>
    private static string? Dropped(JsonElement earlier, JsonElement now)
    {
        foreach (var name in s_optional)
        {
            if (earlier.TryGetProperty(name, out var value) && !now.TryGetProperty(name, out _))
            {
                return $"{name} was {Compact(value)} and is absent now";
            }
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
            : $"its major version is not the one of {version}";

    // Decompressing and hashing takes a fraction of a fit, and no time stamp that a copy or a checkout changes can be trusted.
    private static string? Input(JsonElement earlier, SegmentationRequest request, CancellationToken cancellation)
    {
        string[] files = [.. request.Images, .. new[] { request.MaskFile, request.ExcludedFile }.OfType<string>()];
        ImageFile[] images = [.. files.SelectMany(path => request.Repeats.TryGetValue(path, out var repeats)
            ? [RunMean.Read([path, .. repeats], request.Hash, cancellation).WithoutVoxels()]
            : NiftiReader.Scan(path, request.Hash, cancellation))];
        return OfVoxels(earlier, request.Hash, [.. images.Select(image => (image.Path, image.Hash))])
            ?? OfGrids(earlier, images)
            ?? OfRegions(earlier, request, cancellation);
    }

    private static string? OfRegions(JsonElement earlier, SegmentationRequest request, CancellationToken cancellation)
    {
        if (request.RegionsFile is not { } regions)
        {
            return null;
        }

        var known = earlier.GetProperty("Inputs").EnumerateArray().Where(IsOfRegions)
            .Select(input => input.TryGetProperty(request.Hash.Key, out var hash) ? hash.ToString() : "").ToArray();
        return OfVoxels(known, [.. NiftiReader.Scan(regions, request.Hash, cancellation).Select(image => (image.Path, image.Hash))]);
    }

    private static bool IsOfRegions(JsonElement input) =>
        input.TryGetProperty("Role", out var role) && role.ValueEquals(SidecarJson.RegionsRole);

    private static string Major(string version) => version.Split('.')[0];

    // Lists of files and explicit starts are long.
    private static string Change(string? there, string now) => (there?.Length ?? 0) + now.Length < 80
       ? $"was {there ?? "absent"} and is {now} now"
       : there is null ? "was absent" : "differs";

    private static string Compact(JsonElement value) => JsonSerializer.Serialize(value, s_compact);
}
