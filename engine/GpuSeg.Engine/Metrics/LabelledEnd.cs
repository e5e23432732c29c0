namespace GpuSeg.Engine.Metrics;

/// <summary>An end of a fit as <see cref="Stability"/> sees it.</summary>
/// <param name="Labels">Cluster of every voxel, 0..K-1; shape (N).</param>
/// <param name="Starts">Starts that ended here.</param>
/// <param name="Weight">What each of them counts, see <see cref="Stability.Weight"/>.</param>
public sealed record LabelledEnd(ReadOnlyMemory<byte> Labels, int Starts, double Weight);
