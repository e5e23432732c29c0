using System.CommandLine;
using GpuSeg.Cli.Terminal;
using GpuSeg.Engine.Passes;
using GpuSeg.Kernels;
using GpuSeg.Kernels.Ilgpu;

namespace GpuSeg.Cli.Commands;

/// <summary><c>gpuseg devices</c>: every backend, what it runs on, or why it does not.</summary>
internal sealed class DevicesCommand
{
    private readonly Option<bool> _check = new("--check") { Description = "Test each backend against the reference and measure its rate." };

    public static Command Create() => new DevicesCommand().Build();

    private Command Build()
    {
        var command = new Command("devices", "List the backends, what they run on, and why one is missing.") { _check };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var check = parsed.GetValue(_check);
        var rows = Backends.All.Entries.Select(entry => Probe(entry, check)).ToList();
        Table.Write(check ? ["backend", "runs on", "check", "error", "Mvoxel/s"] : ["backend", "runs on"], rows.Select(row => row.Cells));
        return rows.Exists(row => row.Failed) ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static (IReadOnlyList<string> Cells, bool Failed) Probe(BackendEntry entry, bool check)
    {
        try
        {
            using var backend = entry.Create(new BackendOptions(Processors.Available));
            if (!check)
            {
                return ([entry.Name, backend.Device], false);
            }

            var result = BackendCheck.Of(backend);
            return ([entry.Name, backend.Device, result.Passed ? "ok" : "FAILED", $"{result.Error:0.0E-0}", $"{result.MegavoxelsPerSecond:F1}"], !result.Passed);
        }
        catch (BackendUnavailableException unavailable)
        {
            return (check ? [entry.Name, $"missing: {unavailable.Message}", "-", "-", "-"] : [entry.Name, $"missing: {unavailable.Message}"], false);
        }
    }
}
