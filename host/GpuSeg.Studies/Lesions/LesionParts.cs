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

    /// <summary>Clauses that say why parts are not distinguished or are uncertain; null if all are clear.</summary>
    public string? Reason { get; init; }
}
