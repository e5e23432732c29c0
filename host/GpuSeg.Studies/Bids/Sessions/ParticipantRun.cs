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
/// Segments the sessions of a plan into a derivative data set, some at a time: while one is inflated another is fitted and a third is
/// deflated, each worker going through all of it with one session, so that memory is that of the sessions in flight.
/// </summary>
/// <param name="run">What the sessions have in common.</param>
/// <param name="startBackend">Starts a backend, given threads and work; see <see cref="Segmentation.Segmenter.Work"/>.</param>
public sealed class ParticipantRun(CohortRun run, Func<int, long, IBackend> startBackend)
{
    // A brain fills about a quarter of its grid.
    private const int GridPerBrain = 4;

    /// <summary>Runs the plans; what goes wrong with one of them does not stop the others.</summary>
    /// <param name="plans">What to do.</param>
    /// <param name="progress">Told how many are done, and the iterations where one session is segmented at a time.</param>
    /// <param name="cancellation">Stops all sessions in flight.</param>
    /// <returns>What became of each, in the order of the plans; where the run stops early, of those that were done.</returns>
    /// <exception cref="OutputException">The folder holds something else, or cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested; sessions that were done are complete.</exception>
    public IEnumerable<SessionOutcome> Run(IReadOnlyList<SessionPlan> plans, ICohortProgress? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plans);
        DerivativeDataset.Prepare(run.Folder, run.Raw, run.Version);
        LookupTable.Extend(run.Folder, run.Template);
        return InOrder(Outcomes(plans, progress, cancellation), plans.Count, progress);
    }

    // Sessions that are alone come first, so that the others, of which there may be many, are told of as they end.
    private IEnumerable<(int Plan, SessionOutcome Outcome)> Outcomes(IReadOnlyList<SessionPlan> plans, ICohortProgress? progress, CancellationToken cancellation)
    {
        var failed = false;
        var groups = Enumerable.Range(0, plans.Count).ToLookup(i => run.RunsAlone(plans[i]));
        foreach (var group in (int[][])[[.. groups[true]], [.. groups[false]]])
        {
            if (failed && run.StopOnFailure)
            {
                yield break;
            }

            foreach (var (i, outcome) in Outcomes([.. group.Select(i => plans[i])], group, progress, cancellation))
            {
                failed |= outcome.State == SessionState.Failed;
                yield return (i, outcome);
            }
        }
    }

    private IEnumerable<(int Plan, SessionOutcome Outcome)> Outcomes(IReadOnlyList<SessionPlan> plans, int[] numbers, ICohortProgress? progress, CancellationToken cancellation)
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

    /// <summary>What becomes of the sessions that have a sidecar, where nothing else is to be looked at; what killed processes left of their files is cleared away.</summary>
    public IEnumerable<SessionOutcome> Existing(IEnumerable<SessionPlan> plans) =>
        from plan in plans
        let files = plan.Outputs
        where files is not null && Path.Exists(Path.Combine(run.Folder, files.Sidecar))
        let left = ActiveLock.Clear(Path.Combine(run.Folder, files.Folder), plan.Id, files.Names)
        select new SessionOutcome(plan, SessionState.Complete, "exists already; not looked at", left is null ? [] : [left]);

    private static IEnumerable<SessionOutcome> InOrder(IEnumerable<(int Plan, SessionOutcome Outcome)> outcomes, int count, ICohortProgress? progress)
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

    /// <summary>Threads that take the next session until there is none.</summary>
    private sealed class WorkerThreads(IReadOnlyList<SessionPlan> plans, BlockingCollection<(int Plan, SessionOutcome Outcome)> outcomes, int workers, bool stopOnFailure, IProgress<FitProgress>? progress, CancellationTokenSource stop)
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

/// <summary>Is told how a run goes on.</summary>
public interface ICohortProgress : IProgress<FitProgress>, IProgress<CohortProgress>;

/// <summary>How far a run is.</summary>
/// <param name="Done">Sessions that are done, or failed.</param>
/// <param name="Sessions">All of them.</param>
/// <param name="Failed">Sessions that failed.</param>
public readonly record struct CohortProgress(int Done, int Sessions, int Failed);
