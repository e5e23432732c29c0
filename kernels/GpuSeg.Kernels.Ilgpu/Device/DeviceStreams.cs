using System.Collections.Concurrent;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu.Device;

/// <summary>The streams of an accelerator that nobody uses, for the next voxels.</summary>
internal sealed class DeviceStreams(Accelerator accelerator) : IDisposable
{
    // Bytes of voxels; a stream of more gives its memory back.
    private const long MostKept = 1 << 28;

    private readonly ConcurrentBag<DeviceStream> _idle = [];

    /// <summary>Lanes that wait for voxels.</summary>
    public int Idle => _idle.Count;

    public DeviceStream Take() => _idle.TryTake(out var stream) ? stream : new(accelerator, accelerator.CreateStream());

    public void Return(DeviceStream stream)
    {
        if (stream.Voxels.Length <= MostKept)
        {
            _idle.Add(stream);
        }
        else
        {
            stream.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var stream in _idle)
        {
            stream.Dispose();
        }
    }
}
