using GpuSeg.Engine.Passes;
using GpuSeg.Kernels;
using GpuSeg.Kernels.Ilgpu;

namespace GpuSeg.Cli.Compute;

/// <summary>Settings of a command that has the option <c>--threads</c>.</summary>
internal interface IThreadSettings
{
    /// <summary>Threads of the process, at least 1.</summary>
    int Threads { get; }
}

/// <summary>The backend that the user asked for, and the threads of the process.</summary>
/// <param name="Name">A name of the table, or null or empty for the first backend that suits this machine.</param>
/// <param name="Threads">Threads of the process, at least 1.</param>
internal sealed record BackendSettings(string? Name, int Threads)
{
    /// <summary>Returns a function that starts the backend for so much work (see <see cref="BackendOptions.Work"/>).</summary>
    /// <param name="skipped">Receives a sentence for each automatic backend that is passed over.</param>
    public Func<long, IBackend> Starter(Action<string> skipped) => work => Start(new BackendOptions(Threads, work), skipped);

    /// <summary>Returns a function that starts a backend with a share of the threads, for so much work.</summary>
    /// <param name="skipped">Receives a sentence for each automatic backend that is passed over.</param>
    public Func<int, long, IBackend> SharingStarter(Action<string> skipped) =>
        (threads, work) => Start(new BackendOptions(threads, work), skipped);

    /// <summary>Starts the named backend, or every automatic one that can run here.</summary>
    /// <param name="skipped">Receives a sentence for each automatic backend that cannot run here.</param>
    public IReadOnlyList<IBackend> StartAll(Action<string> skipped)
    {
        var options = new BackendOptions(Threads);
        return string.IsNullOrEmpty(Name)
            ? [.. Backends.All.Entries.Where(entry => entry.AutomaticFrom is not null)
                .SelectMany(entry => StartOrSkip(entry, options with { GraphicsOnly = true }, skipped))]
            : [Start(options, skipped)];
    }

    private static IBackend[] StartOrSkip(BackendEntry entry, BackendOptions options, Action<string> skipped)
    {
        try
        {
            return [entry.Create(options)];
        }
        catch (BackendUnavailableException unavailable)
        {
            skipped($"{entry.Name}: {unavailable.Message}");
            return [];
        }
    }

    private IBackend Start(BackendOptions options, Action<string> skipped)
    {
        try
        {
            return Backends.All.Create(Name, options, backend => skipped(Sentence(backend)));
        }
        catch (BackendUnavailableException e) when (!string.IsNullOrEmpty(Name))
        {
            throw new BackendUnavailableException(
                $"The backend {Name} cannot run here: {e.Message.TrimEnd('.')}; gpuseg devices lists those that can.", e);
        }
    }

    private static string Sentence(SkippedBackend backend) =>
        backend.CanBeForced ? $"{backend.Name}: {backend.Reason}; use --backend {backend.Name} to force it." : $"{backend}";
}
