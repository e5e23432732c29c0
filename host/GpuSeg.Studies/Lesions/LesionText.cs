using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Lesions;

/// <summary>A lesion in words.</summary>
public static class LesionText
{
    /// <summary>The nature of a lesion's map, a sentence.</summary>
    public const string Nature = "A region that is bright in FLAIR and unlike the other side; not a diagnosis.";

    /// <summary>The meaning of a lesion's map in sidecars.</summary>
    public const string OfMap = "Largest bright and asymmetric region of FLAIR, found without training; 1 is lesion. Not a diagnosis";

    /// <summary>The answer if there is no lesion.</summary>
    public const string NotFound = "no lesion stands out";

    /// <summary>Describes a lesion in a clause: its volume, or that no lesion stands out.</summary>
    public static string Brief(Lesion lesion)
    {
        ArgumentNullException.ThrowIfNull(lesion);
        return lesion.IsFound ? $"lesion {TextFormat.Millilitres(lesion.Volume)}" : NotFound;
    }

    /// <summary>Describes a lesion in a line: its volume and the volumes at other odds, or that no lesion stands out.</summary>
    public static string Line(Lesion lesion)
    {
        ArgumentNullException.ThrowIfNull(lesion);
        return lesion.IsFound
            ? $"lesion: {TextFormat.Millilitres(lesion.Volume)} ({lesion.Voxels.Count:N0} voxels), "
                + $"{TextFormat.Millilitres(lesion.Least)} at odds of 3 to 1, {TextFormat.Millilitres(lesion.Most)} at 1 to 3"
            : NotFound;
    }

    /// <summary>Describes the parts of a lesion in a line: their volumes, or the reason why they are not distinguished.</summary>
    public static string Parts(LesionParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var volumes = LesionParts.Names.Zip(parts.Volumes, (name, volume) => $"{name} {TextFormat.Millilitres(volume)}");
        return string.Join("; ", new[] { string.Join(", ", volumes), parts.Reason }.Where(text => !string.IsNullOrEmpty(text)));
    }
}
