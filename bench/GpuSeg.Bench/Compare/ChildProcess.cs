using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GpuSeg.Bench.Compare;

/// <summary>A process run to its end, and what it cost.</summary>
/// <param name="WallSeconds">From start to exit.</param>
/// <param name="ProcessorSeconds">User and system time of all its threads and of the processes it waited for.</param>
internal sealed record ChildProcess(double WallSeconds, double ProcessorSeconds)
{
    /// <exception cref="NotMeasuredException">It ended with another exit code than 0.</exception>
    public static ChildProcess Run(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        var before = ChildrenSeconds();
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var seconds = watch.Elapsed.TotalSeconds;
        return process.ExitCode == 0
            ? new(seconds, OperatingSystem.IsWindows() ? process.TotalProcessorTime.TotalSeconds : ChildrenSeconds() - before)
            : throw new NotMeasuredException(
                $"{Path.GetFileName(start.FileName)} ended with exit code {process.ExitCode}: {errors.GetAwaiter().GetResult().Trim()}");
    }

    // .NET forgets a Unix process's times when it ends. The system adds them up for its parent, and no other child ends meanwhile.
    private static double ChildrenSeconds()
    {
        const int children = -1;
        return OperatingSystem.IsWindows() || GetResourceUsage(children, out var usage) != 0 ? 0 : usage.User.Total + usage.System.Total;
    }

    [DllImport("libc", EntryPoint = "getrusage")]
    private static extern int GetResourceUsage(int who, out ResourceUsage usage);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Time
    {
        private readonly long _seconds;
        private readonly long _microseconds;

        // macOS has 32 bits of microseconds and 32 of nothing.
        public double Total => _seconds + ((int)_microseconds * 1e-6);
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ResourceUsage
    {
        public readonly Time User;
        public readonly Time System;
        private readonly Others _others;
    }

    [System.Runtime.CompilerServices.InlineArray(14)]
    private struct Others
    {
        private long _first;
    }
}
