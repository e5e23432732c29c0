namespace GpuSeg.Studies.Lesions;

/// <summary>The parts of a lesion: core, oedema and enhancing tissue, or the reason why they are not distinguished.</summary>
public sealed record LesionParts
{
    /// <summary>Names of labels 1, 2 and 3 of the map: the core is dead and other tissue that does not enhance.</summary>
    public static IReadOnlyList<string> Names { get; } = ["core without enhancement", "oedema", "enhancing"];

    /// <summary>
    /// Label of every voxel of the lesion, in its order; empty if the parts are not distinguished or the map was not read.
    /// </summary>
    public IReadOnlyList<byte> Labels { get; init; } = [];

    /// <summary>Volume of each part in mm3, as <see cref="Names"/>; empty if the parts are not distinguished.</summary>
    public IReadOnlyList<double> Volumes { get; init; } = [];

    /// <summary>Whether the agent brightens the lesion hardly more than the brain varies, so that enhancing tissue may be noise.</summary>
    public bool IsEnhancementUncertain { get; init; }

    /// <summary>Reason, in a clause, why the parts or the core are not distinguished; null if all are.</summary>
    public string? Reason { get; init; }
}
