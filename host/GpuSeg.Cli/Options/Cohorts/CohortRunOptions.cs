using System.CommandLine;
using System.CommandLine.Parsing;
using GpuSeg.Cli.Compute;
using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Options.Fits;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Options.Cohorts;

/// <summary>The settings of one run over many sessions, whichever command lists them.</summary>
/// <param name="Folder">The derivative data set.</param>
/// <param name="Threads">Threads of the process, at least 1.</param>
/// <param name="DryRun">Whether nothing is written.</param>
/// <param name="Json">Whether one JSON object is printed.</param>
internal abstract record LevelSettings(string Folder, int Threads, bool DryRun, bool Json);

/// <summary>The settings of the group level.</summary>
/// <param name="Folder">The derivative data set.</param>
/// <param name="Threads">Threads of the process, at least 1.</param>
/// <param name="DryRun">Whether nothing is written.</param>
/// <param name="Json">Whether one JSON object is printed.</param>
/// <param name="Only">The segmentation to show (the value of the entity seg), or null for all.</param>
/// <param name="Order">The rule that numbers matched labels, or null for the rule of the sessions.</param>
internal sealed record GroupSettings(string Folder, int Threads, bool DryRun, bool Json, string? Only, string? Order)
    : LevelSettings(Folder, Threads, DryRun, Json);

/// <summary>The settings of the participant level.</summary>
/// <param name="Folder">The derivative data set.</param>
/// <param name="Threads">Threads of the process, at least 1.</param>
/// <param name="DryRun">Whether nothing is written.</param>
/// <param name="Json">Whether one JSON object is printed.</param>
internal sealed record ParticipantSettings(string Folder, int Threads, bool DryRun, bool Json)
    : LevelSettings(Folder, Threads, DryRun, Json)
{
    /// <summary>Method or model, scaling, labels and posteriors.</summary>
    public required SegmentationSettings Segmentation { get; init; }

    /// <summary>The value of the entity seg.</summary>
    public required string Label { get; init; }

    /// <summary>The sessions that share a model.</summary>
    public required FitScope Scope { get; init; }

    /// <summary>The options that decided all this.</summary>
    public required ConfigRecord Record { get; init; }

    /// <summary>Backend and threads.</summary>
    public required BackendSettings Backend { get; init; }

    /// <summary>Most memory of the process in bytes, or null for no bound.</summary>
    public required long? MemoryBytes { get; init; }

    /// <summary>Whether no further session is started after one has failed.</summary>
    public required bool StopOnFirstCrash { get; init; }

    /// <summary>Whether sessions with a segmentation of this name are skipped unseen.</summary>
    public required bool SkipExisting { get; init; }

    /// <summary>Whether existing results are replaced.</summary>
    public required bool Overwrite { get; init; }

    /// <summary>The pages to make.</summary>
    public required PageChoice Pages { get; init; }
}

/// <summary>The sessions that share a model.</summary>
internal enum FitScope
{
    /// <summary>Each session has a model of its own.</summary>
    Session,

    /// <summary>The sessions of each subject.</summary>
    Subject,

    /// <summary>All sessions of the data set.</summary>
    Pooled,
}

/// <summary>The pages that a run makes.</summary>
internal enum PageChoice
{
    /// <summary>Segments, then makes the pages.</summary>
    AlsoPages,

    /// <summary>Segments and makes no pages.</summary>
    NoPages,

    /// <summary>Makes the pages of existing results.</summary>
    OnlyPages,
}

/// <summary>The options of runs over many sessions: model, memory, failures, existing results, pages, messages.</summary>
internal sealed class CohortRunOptions
{
    private readonly Option<string> _fit = new("--fit")
    {
        Description = "session: a model for every session. subject: one for the sessions of each subject, with the changes of volumes "
            + "since the first. pooled: one for all sessions of the data set. A shared model is fitted to voxels sampled from each session "
            + "after scaling it to mean 0 and variance 1, so that a label means the same in all of them.",
        DefaultValueFactory = _ => "session",
    };

    private readonly Option<int?> _memory = new("--mem-mb", "--mem")
    {
        Description = "Most memory of the whole process, in MB; fewer sessions and pages are processed at a time to stay within it.",
        HelpName = "MB",
    };

    private readonly Option<string?> _workFolder = new("--work-dir", "-w")
    {
        Description = "Accepted as in other BIDS-Apps and not used: files are written beside their names.",
        HelpName = "DIR",
    };

    private readonly Option<bool> _missing = new("--allow-missing")
    {
        Description = "Segment sessions that lack a channel from the channels that they have. Without it they fail.",
    };

    private readonly Option<bool> _stop = new("--stop-on-first-crash") { Description = "Start no further session after one has failed." };
    private readonly Option<bool> _skip = new("--skip-existing")
    {
        Description = "Skip sessions that have a segmentation of this name, without checking that its parameters and images are the same.",
    };

    private readonly Option<bool> _overwrite = CommonOptions.Overwrite("Replace existing results. Without it, complete sessions are kept.");
    private readonly Option<bool> _noPages = new("--no-reports") { Description = "Make no pages and no logs/CITATION.md." };
    private readonly Option<bool> _onlyPages = new("--reports-only")
    {
        Description = "Segment nothing; make the pages of existing results.",
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only print the files that would be read and written." };
    private readonly Option<bool> _json = CommonOptions.Json();

    // Callers give these to every BIDS-App; GpuSeg neither tracks its users nor fetches data.
    private readonly Option<bool> _noTracking = new("--notrack") { Hidden = true };
    private readonly Option<bool> _noFetching = new("--no-datalad-get") { Hidden = true };

    public CohortRunOptions()
    {
        OptionChecks.OneOf(_fit, "session", "subject", "pooled");
        OptionChecks.Whole(_memory, 100);
    }

    /// <summary>Returns the argument that chooses the level.</summary>
    public static Argument<string> Level(string description)
    {
        var level = new Argument<string>("LEVEL") { Description = description, HelpName = "participant|group" };
        OptionChecks.OneOf(level, "participant", "group");
        return level;
    }

    /// <summary>Returns whether the level is group, without asking for its value, which would skip its checks during parsing.</summary>
    public static bool IsGroup(SymbolResult result, Argument<string> level) =>
        result.GetResult(level) is { Tokens: [{ Value: "group" }] };

    public void AddTo(Command command) => command.AddOptions(
        _fit, _missing, _memory, _workFolder, _stop, _skip, _overwrite, _noPages, _onlyPages, _dryRun, _json, TerminalOptions.LogJson,
        _noTracking, _noFetching, new VersionOption());

    /// <summary>Returns whether sessions that lack a channel are segmented.</summary>
    public bool AllowsMissing(ParseResult parsed) => parsed.GetValue(_missing);

    /// <summary>Reads the settings of the group level.</summary>
    /// <exception cref="UsageException">Options contradict each other.</exception>
    public GroupSettings BindGroup(ParseResult parsed, string folder, SegmentationOptions options, BackendChoice backend) =>
        new(
            folder,
            backend.Threads(parsed),
            parsed.GetValue(_dryRun),
            parsed.GetValue(_json),
            Only(parsed, options),
            options.GivenOrder(parsed)?.Rule);

    /// <summary>Reads the settings of the participant level.</summary>
    /// <exception cref="UsageException">Options contradict each other.</exception>
    public ParticipantSettings BindParticipants(ParseResult parsed, string folder, SegmentationOptions options, BackendChoice backend)
    {
        var (segmentation, scope) = (options.Bind(parsed), Scope(parsed));
        if (segmentation.Request.Lesion != LesionSearchMode.None)
        {
            // Sessions without FLAIR are segmented all the same.
            segmentation = segmentation with { Request = segmentation.Request with { Lesion = LesionSearchMode.IfPossible } };
        }

        return new(folder, backend.Threads(parsed), parsed.GetValue(_dryRun), parsed.GetValue(_json))
        {
            Segmentation = segmentation,
            Label = Label(parsed, options, segmentation.Request),
            Scope = scope,
            Record = options.Record(parsed, segmentation.Request, scope == FitScope.Session ? [] : [options.Scale]),
            Backend = backend.Bind(parsed),
            MemoryBytes = (long?)parsed.GetValue(_memory) << 20,
            StopOnFirstCrash = parsed.GetValue(_stop),
            SkipExisting = SkipExisting(parsed),
            Overwrite = parsed.GetValue(_overwrite),
            Pages = Pages(parsed),
        };
    }

    private FitScope Scope(ParseResult parsed) => Enum.Parse<FitScope>(parsed.GetValue(_fit)!, ignoreCase: true);

    private string Label(ParseResult parsed, SegmentationOptions options, SegmentationRequest request)
    {
        var scope = Scope(parsed);
        if (scope == FitScope.Session)
        {
            return SegmentationLabel.Of(request);
        }

        if (options.HasModel(parsed))
        {
            throw new UsageException($"--fit {parsed.GetValue(_fit)} makes models and --model gives one; leave one of them out.");
        }

        return parsed.Gives(options.Scale)
            ? throw new UsageException(
                $"--fit {parsed.GetValue(_fit)} scales every session to mean 0 and variance 1, so --scale does not apply; leave it out.")
            : scope == FitScope.Subject ? SegmentationLabel.Subject(request.Estimator)
            : SegmentationLabel.Pooled(request.Estimator);
    }

    private string? Only(ParseResult parsed, SegmentationOptions options)
    {
        if (options.HasClusters(parsed) || options.HasModel(parsed))
        {
            return Label(parsed, options, options.Bind(parsed).Request);
        }

        return options.Naming.Append(_fit).FirstOrDefault(option => parsed.Gives(option)) is { } given
            ? throw new UsageException(
                $"{given.Name} chooses a segmentation only together with -k; give -k as well, or leave {given.Name} out to see all.")
            : null;
    }

    private bool SkipExisting(ParseResult parsed) => parsed.GetValue(_skip) && parsed.GetValue(_overwrite)
        ? throw new UsageException("--overwrite replaces existing results and --skip-existing keeps them; leave one of them out.")
        : parsed.GetValue(_skip);

    private PageChoice Pages(ParseResult parsed) => (parsed.GetValue(_noPages), parsed.GetValue(_onlyPages)) switch
    {
        (true, true) => throw new UsageException("--reports-only and --no-reports leave nothing to do; leave one of them out."),
        (true, _) => PageChoice.NoPages,
        (_, true) => PageChoice.OnlyPages,
        _ => PageChoice.AlsoPages,
    };
}
