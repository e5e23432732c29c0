using System.CommandLine;
using GpuSeg.Engine.Passes;
using GpuSeg.Kernels;
using GpuSeg.Kernels.Ilgpu;

namespace GpuSeg.Cli.Commands;

/// <summary>The options that choose where passes run.</summary>
/// <param name="otherwise">What is taken where the user names none.</param>
internal sealed class BackendChoice(string otherwise = "the first of these that suits this machine")
{
    private readonly Option<string?> _backend = new("--backend")
    {
        Description = $"Where to compute: {string.Join(", ", Backends.All.Entries.Select(entry => entry.Name))}. "
            + $"Default: ${BackendTable.EnvironmentVariable}, else {otherwise}.",
        HelpName = "B",
    };

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Threads of the cpu backend; 0 takes one per processor, under Slurm per processor of the task.",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };

    private Option<int>? _ofProcess;

    /// <summary>Threads under the names that BIDS-Apps have for them as well: in all, and those of one process, which count where the former are not given.</summary>
    public BackendChoice WithNamesOfBidsApps()
    {
        foreach (var name in (string[])["--n-cpus", "--n-procs", "--nprocs", "--nthreads"])
        {
            _threads.Aliases.Add(name);
        }

        _ofProcess = new("--omp-nthreads") { Description = "As in other BIDS-Apps; counts where --threads is not given.", HelpName = "N" };
        return this;
    }

    public void AddTo(Command command)
    {
        Bounds.Whole(_threads, 0);
        command.Options.Add(_backend);
        command.Options.Add(_threads);
        if (_ofProcess is not null)
        {
            Bounds.Whole(_ofProcess, 0);
            command.Options.Add(_ofProcess);
        }
    }

    /// <summary>Refuses a name that is not in the table before any work is done.</summary>
    public Func<long, IBackend> Starter(ParseResult parsed, Action<string> skipped)
    {
        var (name, threads) = (Name(parsed), Threads(parsed));
        return work => Start(name, new BackendOptions(threads, work), skipped);
    }

    /// <summary>As <see cref="Starter"/>, for backends that are given their threads.</summary>
    public Func<int, long, IBackend> SharingStarter(ParseResult parsed, Action<string> skipped)
    {
        var name = Name(parsed);
        return (threads, work) => Start(name, new BackendOptions(threads, work), skipped);
    }

    /// <summary>Starts the backend that is named, or every one that is taken without being named.</summary>
    public IReadOnlyList<IBackend> StartAll(ParseResult parsed, Action<string> skipped)
    {
        var options = new BackendOptions(Threads(parsed));
        return Name(parsed) is { Length: > 0 } name
            ? [Start(name, options, skipped)]
            : [.. Backends.All.Entries.Where(entry => entry.AutomaticFrom is not null)
                .SelectMany(entry => StartOrSkip(entry, options with { GraphicsOnly = true }, skipped))];
    }

    /// <summary>Threads of the processor.</summary>
    public int Threads(ParseResult parsed)
    {
        var option = _ofProcess is not null && parsed.GetResult(_threads) is not { Implicit: false } ? _ofProcess : _threads;
        return parsed.GetValue(option) is > 0 and var threads ? threads : Processors.Available;
    }

    private string? Name(ParseResult parsed)
    {
        var named = parsed.GetValue(_backend);
        var name = named ?? Environment.GetEnvironmentVariable(BackendTable.EnvironmentVariable);
        return string.IsNullOrEmpty(name) || Backends.All.Entries.Any(entry => entry.Name == name)
            ? name
            : throw new UsageException((named is null ? $"${BackendTable.EnvironmentVariable}: " : "") + Backends.All.Unknown(name));
    }

    private static IEnumerable<IBackend> StartOrSkip(BackendEntry entry, BackendOptions options, Action<string> skipped)
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

    private static IBackend Start(string? name, BackendOptions options, Action<string> skipped)
    {
        try
        {
            return Backends.All.Create(name, options, backend => skipped(Skipped(backend)));
        }
        catch (BackendUnavailableException e) when (!string.IsNullOrEmpty(name))
        {
            throw new BackendUnavailableException($"The backend {name} cannot run here: {e.Message.TrimEnd('.')}; gpuseg devices lists those that can.", e);
        }
    }

    private static string Skipped(SkippedBackend backend) =>
        backend.CanBeForced ? $"{backend.Name}: {backend.Reason}; use --backend {backend.Name} to force it." : $"{backend}";
}
