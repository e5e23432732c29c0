using System.Collections.Concurrent;
using GpuSeg.Imaging.Bids;
using GpuSeg.Report.Page;

namespace GpuSeg.Report.Fit;

/// <summary>
/// Makes the pages of a derivative data set's sessions, in its root, of the files that lie there: several at once, as many as there are
/// processors and as fit into memory. A page says which results it is of, and is made again only where these have changed.
/// </summary>
/// <param name="run">What was segmented how, into which folder, and what may be used.</param>
public sealed class SubjectPages(CohortRun run)
{
    // Of an image: what is stored, its values for figures and for slices, and what is made of them.
    private const int BytesPerVoxel = 20;

    // Where no limit is given. What a page takes is estimated, and there are others on the machine.
    private const double ShareOfMemory = 0.5;

    private readonly SavedSegmentations _saved = new(run);

    private long Memory => run.Limits.MemoryBytes - CohortLimits.ProcessBytes ?? (long)(ShareOfMemory * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>The page's name in the root: that of the session. Of several segmentations it shows the one that was asked for last.</summary>
    public static string NameOf(SubjectPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return $"{plan.Id}.html";
    }

    /// <summary>Makes the pages that are missing or are of other results, or all where results are to be overwritten; what goes wrong with one does not stop the others.</summary>
    /// <param name="plans">The sessions.</param>
    /// <param name="progress">Told of every session, from several threads.</param>
    /// <param name="cancellation">Stops at once: pages that are not done are given up.</param>
    /// <returns>What became of each, in the order of the plans.</returns>
    /// <exception cref="GpuSeg.Imaging.OutputException">The folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public IReadOnlyList<PageOutcome> Make(IReadOnlyList<SubjectPlan> plans, IProgress<PageOutcome>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plans);
        using var files = new DerivativeTexts(run.Folder, "pages", [.. plans.Select(NameOf)]);
        var outcomes = new PageOutcome[plans.Count];
        var room = new Room(Memory);
        // A page knows no cancellation, and would keep the command from ending for as long as it takes. Once the files are closed it can do no harm.
        Task.Run(() => Parallel.ForEach(
            Partitioner.Create(Enumerable.Range(0, outcomes.Length), EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { MaxDegreeOfParallelism = run.Limits.Threads, CancellationToken = cancellation },
            i =>
            {
                outcomes[i] = Tried(plans[i], files, room, cancellation);
                progress?.Report(outcomes[i]);
            }), cancellation).WaitAsync(cancellation).GetAwaiter().GetResult();
        return outcomes;
    }

    private PageOutcome Made(SavedSegmentation found, DerivativeTexts files, Room room, CancellationToken cancellation)
    {
        var plan = found.Plan;
        if (!run.Overwrite && IsThere(found))
            return new(plan, PageState.Kept, found.Version);
        using (room.Enter(plan.Voxels * plan.Channels.Count * BytesPerVoxel, cancellation))
            files.Write(NameOf(plan), FitReport.Of(_saved.Read(found, cancellation), found.Title, found.Version, found.Sha256));
        return new(plan, PageState.Made, found.Version);
    }

    private bool IsThere(SavedSegmentation found)
    {
        var path = Path.Combine(run.Folder, NameOf(found.Plan));
        if (!File.Exists(path))
            return false;
        using var reader = new StreamReader(path);
        var beginning = new char[ReportPage.Beginning];
        return ReportPage.IsOf(new(beginning, 0, reader.ReadBlock(beginning)), found.Sha256);
    }

    private PageOutcome Tried(SubjectPlan plan, DerivativeTexts files, Room room, CancellationToken cancellation)
    {
        SavedSegmentation? found = null;
        try
        {
            found = _saved.Find(plan);
            return Made(found, files, room, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new(plan, found is null ? PageState.NoResults : PageState.Failed, null, SavedSegmentations.Sentence(e));
        }
    }
}

/// <summary>What became of a session's page.</summary>
/// <param name="Plan">The session.</param>
/// <param name="State">How it ended.</param>
/// <param name="Version">The version of the program that segmented the session; null where there is no page.</param>
/// <param name="Failure">Why there is none, in a sentence.</param>
public sealed record PageOutcome(SubjectPlan Plan, PageState State, string? Version, string? Failure = null);

/// <summary>How the making of a page ended.</summary>
public enum PageState
{
    /// <summary>It was made.</summary>
    Made,

    /// <summary>It was there, of the same results.</summary>
    Kept,

    /// <summary>It could not be made.</summary>
    Failed,

    /// <summary>There are no results to make it of, or others than those that were asked for.</summary>
    NoResults,
}
