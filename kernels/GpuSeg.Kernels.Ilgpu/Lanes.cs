using System.Collections.Concurrent;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu;

/// <summary>The lanes of an accelerator that nobody uses, for the next voxels.</summary>
internal sealed class Lanes(Accelerator accelerator) : IDisposable
{
    // Bytes of voxels; a lane of more gives its memory back.
    private const long MostKept = 1 << 28;

    private readonly ConcurrentBag<Lane> _idle = [];

    /// <summary>Lanes that wait for voxels.</summary>
    public int Idle => _idle.Count;

    public Lane Take() => _idle.TryTake(out var lane) ? lane : new(accelerator, accelerator.CreateStream());

    public void Return(Lane lane)
    {
        if (lane.Voxels.Length <= MostKept)
        {
            _idle.Add(lane);
        }
        else
        {
            lane.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var lane in _idle)
        {
            lane.Dispose();
        }
    }
}
