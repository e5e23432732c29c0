using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Options.Cohorts;
using GpuSeg.Cli.Terminal;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Derivatives;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Bids.Pooled;
using GpuSeg.Studies.Bids.Sessions;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Cli.Commands.Cohort;

/// <summary>Subjects with their images, from a data set or a list.</summary>
/// <param name="Raw">The images.</param>
/// <param name="Plans">The work for each session.</param>
/// <param name="RootFiles">Files that the output folder's root gets beside the results, relative to it.</param>
internal sealed record PlannedCohort(RawData Raw, IReadOnlyList<SessionPlan> Plans, IReadOnlyList<(string Path, string Text)> RootFiles)
{
    /// <summary>Makes the plans of all subjects, chosen or not.</summary>
    public Func<IReadOnlyList<SessionPlan>> Everyone { get; init; } = () => Plans;
}

/// <summary>Carries out the plans of a cohort and reports the outcomes.</summary>
internal sealed class CohortRunner(ParticipantSettings settings, Messages messages)
{
    private bool _rootIsWritten;
    private bool _logFailed;
    private bool _hasRun;

    private SegmentationRequest Request => settings.Segmentation.Request;

    /// <summary>Prints the plans or carries them out, and returns the exit code.</summary>
    /// <exception cref="NothingRunException">No session could be started.</exception>
    public int Run(PlannedCohort cohort, CancellationToken cancellation)
    {
        try
        {
            return PlanOrRun(cohort, cancellation);
        }
        catch (Exception e) when (!_hasRun && NothingRunException.IsReason(e))
        {
            throw new NothingRunException(e);
        }
    }

    private int PlanOrRun(PlannedCohort cohort, CancellationToken cancellation)
    {
        var run = CreateRun(cohort);
        var startBackend = settings.Backend.SharingStarter(messages.Detail);
        var pooled = settings.Scope == FitScope.Pooled ? new PooledFit(run, startBackend) : null;
        var subjects = settings.Scope == FitScope.Subject ? new SubjectFits(run, startBackend) : null;
        if (settings.DryRun)
        {
            return DryRun(cohort, pooled?.Intent(cohort.Everyone(), Request) ?? subjects?.Intent(cohort.Plans));
        }

        if (pooled is not null)
        {
            run = Pool(pooled, cohort.Everyone(), cancellation);
        }
        else if (subjects is not null)
        {
            (run, cohort) = FitSubjects(subjects, cohort, cancellation);
        }

        var onlyPages = settings.Pages == PageChoice.OnlyPages;
        IReadOnlyList<SessionOutcome> outcomes =
            onlyPages ? CohortPages.Assume(cohort.Plans, settings.Folder) : Segment(cohort, run, cancellation);
        WriteChanges(run);
        if (settings.Pages != PageChoice.NoPages)
        {
            // Sessions that were skipped unseen may have other parameters.
            var segmentedOnly = settings.SkipExisting && !onlyPages;
            var pages = new CohortPages(run, settings.Json, messages);
            outcomes = pages.Make(outcomes, segmentedOnly, cancellation);
            _logFailed |= pages.LogFailed;
        }

        return End(outcomes);
    }

    private CohortRun CreateRun(PlannedCohort cohort) => new()
    {
        Raw = cohort.Raw,
        Folder = settings.Folder,
        Template = Request,
        Version = AppVersion.Text,
        Overwrite = settings.Overwrite,
        StopOnFailure = settings.StopOnFirstCrash,
        Limits = new(settings.Backend.Threads, settings.MemoryBytes),
    };

    private int DryRun(PlannedCohort cohort, string? intent)
    {
        CohortSummary.PrintPlan(cohort.Plans, settings.Json);
        if (intent is not null && !settings.Json)
        {
            Console.Out.WriteLine(intent);
        }

        // A plan of failures alone does not succeed.
        return cohort.Plans.Count > 0 && cohort.Plans.All(plan => plan.Failure is not null) ? ExitCodes.Failed : ExitCodes.Ok;
    }

    // Fits the model of all sessions, or reads it if it exists, and returns the run with it.
    private CohortRun Pool(PooledFit fit, IReadOnlyList<SessionPlan> all, CancellationToken cancellation)
    {
        var pooled = fit.Prepare(all, Request, messages, messages, cancellation);
        messages.Done();
        foreach (var note in pooled.Notes)
        {
            messages.Warning(note);
        }

        if (!settings.Json)
        {
            var sessions = $"{(pooled.Sessions == pooled.Asked ? "" : $"{pooled.Sessions} of ")}{Plural.Of(pooled.Asked, "session")}";
            Console.Out.WriteLine(pooled.Reused
                ? $"{pooled.File} exists, for the same {sessions} and parameters, and is used unchanged"
                : $"pooled model of {sessions}, each scaled to mean 0 and variance 1 -> {pooled.File}");
        }

        return pooled.Run;
    }

    // Fits the models of the subjects, or reads those that exist; subjects without a model have failed in the plans.
    private (CohortRun Run, PlannedCohort Cohort) FitSubjects(SubjectFits fits, PlannedCohort cohort, CancellationToken cancellation)
    {
        var models = fits.Prepare(cohort.Plans, cohort.Everyone(), messages, messages, cancellation);
        messages.Done();
        foreach (var note in models.Notes)
        {
            messages.Warning(note);
        }

        if (!settings.Json)
        {
            Console.Out.WriteLine($"models of {Plural.Of(models.Subjects, "subject")}, {models.Fitted} fitted now; "
                + "each session scaled to mean 0 and variance 1");
        }

        return (models.Run, cohort with { Plans = models.Plans });
    }

    private void WriteChanges(CohortRun run)
    {
        try
        {
            foreach (var doubt in ChangeTables.Write(run))
            {
                messages.Warning(doubt);
            }
        }
        catch (OutputException e)
        {
            messages.Warning(e.Message);
            _logFailed = true;
        }
    }

    private int End(IReadOnlyList<SessionOutcome> outcomes)
    {
        var failed = _logFailed
            || outcomes.Any(outcome => outcome.State == SessionState.Failed || outcome.PageFailure is not null || outcome.LogFailed);
        var exitCode = failed ? ExitCodes.Failed : ExitCodes.Ok;
        CohortSummary.PrintEnd(outcomes, settings.Json);
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
            CohortSummary.PrintFailures(outcomes);
        }

        return exitCode;
    }

    private List<SessionOutcome> Segment(PlannedCohort cohort, CohortRun run, CancellationToken cancellation)
    {
        var outcomes = new List<SessionOutcome>();
        var participants = new ParticipantRun(run, settings.Backend.SharingStarter(messages.Detail));
        SessionOutcome[] skipped = settings.SkipExisting ? [.. participants.Existing(cohort.Plans)] : [];
        SessionPlan[] left = [.. cohort.Plans.Except(skipped.Select(outcome => outcome.Plan))];
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
                WriteRoot(cohort, outcome.State);
            }
        }
        catch (OperationCanceledException)
        {
            messages.Done();
            throw new StoppedException(
                $"stopped after {outcomes.Count} of {cohort.Plans.Count} sessions; run the same command again to process the rest.");
        }

        foreach (var plan in cohort.Plans.Except(outcomes.Select(outcome => outcome.Plan)).ToArray())
        {
            Add(new(plan, SessionState.NotTried, "not tried, since another session failed", []));
        }

        return outcomes;

        void Add(SessionOutcome found)
        {
            var outcome = found with { Message = OptionHints.Add(found.Message) };
            outcomes.Add(outcome);
            _hasRun |= outcome.State == SessionState.Segmented || (outcome.State == SessionState.Failed && outcome.Plan.Failure is null);
            Print(outcome);
        }
    }

    // Written only once a session has been segmented with these options, or was found to be and the files are missing.
    private void WriteRoot(PlannedCohort cohort, SessionState state)
    {
        var files = state switch
        {
            _ when _logFailed => [],
            SessionState.Segmented when !_rootIsWritten => cohort.RootFiles,
            SessionState.Complete => cohort.RootFiles.Where(file => !Path.Exists(Path.Combine(settings.Folder, file.Path))),
            _ => [],
        };
        _rootIsWritten |= state == SessionState.Segmented;
        foreach (var (path, text) in files)
        {
            try
            {
                SharedFile.Write(settings.Folder, path, text);
            }
            catch (OutputException e)
            {
                messages.Warning(e.Message);
                _logFailed = true;
            }
        }
    }

    private void Print(SessionOutcome outcome)
    {
        if (messages.Log is { } log)
        {
            log.Session(outcome);
        }
        else
        {
            CohortSummary.PrintWarnings(outcome, messages);
        }

        if (!settings.Json)
        {
            CohortSummary.Print(outcome);
        }
    }
}
