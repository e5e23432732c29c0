namespace GpuSeg.Figures.Pictures;

/// <summary>Closed lines around the pixels of one label, in half pixels from the upper left corner of the picture.</summary>
internal sealed record Contour(IReadOnlyList<(int X, int Y)[]> Loops, string Colour);
