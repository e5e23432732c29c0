using System.CommandLine;
using GpuSeg.Cli.Terminal;
using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Report.Sessions;
using GpuSeg.Studies.Bids;

namespace GpuSeg.Cli.Commands;

/// <summary>The second half of a run over a cohort: a page for every session and what to cite, made of the files that the first half wrote.</summary>
internal sealed class BidsReports
{
    private readonly Option<bool> _none = new("--no-reports") { Description = "Make no pages and no logs/CITATION.md." };
    private readonly Option<bool> _only = new("--reports-only") { Description = "Segment nothing; make the pages of what is segmented already." };

    public IReadOnlyList<Option> All => [_none, _only];

    /// <summary>Whether there are to be pages.</summary>
    public bool Wanted(ParseResult parsed) => !parsed.GetValue(_none);

    /// <summary>Whether there are to be only pages.</summary>
    public bool Only(ParseResult parsed) => parsed.GetValue(_only) && !Wanted(parsed)
        ? throw new UsageException("--reports-only and --no-reports leave nothing to do; leave one of them out.")
        : parsed.GetValue(_only);

    /// <summary>Sessions as if they had been found complete; whether they are is seen when their pages are made.</summary>
    public static SubjectOutcome[] Planned(IReadOnlyList<SubjectPlan> plans, string folder) => Directory.Exists(folder)
        ? [.. plans.Select(plan => new SubjectOutcome(plan, plan.Failure is null ? SubjectState.Complete : SubjectState.Failed, plan.Failure ?? "complete already", []))]
        : throw new ImageException($"{folder} does not exist, so there are no results to make pages of; run without `--reports-only` first.");

    /// <summary>Makes the pages; their library is not loaded before.</summary>
    public sealed class Run(CohortRun run, bool json, Messages messages) : IProgress<PageOutcome>
    {
        // Enough to refuse every page.
        private const long LeastRoom = 64 << 20;

        private readonly Lock _gate = new();
        private int _done;
        private int _all;

        /// <summary>Whether logs/CITATION.md could not be written; a warning says why.</summary>
        public bool LogFailed { get; private set; }

        /// <summary>Makes the pages of all sessions that have results, or only of those that were segmented now.</summary>
        /// <returns>The outcomes; where a page failed they say so, and a session without results has failed.</returns>
        public IReadOnlyList<SubjectOutcome> Of(IReadOnlyList<SubjectOutcome> outcomes, bool segmentedOnly, CancellationToken cancellation)
        {
            SubjectPlan[] plans = [.. outcomes.Where(outcome => outcome.State == SubjectState.Segmented || (outcome.State == SubjectState.Complete && !segmentedOnly)).Select(outcome => outcome.Plan)];
            _all = plans.Length;
            var pages = Pages(plans, cancellation);
            Cite(pages);
            string[] made = [.. pages.Where(page => page.State == PageState.Made).Select(page => SessionPages.NameOf(page.Plan)).Order(StringComparer.Ordinal)];
            if (!json && made.Length > 0)
            {
                Console.Out.WriteLine($"{Counted.Of(made.Length, "page")} made, such as {made[0]}");
            }

            var of = pages.ToDictionary(page => page.Plan);
            return [.. outcomes.Select(outcome => !of.TryGetValue(outcome.Plan, out var page) ? outcome
                : page.State == PageState.NoResults ? outcome with { State = SubjectState.Failed, Message = $"no page: {page.Failure}" }
                : page.State == PageState.Failed ? outcome with { PageFailure = page.Failure }
                : outcome with { Page = SessionPages.NameOf(page.Plan) })];
        }

        public void Report(PageOutcome value)
        {
            lock (_gate)
            {
                messages.Working($"{++_done} of {_all} pages");
            }
        }

        private void Cite(IReadOnlyList<PageOutcome> pages)
        {
            try
            {
                CitationFile.Write(run.Folder, run.Template, pages, run.Overwrite);
            }
            catch (OutputException e)
            {
                messages.Warning(e.Message);
                LogFailed = true;
            }
        }

        private IReadOnlyList<PageOutcome> Pages(SubjectPlan[] plans, CancellationToken cancellation)
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
                throw new StoppedException($"stopped after {_done} of {_all} pages; the same command goes on with the rest.");
            }
            finally
            {
                messages.Done();
            }
        }

        // Most of what a page takes is soon let go of, which the collector would be in no hurry to take.
        private static void BoundHeap(long bytes)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
            AppContext.SetData("GCHeapHardLimit", (ulong)Math.Max(bytes, GC.GetTotalMemory(forceFullCollection: false) + LeastRoom));
            GC.RefreshMemoryLimit();
        }
    }
}
