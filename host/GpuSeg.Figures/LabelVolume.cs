namespace GpuSeg.Figures;

/// <summary>Labels of all voxels of a grid.</summary>
/// <param name="Labels">In file order; 0 is background.</param>
/// <param name="Clusters">K; labels are 1..K.</param>
public sealed record LabelVolume(ReadOnlyMemory<byte> Labels, int Clusters);
