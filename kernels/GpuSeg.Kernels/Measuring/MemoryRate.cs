using System.Diagnostics;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Kernels.Measuring;

/// <summary>The rate of a backend's memory without any arithmetic: the best that a pass over as many bytes can reach.</summary>
/// <param name="Kind">The measured work: read (by all threads) or copy (within the device).</param>
/// <param name="BytesPerSecond">Bytes moved per second; a copy moves each byte twice.</param>
public sealed record MemoryRate(string Kind, double BytesPerSecond)
{
    private static readonly TimeSpan TimeToMeasure = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Measures the best of many turns over <paramref name="bytes"/> bytes; null if the backend does not measure its memory.
    /// </summary>
    /// <exception cref="BackendUnavailableException">The backend's memory does not hold as many bytes.</exception>
    public static MemoryRate? Measure(IBackend backend, long bytes)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        return (backend as IMemoryProbe)?.Measure(bytes);
    }

    /// <summary>Returns the seconds of the fastest of many turns, after a first turn that touches the memory.</summary>
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
    /// <summary>Measures the rate over <paramref name="bytes"/> bytes.</summary>
    MemoryRate Measure(long bytes);
}

/// <summary>The time of an iteration that computes nothing: the floor under small problems.</summary>
public static class LaunchTime
{
    /// <summary>
    /// Measures the seconds of as many empty kernels as an iteration launches, in a chain of <paramref name="iterations"/>.
    /// </summary>
    /// <returns>Seconds of an iteration, or null if the backend launches nothing.</returns>
    public static double? MeasureEmptyIteration(IBackend backend, int iterations)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        return (backend as ILaunchProbe)?.EmptyIteration(iterations);
    }
}

/// <summary>A backend that launches kernels.</summary>
internal interface ILaunchProbe
{
    /// <summary>Measures the seconds of an empty iteration in a chain of <paramref name="iterations"/>.</summary>
    double EmptyIteration(int iterations);
}
