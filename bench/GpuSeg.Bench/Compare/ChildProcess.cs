using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GpuSeg.Bench.Compare;

/// <summary>Cost of a process that ran to its end.</summary>
/// <param name="WallSeconds">Time from start to exit.</param>
/// <param name="ProcessorSeconds">User and system time of all its threads and of the processes it waited for.</param>
internal sealed record ChildProcess(double WallSeconds, double ProcessorSeconds)
{
    /// <summary>Runs a process and measures it.</summary>
    /// <exception cref="NotMeasuredException">The exit code is not 0.</exception>
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

    // .NET discards a Unix process's times when it ends. The system adds them up for the parent, and no other child ends meanwhile.
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

        // On macOS the microseconds are 32 bits, followed by 32 unused bits.
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
