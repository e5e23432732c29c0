using GpuSeg.Engine.Fitting;

namespace GpuSeg.Engine.Exploration;

/// <summary>The result of one cell: a clustering or a failure.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Clustering">The clustering; null if it failed.</param>
/// <param name="Failure">Why there is none: a <see cref="ClusteringException"/> or an <see cref="ArgumentException"/>.</param>
public sealed record ExplorationFit(ExplorationCell Cell, JudgedClustering? Clustering, Exception? Failure);
