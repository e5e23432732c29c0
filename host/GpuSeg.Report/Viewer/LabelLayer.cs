namespace GpuSeg.Report.Viewer;

/// <summary>A label map of a viewer.</summary>
/// <param name="Name">Name of the map, shown if there are several.</param>
/// <param name="Map">Labels 0..K of all voxels in file order, 0 being background.</param>
/// <param name="Labels">The labels 1..K.</param>
public sealed record LabelLayer(string Name, ReadOnlyMemory<byte> Map, IReadOnlyList<LabelEntry> Labels);

/// <summary>A label of a map.</summary>
/// <param name="Name">Name of the label.</param>
/// <param name="Colour">Colour as #rrggbb.</param>
public sealed record LabelEntry(string Name, string Colour);
