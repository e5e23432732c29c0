using System.Text.Json;
using GpuSeg.Images;
using GpuSeg.Images.Masking;

namespace GpuSeg.Studies.Lesions;

/// <summary>The search for a lesion in the images of a segmentation.</summary>
public sealed record LesionFinding
{
    /// <summary>Key in sidecars.</summary>
    public const string Key = "Lesion";

    /// <summary>Names of the images that were used, by their contrasts; empty without a search.</summary>
    public IReadOnlyDictionary<LesionContrast, string> Contrasts { get; init; } = new Dictionary<LesionContrast, string>();

    /// <summary>The result of the search; null if the images do not allow a search.</summary>
    public Lesion? Lesion { get; init; }

    /// <summary>Reason, in a sentence, why there was no search or no lesion was found; null if a lesion was found.</summary>
    public string? Reason { get; init; }

    /// <summary>Doubts about the lesion, a sentence each.</summary>
    public IEnumerable<string> Warnings => Lesion is null ? [] : LesionDoubts.Of(Lesion);

    /// <summary>Reports a search.</summary>
    /// <param name="contrasts">Names of the images.</param>
    /// <param name="lesion">Its result.</param>
    public static LesionFinding Of(IReadOnlyDictionary<LesionContrast, string> contrasts, Lesion lesion)
    {
        ArgumentNullException.ThrowIfNull(lesion);
        return new() { Contrasts = contrasts, Lesion = lesion, Reason = lesion.IsFound ? null : LesionText.NotFound };
    }

    /// <summary>Returns the reason, in a sentence, why no lesion can be searched among images of these names; null if it can.</summary>
    public static string? RefusalOf(IReadOnlyList<string> names)
    {
        try
        {
            LesionContrasts.Recognise(names);
            return null;
        }
        catch (ImageException e)
        {
            return e.Message;
        }
    }

    /// <summary>Writes the finding to a sidecar.</summary>
    /// <param name="json">Receives the property.</param>
    /// <param name="hash">Name and value of the hash of the map's voxels, or null without a map.</param>
    public void Write(Utf8JsonWriter json, (string Key, string Value)? hash)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject(Key);
        if (Lesion is not null)
        {
            LesionNumbers.WriteContrasts(json, Contrasts);
            LesionNumbers.Write(json, Lesion);
        }

        if (hash is var (key, value))
        {
            json.WriteString(key, value);
        }

        if (Reason is not null)
        {
            json.WriteString(nameof(Reason), Reason);
        }

        json.WriteEndObject();
    }

    /// <summary>Reads the finding that a sidecar and the maps hold; null if no lesion was searched.</summary>
    /// <param name="sidecar">Root of the sidecar.</param>
    /// <param name="mask">Voxels of the brain.</param>
    /// <param name="grid">Grid of the images.</param>
    /// <param name="maps">Reads the values of the lesion's map, of the score and of the parts in the mask's voxels.</param>
    public static LesionFinding? Read(
        JsonElement sidecar, VoxelMask mask, Grid grid, Func<(float[] Lesion, float[] Score, float[] Parts)> maps)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(maps);
        if (!sidecar.TryGetProperty(Key, out var json))
        {
            return null;
        }

        var reason = json.TryGetProperty(nameof(Reason), out var why) ? why.GetString() : null;
        if (!json.TryGetProperty(nameof(Contrasts), out var contrasts))
        {
            return new() { Reason = reason };
        }

        var (lesion, score, parts) = maps();
        int[] voxels = [.. Enumerable.Range(0, lesion.Length).Where(i => lesion[i] != 0)];
        return new()
        {
            Contrasts = contrasts.EnumerateObject().ToDictionary(
                pair => Enum.Parse<LesionContrast>(pair.Name), pair => pair.Value.GetString()!),
            Lesion = LesionNumbers.Read(json, mask, grid, voxels, score, Array.ConvertAll(voxels, i => (byte)parts[i])),
            Reason = reason,
        };
    }
}
