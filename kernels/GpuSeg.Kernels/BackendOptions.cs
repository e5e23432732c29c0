namespace GpuSeg.Kernels;

/// <summary>What a user may choose about a backend.</summary>
/// <param name="Threads">Threads of the cpu backend; 0 takes one per processor.</param>
/// <param name="GraphicsOnly">Refuse an OpenCL device that is a processor: never taken unless asked for by name.</param>
public sealed record BackendOptions(int Threads = 0, bool GraphicsOnly = false);
