using System.CommandLine;
using GpuSeg.Cli.Compute;
using GpuSeg.Cli.Failures;
using GpuSeg.Kernels;
using GpuSeg.Kernels.Ilgpu;

namespace GpuSeg.Cli.Options;

/// <summary>The options for the backend and the threads.</summary>
/// <param name="otherwise">The backend that is used if the user names none, for the help.</param>
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
        Description = "Most threads of the process, for reading, computing and writing; results do not depend on it. "
            + "0 takes one per CPU, under Slurm per CPU of the task.",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };

    private Option<int>? _ofProcess;

    /// <summary>
    /// Adds the names that BIDS-Apps have for threads: of the whole run, and of one process, which count if the former are not given.
    /// </summary>
    public BackendChoice WithNamesOfBidsApps()
    {
        foreach (var name in (string[])["--n-cpus", "--n-procs", "--nprocs", "--nthreads"])
        {
            _threads.Aliases.Add(name);
        }

        _ofProcess = new("--omp-nthreads") { Description = "As in other BIDS-Apps; counts if --threads is not given.", HelpName = "N" };
        return this;
    }

    public void AddTo(Command command)
    {
        OptionChecks.Whole(_threads, 0);
        command.AddOptions(_backend, _threads);
        if (_ofProcess is not null)
        {
            OptionChecks.Whole(_ofProcess, 0);
            command.Options.Add(_ofProcess);
        }
    }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="UsageException">No backend has the name.</exception>
    public BackendSettings Bind(ParseResult parsed) => new(Name(parsed), Threads(parsed));

    /// <summary>Reads the threads of the process, at least 1.</summary>
    public int Threads(ParseResult parsed)
    {
        var threads = _ofProcess is not null && !parsed.Gives(_threads) ? _ofProcess : _threads;
        return parsed.GetValue(threads) is > 0 and var given ? given : AvailableCpus.Count;
    }

    private string? Name(ParseResult parsed)
    {
        var named = parsed.GetValue(_backend);
        var name = named ?? Environment.GetEnvironmentVariable(BackendTable.EnvironmentVariable);
        return string.IsNullOrEmpty(name) || Backends.All.Entries.Any(entry => entry.Name == name)
            ? name
            : throw new UsageException((named is null ? $"${BackendTable.EnvironmentVariable}: " : "") + Backends.All.Unknown(name));
    }
}
