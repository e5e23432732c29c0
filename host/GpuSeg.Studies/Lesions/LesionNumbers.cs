using System.Text.Json;
using GpuSeg.Images;
using GpuSeg.Images.Masking;
using GpuSeg.Studies.Json;

namespace GpuSeg.Studies.Lesions;

/// <summary>The numbers of a lesion in sidecars.</summary>
public static class LesionNumbers
{
    // As LesionParts.Names.
    private static readonly string[] s_parts = ["Core_mL", "Oedema_mL", "Enhancing_mL"];

    /// <summary>Writes the image of each contrast.</summary>
    /// <param name="json">Receives the property.</param>
    /// <param name="contrasts">Names of the images.</param>
    public static void WriteContrasts(Utf8JsonWriter json, IReadOnlyDictionary<LesionContrast, string> contrasts)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(contrasts);
        json.WriteStartObject("Contrasts");
        foreach (var (contrast, name) in contrasts)
        {
            json.WriteString($"{contrast}", name);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes the numbers.</summary>
    public static void Write(Utf8JsonWriter json, Lesion lesion)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(lesion);
        json.WriteBoolean("LesionFound", lesion.IsFound);
        json.WriteNumber("LesionVoxels", lesion.Voxels.Count);
        json.Number("LesionVolume_mL", lesion.Volume / 1000);
        json.Number("LesionVolumeAtOdds3_mL", lesion.Least / 1000);
        json.Number("LesionVolumeAtOddsThird_mL", lesion.Most / 1000);
        json.Number("MedianScore", lesion.MedianScore);
        json.WriteBoolean("IsWeak", lesion.IsWeak);
        json.Number("ScoreThreshold", lesion.Threshold);
        json.Number("MirrorOverlap", lesion.MirrorOverlap);
        WriteParts(json, lesion);
    }

    /// <summary>Writes the volumes of the parts, and the reason why some are not distinguished; nothing without parts.</summary>
    public static void WriteParts(Utf8JsonWriter json, Lesion lesion)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(lesion);
        if (lesion.Parts is { } parts)
        {
            json.WriteStartObject("Parts");
            foreach (var (key, volume) in s_parts.Zip(parts.Volumes))
            {
                json.Number(key, volume / 1000);
            }

            json.WriteBoolean(nameof(parts.IsEnhancementUncertain), parts.IsEnhancementUncertain);
            if (parts.Reason is not null)
            {
                json.WriteString(nameof(parts.Reason), parts.Reason);
            }

            json.WriteEndObject();
        }
    }

    /// <summary>Reads the numbers.</summary>
    /// <param name="json">The object that <see cref="Write"/> wrote to.</param>
    /// <param name="mask">Voxels of the brain.</param>
    /// <param name="grid">Grid of the images.</param>
    /// <param name="voxels">The lesion's voxels as indices among those of the mask.</param>
    /// <param name="score">The score of every voxel of the mask.</param>
    /// <param name="parts">Label of every voxel of the lesion.</param>
    public static Lesion Read(
        JsonElement json, VoxelMask mask, Grid grid, IReadOnlyList<int> voxels, IReadOnlyList<float> score, IReadOnlyList<byte> parts)
    {
        return new()
        {
            Mask = mask,
            Grid = grid,
            Voxels = voxels,
            Score = score,
            Threshold = json.GetProperty("ScoreThreshold").GetDouble(),
            MedianScore = json.GetProperty("MedianScore").GetDouble(),
            IsWeak = json.GetProperty("IsWeak").GetBoolean(),
            MirrorOverlap = json.GetProperty("MirrorOverlap").GetDouble(),
            Least = json.GetProperty("LesionVolumeAtOdds3_mL").GetDouble() * 1000,
            Most = json.GetProperty("LesionVolumeAtOddsThird_mL").GetDouble() * 1000,
            Parts = json.TryGetProperty("Parts", out var found) ? ReadParts(found, parts) : null,
        };
    }

    private static LesionParts ReadParts(JsonElement json, IReadOnlyList<byte> labels)
    {
        var isDistinguished = json.TryGetProperty(s_parts[0], out _);
        return new()
        {
            Labels = isDistinguished ? labels : [],
            Volumes = isDistinguished ? [.. s_parts.Select(key => json.GetProperty(key).GetDouble() * 1000)] : [],
            IsEnhancementUncertain =
                json.TryGetProperty(nameof(LesionParts.IsEnhancementUncertain), out var uncertain) && uncertain.GetBoolean(),
            Reason = json.TryGetProperty(nameof(LesionParts.Reason), out var reason) ? reason.GetString() : null,
        };
    }
}
