using System.CommandLine;
using GpuSeg.Cli.Terminal;

namespace GpuSeg.Cli.Commands;

/// <summary>The options of runs over many subjects: how they go on, what becomes of results that exist, how much of the machine they take, what is printed.</summary>
internal sealed class CohortRunOptions
{
    private readonly Option<int?> _memory = new("--mem-mb", "--mem") { Description = "Most memory of the whole process, in MB: fewer sessions and pages are in work where it would not suffice.", HelpName = "MB" };
    private readonly Option<string?> _workFolder = new("--work-dir", "-w") { Description = "Accepted as in other BIDS-Apps; nothing goes there: files are written beside their names.", HelpName = "DIR" };
    private readonly Option<bool> _stop = new("--stop-on-first-crash") { Description = "Start no further session once one has failed." };
    private readonly Option<bool> _skip = new("--skip-existing") { Description = "Leave sessions that have a segmentation of this name as they are, without looking whether its parameters and images are the same." };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Make results again that exist. Without it sessions that are complete are left as they are." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only print which files are the channels and which would be written." };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object on stdout." };

    /// <summary>Whether there are to be pages.</summary>
    public BidsReports Reports { get; } = new();

    // Callers give them to every BIDS-App: there is nothing here that they could keep from happening.
    private readonly Option<bool> _noTracking = new("--notrack") { Hidden = true };
    private readonly Option<bool> _noFetching = new("--no-datalad-get") { Hidden = true };

    public CohortRunOptions() => Bounds.Whole(_memory, 100);

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[Scope.Option, _memory, _workFolder, _stop, _skip, _overwrite, .. Reports.All, _dryRun, _json, JsonLog.Wanted, _noTracking, _noFetching])
        {
            command.Options.Add(option);
        }

        command.Options.Add(new VersionOption());
    }

    /// <summary>Whether every session has a model of its own.</summary>
    public FitScope Scope { get; } = new();

    /// <summary>Most memory in MB, or null.</summary>
    public int? MemoryMb(ParseResult parsed) => parsed.GetValue(_memory);

    public bool StopOnFirstCrash(ParseResult parsed) => parsed.GetValue(_stop);

    public bool SkipExisting(ParseResult parsed) => parsed.GetValue(_skip) && parsed.GetValue(_overwrite)
        ? throw new UsageException("--overwrite makes results again and --skip-existing leaves them as they are; leave one of them out.")
        : parsed.GetValue(_skip);

    public bool Overwrite(ParseResult parsed) => parsed.GetValue(_overwrite);

    public bool DryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);
}
