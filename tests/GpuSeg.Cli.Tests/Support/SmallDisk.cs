using System.Diagnostics;

namespace GpuSeg.Cli.Tests;

/// <summary>A disk of 64 KB in place of a folder; the test is skipped where none can be mounted.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    public SmallDisk(string folder)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There is no tmpfs.");
        _folder = folder;
        var (code, error) = Shell($"mount -t tmpfs -o size=64k tmpfs '{folder}'");
        Assert.SkipUnless(code == 0, $"A tmpfs cannot be mounted: {error}");
    }

    /// <summary>Makes room.</summary>
    public void Grow() => Assert.Equal((0, ""), Shell($"mount -o remount,size=64m '{_folder}'"));

    public void Dispose() => Shell($"umount '{_folder}'");

    private static (int Code, string Error) Shell(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardError = true })!;
        var error = shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        return (shell.ExitCode, error.Trim());
    }
}
