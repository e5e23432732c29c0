using System.CommandLine;
using GpuSeg.Cli.Compute;
using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Options;
using GpuSeg.Cli.Options.Tools;
using GpuSeg.Cli.Terminal;
using GpuSeg.Engine.Passes;
using GpuSeg.Kernels;
using GpuSeg.Kernels.Ilgpu;

namespace GpuSeg.Cli.Commands.Devices;

/// <summary><c>gpuseg devices</c>: every backend with its device, or why it is missing.</summary>
internal static class DevicesCommand
{
    public static Command Create() => CommandFactory.Create(
        "devices",
        "List the backends with their devices, and why one is missing.",
        new DevicesOptions(),
        (settings, _, _) => Run(settings));

    private static int Run(DevicesSettings settings)
    {
        var rows = Backends.All.Entries.Select(entry => Probe(entry, settings.Check)).ToList();
        Table.Write(
            settings.Check ? ["backend", "runs on", "check", "error", "Mvoxel/s"] : ["backend", "runs on"], rows.Select(row => row.Cells));
        return rows.Exists(row => row.Failed) ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static (IReadOnlyList<string> Cells, bool Failed) Probe(BackendEntry entry, bool check)
    {
        try
        {
            using var backend = entry.Create(new BackendOptions(AvailableCpus.Count));
            if (!check)
            {
                return ([entry.Name, backend.Device], false);
            }

            var result = BackendCheck.Run(backend);
            var (verdict, error) = (result.Passed ? "ok" : "FAILED", $"{result.Error:0.0E-0}");
            return ([entry.Name, backend.Device, verdict, error, $"{result.MegavoxelsPerSecond:F1}"], !result.Passed);
        }
        catch (BackendUnavailableException unavailable)
        {
            var reason = $"missing: {unavailable.Message}";
            return (check ? [entry.Name, reason, "-", "-", "-"] : [entry.Name, reason], false);
        }
    }
}
