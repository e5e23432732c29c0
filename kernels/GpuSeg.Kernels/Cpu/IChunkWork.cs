namespace GpuSeg.Kernels.Cpu;

/// <summary>Work that falls into independent pieces.</summary>
internal interface IChunkWork
{
    /// <summary>Does piece <paramref name="chunk"/> on thread <paramref name="worker"/>, whose scratch memory nobody else uses meanwhile.</summary>
    void Run(int chunk, int worker);
}
