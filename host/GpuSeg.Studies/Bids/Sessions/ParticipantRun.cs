using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Bids.Derivatives;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Threads;

namespace GpuSeg.Studies.Bids.Sessions;

/// <summary>
/// Segments the sessions of a plan into a derivative data set, several at a time: while one is inflated another is fitted and a third is
/// deflated. Each worker takes one session through all steps, so that memory is bounded by the sessions in progress.
/// </summary>
/// <param name="run">The settings of the run.</param>
/// <param name="startBackend">Starts a backend, given threads and work; see <see cref="Segmentation.Segmenter.Work"/>.</param>
public sealed class ParticipantRun(CohortRun run, Func<int, long, IBackend> startBackend)
{
    // A brain fills about a quarter of its grid.
    private const int GridPerBrain = 4;

    /// <summary>Runs the plans; the failure of one session does not stop the others.</summary>
    /// <param name="plans">The sessions.</param>
    /// <param name="progress">Receives the number of sessions done, and the iterations if one session is segmented at a time.</param>
    /// <param name="cancellation">Stops all sessions in progress.</param>
    /// <returns>The outcomes, in the order of the plans; if the run stops early, the outcomes of the sessions done.</returns>
    /// <exception cref="OutputException">The folder holds another data set, or cannot be written.</exception>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellation"/> was requested; sessions that were done are complete.
    /// </exception>
    public IEnumerable<SessionOutcome> Run(
        IReadOnlyList<SessionPlan> plans, ICohortProgress? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plans);
        DerivativeDataset.Prepare(run.Folder, run.Raw, run.Version);
        LookupTable.Extend(run.Folder, run.Template);
        ColumnDictionary.Extend(run.Folder, [.. plans.SelectMany(plan => plan.Channels).Select(channel => channel.Name).Distinct()]);
        return InOrder(Outcomes(plans, progress, cancellation), plans.Count, progress);
    }

    // Sessions that run alone come first, so that the outcomes of the others, which may be many, are reported as they end.
    private IEnumerable<(int Plan, SessionOutcome Outcome)> Outcomes(
        IReadOnlyList<SessionPlan> plans, ICohortProgress? progress, CancellationToken cancellation)
    {
        var failed = false;
        var groups = Enumerable.Range(0, plans.Count).ToLookup(i => run.RunsAlone(plans[i]));
        foreach (var group in (int[][])[[.. groups[true]], [.. groups[false]]])
        {
            if (failed && run.StopOnFailure)
            {
                yield break;
            }

            foreach (var (i, outcome) in OutcomesOf(group, [.. group.Select(i => plans[i])], progress, cancellation))
            {
                failed |= outcome.State == SessionState.Failed;
                yield return (i, outcome);
            }
        }
    }

    private IEnumerable<(int Plan, SessionOutcome Outcome)> OutcomesOf(
        int[] numbers, IReadOnlyList<SessionPlan> plans, ICohortProgress? progress, CancellationToken cancellation)
    {
        var workers = run.ConcurrentSessions(plans);
        var threads = Math.Max(1, run.Limits.Threads / workers);
        using var backends = new SessionBackends(startBackend, threads, Work(plans));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var outcomes = new BlockingCollection<(int Plan, SessionOutcome Outcome)>();
        var crew = new WorkerThreads(plans, outcomes, workers, run.StopOnFailure, workers == 1 ? progress : null, stop);
        var taken = ThreadBudget.Take(workers - 1);
        Thread[] started = [.. Enumerable.Range(0, workers).Select(_ => crew.Start(new SessionWorker(run, backends, threads)))];
        try
        {
            foreach (var (i, outcome) in outcomes.GetConsumingEnumerable(CancellationToken.None))
            {
                yield return (numbers[i], outcome);
            }

            crew.Rethrow();
            cancellation.ThrowIfCancellationRequested();
        }
        finally
        {
            stop.Cancel();
            Array.ForEach(started, thread => thread.Join());
            ThreadBudget.Return(taken);
        }
    }

    /// <summary>Reports sessions with a sidecar as complete without a check, and removes temporary files of killed processes.</summary>
    public IEnumerable<SessionOutcome> Existing(IEnumerable<SessionPlan> plans) =>
        from plan in plans
        let files = plan.Outputs
        where files is not null && Path.Exists(Path.Combine(run.Folder, files.Sidecar))
        let left = ActiveLock.Clear(Path.Combine(run.Folder, files.Folder), plan.Id, files.Names)
        select new SessionOutcome(plan, SessionState.Complete, "exists already; not looked at", left is null ? [] : [left]);

    private static IEnumerable<SessionOutcome> InOrder(
        IEnumerable<(int Plan, SessionOutcome Outcome)> outcomes, int count, ICohortProgress? progress)
    {
        var (waiting, next, failed) = (new SortedDictionary<int, SessionOutcome>(), 0, 0);
        foreach (var (plan, outcome) in outcomes)
        {
            waiting.Add(plan, outcome);
            failed += outcome.State == SessionState.Failed ? 1 : 0;
            for (; waiting.Remove(next, out var first); next++)
            {
                yield return first;
            }

            progress?.Report(new CohortProgress(next + waiting.Count, count, failed));
        }

        foreach (var (_, outcome) in waiting)
        {
            yield return outcome;
        }
    }

    private long Work(IReadOnlyList<SessionPlan> plans) =>
        plans.Sum(plan => plan.Voxels) / GridPerBrain * run.Template.Estimator.Clusters * run.Template.Estimator.Starts;

    /// <summary>Threads that take one session after the other.</summary>
    private sealed class WorkerThreads(
        IReadOnlyList<SessionPlan> plans, BlockingCollection<(int Plan, SessionOutcome Outcome)> outcomes, int workers, bool stopOnFailure,
        IProgress<FitProgress>? progress, CancellationTokenSource stop)
    {
        private int _next = -1;
        private int _left = workers;
        private volatile bool _closed;
        private Exception? _failure;

        public Thread Start(SessionWorker worker)
        {
            var thread = new Thread(() => Work(worker)) { IsBackground = true, Name = "GpuSeg session" };
            thread.Start();
            return thread;
        }

        public void Rethrow()
        {
            if (_failure is not null)
            {
                ExceptionDispatchInfo.Throw(_failure);
            }
        }

        private void Work(SessionWorker worker)
        {
            try
            {
                for (int i; !stop.IsCancellationRequested && !_closed && (i = Interlocked.Increment(ref _next)) < plans.Count;)
                {
                    var outcome = worker.Outcome(plans[i], progress, stop.Token);
                    _closed |= stopOnFailure && outcome.State == SessionState.Failed;
                    outcomes.Add((i, outcome));
                }
            }
            catch (Exception e)
            {
                if (e is not OperationCanceledException)
                {
                    Interlocked.CompareExchange(ref _failure, e, null);
                }

                stop.Cancel();
            }

            if (Interlocked.Decrement(ref _left) == 0)
            {
                outcomes.CompleteAdding();
            }
        }
    }
}

/// <summary>Receiver of a run's progress.</summary>
public interface ICohortProgress : IProgress<FitProgress>, IProgress<CohortProgress>;

/// <summary>The progress of a run.</summary>
/// <param name="Done">Number of sessions done, including failures.</param>
/// <param name="Sessions">Number of all sessions.</param>
/// <param name="Failed">Number of failures.</param>
public readonly record struct CohortProgress(int Done, int Sessions, int Failed);
