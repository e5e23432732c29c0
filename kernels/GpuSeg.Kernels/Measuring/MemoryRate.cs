using System.Diagnostics;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Kernels.Measuring;

/// <summary>How fast a backend's memory is without any arithmetic: what a pass over as many bytes can at best reach.</summary>
/// <param name="Kind">What was done to the bytes: read (by all threads), or copied within the device.</param>
/// <param name="BytesPerSecond">Bytes that moved per second: a copy moves each byte twice.</param>
public sealed record MemoryRate(string Kind, double BytesPerSecond)
{
    private static readonly TimeSpan TimeToMeasure = TimeSpan.FromMilliseconds(100);

    /// <summary>The best of many turns over <paramref name="bytes"/> bytes, or null where the backend is not one whose memory counts.</summary>
    /// <exception cref="BackendUnavailableException">The backend's memory does not hold them.</exception>
    public static MemoryRate? Of(IBackend backend, long bytes)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        return (backend as IMemoryProbe)?.Measure(bytes);
    }

    /// <summary>Seconds of the fastest of many turns, after one that touches the memory for the first time.</summary>
    internal static double Fastest(Action turn)
    {
        turn();
        var (fastest, watch) = (double.PositiveInfinity, Stopwatch.StartNew());
        for (var turns = 0; turns < 3 || watch.Elapsed < TimeToMeasure; turns++)
        {
            var start = Stopwatch.GetTimestamp();
            turn();
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return fastest;
    }
}

/// <summary>A backend that can measure its own memory.</summary>
internal interface IMemoryProbe
{
    MemoryRate Measure(long bytes);
}
