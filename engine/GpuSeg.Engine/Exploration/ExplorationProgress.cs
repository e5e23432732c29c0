namespace GpuSeg.Engine.Exploration;

/// <summary>Progress of an exploration.</summary>
/// <param name="Fitted">Cells whose fit has ended.</param>
/// <param name="Cells">Cells in all.</param>
/// <param name="Iterations">Iterations of all starts so far.</param>
public readonly record struct ExplorationProgress(int Fitted, int Cells, long Iterations);
