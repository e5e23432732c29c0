using System.Collections.Concurrent;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu.Device;

/// <summary>The idle streams of an accelerator, kept for the next voxels.</summary>
internal sealed class DeviceStreams(Accelerator accelerator) : IDisposable
{
    // Bytes of voxels; a stream with more gives its memory back.
    private const long MostKept = 1 << 28;

    private readonly ConcurrentBag<DeviceStream> _idle = [];

    /// <summary>Number of idle streams.</summary>
    public int Idle => _idle.Count;

    /// <summary>Takes an idle stream, or creates one.</summary>
    public DeviceStream Take() => _idle.TryTake(out var stream) ? stream : new(accelerator, accelerator.CreateStream());

    /// <summary>Returns <paramref name="stream"/> to the idle streams.</summary>
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
