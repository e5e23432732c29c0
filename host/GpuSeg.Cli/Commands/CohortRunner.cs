using System.CommandLine;
using GpuSeg.Cli.Terminal;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Bids;
using GpuSeg.Studies.Bids.Pooled;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Commands;

/// <summary>Subjects with their images, from wherever they were listed.</summary>
/// <param name="Raw">What the images lie in.</param>
/// <param name="Plans">What is to be done.</param>
/// <param name="Notes">What a user should know before the work, a sentence each.</param>
/// <param name="RootFiles">What the output folder's root gets beside the results, relative to it.</param>
internal sealed record Cohort(RawData Raw, IReadOnlyList<SubjectPlan> Plans, IReadOnlyList<string> Notes, IReadOnlyList<(string Path, string Text)> RootFiles)
{
    /// <summary>The plans of all subjects there are, whichever of them are to be segmented.</summary>
    public Func<IReadOnlyList<SubjectPlan>> Everyone { get; init; } = () => Plans;
}

/// <summary>Carries the plans of a cohort out and tells what becomes of them.</summary>
internal sealed class CohortRunner(CohortRunOptions options, BackendChoice backend, ParseResult parsed, Messages messages)
{
    private readonly bool _json = options.Json(parsed);
    private bool _rootIsWritten;
    private bool _logFailed;
    private bool _hasRun;

    /// <summary>Prints the plans or carries them out; the exit code.</summary>
    /// <exception cref="NothingRunException">No session was begun.</exception>
    public int Run(Cohort cohort, string folder, SegmentationRequest request, CancellationToken cancellation)
    {
        try
        {
            return RunOrRehearse(cohort, folder, request, cancellation);
        }
        catch (Exception e) when (!_hasRun && NothingRunException.IsReason(e))
        {
            throw new NothingRunException(e);
        }
    }

    private int RunOrRehearse(Cohort cohort, string folder, SegmentationRequest request, CancellationToken cancellation)
    {
        foreach (var note in cohort.Notes)
        {
            messages.Warning(note);
        }

        var run = RunOf(cohort, folder, request);
        var pooled = options.Scope.IsPooled(parsed) ? new PooledFit(run, backend.SharingStarter(parsed, messages.Detail)) : null;
        if (options.DryRun(parsed))
        {
            return Rehearse(cohort, pooled, request);
        }

        if (pooled is not null)
        {
            run = FitScope.Pool(pooled, cohort.Everyone(), request, _json, messages, cancellation);
        }

        IReadOnlyList<SubjectOutcome> outcomes = options.Reports.Only(parsed) ? BidsReports.Planned(cohort.Plans, folder) : Outcomes(cohort, run, cancellation);
        if (options.Reports.Wanted(parsed))
        {
            // What was not looked at may be of other parameters.
            var unseen = options.SkipExisting(parsed) && !options.Reports.Only(parsed);
            var reports = new BidsReports.Run(run, _json, messages);
            outcomes = reports.Of(outcomes, unseen, cancellation);
            _logFailed |= reports.LogFailed;
        }

        return End(outcomes);
    }

    private CohortRun RunOf(Cohort cohort, string folder, SegmentationRequest request) => new()
    {
        Raw = cohort.Raw,
        Folder = folder,
        Template = request,
        Version = AppVersion.Text,
        Overwrite = options.Overwrite(parsed),
        StopOnFailure = options.StopOnFirstCrash(parsed),
        Limits = new(backend.Threads(parsed), (long?)options.MemoryMb(parsed) << 20),
    };

    private int Rehearse(Cohort cohort, PooledFit? pooled, SegmentationRequest request)
    {
        BidsSummary.PrintPlan(cohort.Plans, _json);
        if (pooled is not null && !_json)
        {
            Console.Out.WriteLine(pooled.Intent(cohort.Everyone(), request));
        }

        return ExitCodes.Ok;
    }

    private int End(IReadOnlyList<SubjectOutcome> outcomes)
    {
        var failed = _logFailed || outcomes.Any(outcome => outcome.State == SubjectState.Failed || outcome.PageFailure is not null || outcome.LogFailed);
        var exitCode = failed ? ExitCodes.Failed : ExitCodes.Ok;
        BidsSummary.PrintEnd(outcomes, _json);
        if (messages.Log is { } log)
        {
            foreach (var outcome in outcomes.Where(outcome => outcome.PageFailure is not null))
            {
                messages.Warning($"{outcome.Plan.Id}: no page: {outcome.PageFailure}");
            }

            log.End(outcomes, exitCode);
        }
        else
        {
            BidsSummary.PrintFailures(outcomes);
        }

        return exitCode;
    }

    private List<SubjectOutcome> Outcomes(Cohort cohort, CohortRun run, CancellationToken cancellation)
    {
        var outcomes = new List<SubjectOutcome>();
        var participants = new ParticipantRun(run, backend.SharingStarter(parsed, messages.Detail));
        SubjectOutcome[] skipped = options.SkipExisting(parsed) ? [.. participants.Existing(cohort.Plans)] : [];
        SubjectPlan[] left = [.. cohort.Plans.Except(skipped.Select(outcome => outcome.Plan))];
        if (messages.Log is not null)
        {
            JsonLog.Start(cohort.Plans.Count);
        }

        foreach (var outcome in skipped)
        {
            Add(outcome);
        }

        try
        {
            foreach (var outcome in participants.Run(left, messages, cancellation))
            {
                messages.Done();
                Add(outcome);
                WriteRoot(cohort, run.Folder, outcome.State);
            }
        }
        catch (OperationCanceledException)
        {
            messages.Done();
            throw new StoppedException($"stopped after {outcomes.Count} of {cohort.Plans.Count} sessions; the same command goes on with the rest.");
        }

        foreach (var plan in cohort.Plans.Except(outcomes.Select(outcome => outcome.Plan)).ToArray())
        {
            Add(new(plan, SubjectState.NotTried, "not tried, since another session failed", []));
        }

        return outcomes;

        void Add(SubjectOutcome outcome)
        {
            outcomes.Add(outcome);
            _hasRun |= outcome.State == SubjectState.Segmented || (outcome.State == SubjectState.Failed && outcome.Plan.Failure is null);
            Tell(outcome);
        }
    }

    // Only once a session has been made in the way that the files tell of, or was seen to be and nothing tells of it.
    private void WriteRoot(Cohort cohort, string folder, SubjectState state)
    {
        var files = state switch
        {
            _ when _logFailed => [],
            SubjectState.Segmented when !_rootIsWritten => cohort.RootFiles,
            SubjectState.Complete => cohort.RootFiles.Where(file => !Path.Exists(Path.Combine(folder, file.Path))),
            _ => [],
        };
        _rootIsWritten |= state == SubjectState.Segmented;
        foreach (var (path, text) in files)
        {
            try
            {
                SharedFile.Write(folder, path, text);
            }
            catch (OutputException e)
            {
                messages.Warning(e.Message);
                _logFailed = true;
            }
        }
    }

    private void Tell(SubjectOutcome outcome)
    {
        if (messages.Log is { } log)
        {
            log.Session(outcome);
        }
        else
        {
            BidsSummary.PrintWarnings(outcome, messages);
        }

        if (!_json)
        {
            BidsSummary.Print(outcome);
        }
    }
}
