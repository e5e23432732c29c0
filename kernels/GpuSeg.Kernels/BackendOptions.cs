namespace GpuSeg.Kernels;

/// <summary>What a user may choose about a backend.</summary>
/// <param name="Threads">Threads of the cpu backend; 0 takes one per processor.</param>
/// <param name="Work">
/// What there is to do, in voxels times components times starts: whether a card is worth its start. Not known: a card is.
/// </param>
/// <param name="GraphicsOnly">Refuse an OpenCL device that is a processor: never taken unless asked for by name.</param>
public sealed record BackendOptions(int Threads = 0, long Work = long.MaxValue, bool GraphicsOnly = false);
