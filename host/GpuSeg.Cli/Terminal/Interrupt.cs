using System.Runtime.InteropServices;
using GpuSeg.Cli.Failures;

namespace GpuSeg.Cli.Terminal;

/// <summary>Turns Ctrl-C and SIGTERM into a request for a tidy stop; a second signal ends the process at once.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interrupt() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, ExitCodes.Interrupted)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, ExitCodes.Terminated)),
    ];

    public CancellationToken Token => _source.Token;

    public int ExitCode { get; private set; } = ExitCodes.Failed;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Stop(PosixSignalContext context, int exitCode)
    {
        context.Cancel = !_source.IsCancellationRequested;
        ExitCode = exitCode;
        _source.Cancel();
    }
}
