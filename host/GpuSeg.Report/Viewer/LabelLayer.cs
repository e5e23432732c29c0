namespace GpuSeg.Report.Viewer;

/// <summary>A label map to look at.</summary>
/// <param name="Name">What it is called where there are several.</param>
/// <param name="Map">Labels 0..K of all voxels in file order, 0 being background.</param>
/// <param name="Labels">The labels 1..K.</param>
public sealed record LabelLayer(string Name, ReadOnlyMemory<byte> Map, IReadOnlyList<LabelEntry> Labels);

/// <summary>A label of a map.</summary>
/// <param name="Name">For people.</param>
/// <param name="Colour">As #rrggbb.</param>
public sealed record LabelEntry(string Name, string Colour);
