using System.Diagnostics;

namespace GpuSeg.Cli.Tests;

public sealed class InterruptTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void Stops_cleanly_on_a_signal_during_a_fit(string signal, int exitCode)
    {
        SkipUnlessSent(signal);
        using var process = Gpuseg.Start(["segment", LargeImage(), "-k", "3", "-o", _place.Prefix, "--backend", "reference", "--max-iter",
            "100000", "--tol", "0", "-v"]);
        var lines = new List<string>();
        while (!lines.Exists(line => line.EndsWith("iterating", StringComparison.Ordinal)))
        {
            lines.Add(process.StandardError.ReadLine()
                ?? throw new InvalidOperationException($"The fit did not begin: {string.Join('\n', lines)}"));
        }

        Send(signal, process);
        Stopped(exitCode, process);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void Removes_its_folders_on_a_signal_during_an_exploration(string signal, int exitCode)
    {
        SkipUnlessSent(signal);
        var folder = Path.Combine(_place.Out, "ex");
        using var process = Gpuseg.Start(
            ["explore", LargeImage(), "-k", "2-20", "-o", folder, "--backend", "reference", "--max-iter", "100000", "--converge"]);
        while (!Directory.Exists(Path.Combine(folder, "figures")))
        {
            Assert.False(process.WaitForExit(10), "The exploration ended before it was stopped.");
        }

        Send(signal, process);
        Stopped(exitCode, process);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void Leaves_no_file_on_a_signal_while_a_data_set_is_written(string signal, int exitCode)
    {
        SkipUnlessSent(signal);
        var folder = Path.Combine(_place.Out, "bids");
        using var process = Gpuseg.Start(["demo", "--bids", folder, "--subjects", "9999"]);
        while (!Directory.Exists(Path.Combine(folder, "sub-0002")))
        {
            Assert.False(process.WaitForExit(10), "The data set was made before it was stopped.");
        }

        Send(signal, process);
        var outcome = Gpuseg.Finish(process);
        Assert.Equal((exitCode, ""), (outcome.ExitCode, outcome.Stdout));
        Assert.Empty(Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
    }

    private string LargeImage() => _place.Put("large.nii", NiftiBytes.Floats(Workplace.Values(100, 100, 1, 1 << 17), [64, 64, 32]));

    private static void SkipUnlessSent(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such signals.");
        Assert.SkipWhen(signal == "INT"
            && InterruptsAreIgnored, "These tests run in the background of a shell that ignores SIGINT, and children inherit that.");
    }

    private void Stopped(int exitCode, Process process)
    {
        var outcome = Gpuseg.Finish(process);
        Assert.Equal((exitCode, ""), (outcome.ExitCode, outcome.Stdout));
        Assert.StartsWith("gpuseg: stopped; no results were written.\n", outcome.Stderr);
        Assert.Empty(_place.Left);
    }

    // SigIgn is a hexadecimal mask; SIGINT is 2, the second bit.
    private static bool InterruptsAreIgnored => OperatingSystem.IsLinux()
        && File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is var mask
        && (Convert.ToUInt64(mask[7..].Trim(), 16) & 2) != 0;

    private static void Send(string signal, Process process)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -{signal} {process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
