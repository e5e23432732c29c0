using System.Text.Json;
using GpuSeg.Imaging.Segmentation;

namespace GpuSeg.Imaging.Bids;

/// <summary>What an earlier run says of a session in its sidecar, compared with what is asked for now.</summary>
internal static class EarlierResult
{
    /// <summary>How the earlier result differs from what the same request would give now, in a clause; null where it does not.</summary>
    /// <param name="sidecar">That of the earlier run.</param>
    /// <param name="plan">What is to be done.</param>
    /// <param name="request">How.</param>
    /// <param name="version">That of this program; another major version counts as a difference.</param>
    /// <exception cref="ImageException">The sidecar or an image cannot be read.</exception>
    public static string? Difference(string sidecar, SubjectPlan plan, SegmentationRequest request, string version)
    {
        using var earlier = BidsJson.Read(sidecar);
        using var known = JsonDocument.Parse(SubjectSidecars.Known(plan, request));
        return Parameter(earlier.RootElement, known.RootElement, "") ?? Version(earlier.RootElement, version) ?? Input(earlier.RootElement, request);
    }

    /// <summary>How the first property that differs does, in a clause; null where none does.</summary>
    internal static string? Parameter(JsonElement earlier, JsonElement now, string above)
    {
        foreach (var property in now.EnumerateObject())
        {
            var found = earlier.TryGetProperty(property.Name, out var value);
            if (found && JsonElement.DeepEquals(value, property.Value))
                continue;
            return found && value.ValueKind == JsonValueKind.Object && property.Value.ValueKind == JsonValueKind.Object
                && Parameter(value, property.Value, $"{property.Name}.") is { } inner
                ? inner
                : $"{above}{property.Name} {Change(found ? value.GetRawText() : "absent", property.Value.GetRawText())}";
        }
        return null;
    }

    private static string? Version(JsonElement earlier, string version) =>
        earlier.TryGetProperty("GeneratedBy", out var by) && by.ValueKind == JsonValueKind.Array && by.GetArrayLength() > 0
            && by[0].TryGetProperty("Version", out var made) && Major(made.ToString()) == Major(version)
            ? null
            : $"it is of another major version than {version}";

    // Decompressing and hashing takes a fraction of a fit, and no time stamp that a copy or a checkout changes can be trusted.
    private static string? Input(JsonElement earlier, SegmentationRequest request)
    {
        var hashes = earlier.TryGetProperty("Inputs", out var inputs) && inputs.ValueKind == JsonValueKind.Array
            ? inputs.EnumerateArray().Select(input => input.TryGetProperty("VoxelSha256", out var hash) ? hash.ToString() : "").ToArray()
            : [];
        var images = NiftiReader.ReadAll(request.Images);
        foreach (var image in images)
            image.StartHash();
        return hashes.Length != images.Count ? $"it is of {hashes.Length} images and there are {images.Count} now"
            : images.Where((image, i) => image.Sha256 != hashes[i]).FirstOrDefault() is { } changed ? $"the voxels of {changed.Path} are others now"
            : null;
    }

    private static string Major(string version) => version.Split('.')[0];

    // Lists of files and explicit starts are long.
    private static string Change(string there, string now) => there.Length + now.Length < 80 ? $"is {there} there and {now} now" : "is another there";
}
