using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Terminal;
using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Report.Sessions;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Bids.Sessions;
using GpuSeg.Studies.Text;

namespace GpuSeg.Cli.Commands.Cohort;

/// <summary>
/// The second half of a run over a cohort: a page for every session and the references to cite, made from the files of the first half.
/// The only class of a run that uses the library of the pages.
/// </summary>
internal sealed class CohortPages(CohortRun run, bool json, Messages messages) : IProgress<PageOutcome>
{
    // Enough to refuse every page.
    private const long LeastHeap = 64 << 20;

    private readonly Lock _gate = new();
    private int _done;
    private int _all;

    /// <summary>Whether logs/CITATION.md could not be written; a warning says why.</summary>
    public bool LogFailed { get; private set; }

    /// <summary>Returns the sessions as if they had been found complete; making their pages shows whether they are.</summary>
    /// <exception cref="ImageException">The folder does not exist.</exception>
    public static SessionOutcome[] Assume(IReadOnlyList<SessionPlan> plans, string folder)
    {
        return Directory.Exists(folder)
            ? [.. plans.Select(Outcome)]
            : throw new ImageException(
                $"{folder} does not exist, so there are no results to make pages of; run without `--reports-only` first.");

        static SessionOutcome Outcome(SessionPlan plan) => plan.Failure is { } failure
            ? new(plan, SessionState.Failed, failure, [])
            : new(plan, SessionState.Complete, "complete already", []);
    }

    /// <summary>Makes the pages of all sessions that have results, or only of those that this run has segmented.</summary>
    /// <returns>The outcomes with their pages or the reason for a missing page; a session without results has failed.</returns>
    public IReadOnlyList<SessionOutcome> Make(IReadOnlyList<SessionOutcome> outcomes, bool segmentedOnly, CancellationToken cancellation)
    {
        SessionPlan[] plans = [.. outcomes.Where(HasResults).Select(outcome => outcome.Plan)];
        _all = plans.Length;
        var pages = Pages(plans, cancellation);
        Cite(pages);
        var newPages = pages.Where(page => page.State == PageState.Made);
        string[] made = [.. newPages.Select(page => SessionPages.NameOf(page.Plan)).Order(StringComparer.Ordinal)];
        if (!json && made.Length > 0)
        {
            Console.Out.WriteLine($"{Plural.Of(made.Length, "page")} made, such as {made[0]}");
        }

        var of = pages.ToDictionary(page => page.Plan);
        return [.. outcomes.Select(outcome => of.TryGetValue(outcome.Plan, out var page) ? WithPage(outcome, page) : outcome)];

        bool HasResults(SessionOutcome outcome) =>
            outcome.State == SessionState.Segmented || (outcome.State == SessionState.Complete && !segmentedOnly);
    }

    public void Report(PageOutcome value)
    {
        lock (_gate)
        {
            messages.Working($"{++_done} of {_all} pages");
        }
    }

    private static SessionOutcome WithPage(SessionOutcome outcome, PageOutcome page) => page.State switch
    {
        PageState.NoResults => outcome with { State = SessionState.Failed, Message = $"no page: {page.Failure}" },
        PageState.Failed or PageState.TooLarge => outcome with { PageFailure = OptionHints.Add(page.Failure!) },
        _ => outcome with { Page = SessionPages.NameOf(page.Plan) },
    };

    private void Cite(IReadOnlyList<PageOutcome> pages)
    {
        try
        {
            CitationFile.Write(run.Folder, run.Cited, pages, run.Overwrite);
        }
        catch (OutputException e)
        {
            messages.Warning(e.Message);
            LogFailed = true;
        }
    }

    private IReadOnlyList<PageOutcome> Pages(SessionPlan[] plans, CancellationToken cancellation)
    {
        if (run.Limits.HeapBytes is { } bytes)
        {
            BoundHeap(bytes);
        }

        try
        {
            return new SessionPages(run).Make(plans, this, cancellation);
        }
        catch (OutputException e)
        {
            return [.. plans.Select(plan => new PageOutcome(plan, PageState.Failed, null, e.Message))];
        }
        catch (OperationCanceledException)
        {
            throw new StoppedException($"stopped after {_done} of {_all} pages; run the same command again to make the rest.");
        }
        finally
        {
            messages.Done();
        }
    }

    // A page's memory is mostly garbage soon; left alone, the collector would let it pile up.
    private static void BoundHeap(long bytes)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        AppContext.SetData("GCHeapHardLimit", (ulong)Math.Max(bytes, GC.GetTotalMemory(forceFullCollection: false) + LeastHeap));
        GC.RefreshMemoryLimit();
    }
}
