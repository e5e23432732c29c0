using GpuSeg.Images;
using GpuSeg.Images.Nifti;
using GpuSeg.Report.Fit;
using GpuSeg.Report.Page;
using GpuSeg.Report.Viewer;
using GpuSeg.Studies.Bids.Derivatives;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Bids.Sessions;
using GpuSeg.Threads;

namespace GpuSeg.Report.Sessions;

/// <summary>
/// Makes the pages of a derivative data set's sessions, in its root, of the files that lie there: several at once, as many as there are
/// processors and as fit into memory. A page says which results it is of, and is made again only where these have changed.
/// </summary>
/// <param name="run">What was segmented how, into which folder, and what may be used.</param>
public sealed class SessionPages(CohortRun run)
{
    // Images being turned into pictures at a time, copies of a page's text that are held together, and what does not depend on the images.
    private const int AtATime = 2, Copies = 3;
    private const long Rest = 32 << 20;

    // Where no limit is given. What a page takes is estimated, and there are others on the machine.
    private const double ShareOfMemory = 0.5;

    private const string Remedy = "allow more, or make no pages with `--no-reports`.";

    private readonly SavedSegmentations _saved = new(run);

    // What the process holds already is no room for pages.
    private readonly long _held = run.Limits.HeapBytes is null ? 0 : GC.GetTotalMemory(forceFullCollection: true);

    private long Memory => run.Limits.HeapBytes - _held ?? (long)(ShareOfMemory * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>The page's name in the root: that of the session. Of several segmentations it shows the one that was asked for last.</summary>
    public static string NameOf(SessionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return $"{plan.Id}.html";
    }

    /// <summary>Makes the pages that are missing or are of other results, or all where results are to be overwritten; what goes wrong with one does not stop the others.</summary>
    /// <param name="plans">The sessions.</param>
    /// <param name="progress">Told of every session, from several threads.</param>
    /// <param name="cancellation">Stops at once: pages that are not done are given up.</param>
    /// <returns>What became of each, in the order of the plans.</returns>
    /// <exception cref="Images.Files.OutputException">The folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public IReadOnlyList<PageOutcome> Make(IReadOnlyList<SessionPlan> plans, IProgress<PageOutcome>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plans);
        using var files = new DerivativeTexts(run.Folder, "pages", [.. plans.Select(NameOf)]);
        var outcomes = new PageOutcome[plans.Count];
        var room = new MemoryGate(Memory);
        // A page knows no cancellation, and would keep the command from ending for as long as it takes. Once the files are closed it can do no harm.
        Task.Factory.StartNew(
            () => ThreadBudget.For(outcomes.Length, Make, run.Limits.Threads, cancellation),
            cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).WaitAsync(cancellation).GetAwaiter().GetResult();
        return outcomes;

        void Make(int i)
        {
            outcomes[i] = Tried(plans[i], files, room, cancellation);
            progress?.Report(outcomes[i]);
        }
    }

    private PageOutcome Made(SavedSegmentation found, DerivativeTexts files, MemoryGate room, CancellationToken cancellation)
    {
        var plan = found.Plan;
        if (!run.Overwrite && IsThere(found))
        {
            return new(plan, PageState.Kept, found.Version);
        }

        using (room.Enter(Need(found), cancellation))
        {
            files.Write(NameOf(plan), FitReport.Of(_saved.Read(found, cancellation), found.Title, found.Version, found.Sha256));
        }

        return new(plan, PageState.Made, found.Version);
    }

    // An upper bound: the images as stored, beside them values of all voxels of some, maps of labels, features twice, and the pictures as text.
    private long Need(SavedSegmentation found)
    {
        var (voxels, images, mask) = (found.Plan.Voxels, found.Plan.Channels.Count, found.MaskVoxels);
        var request = run.RequestFor(found.Plan);
        var stored = request.Images.Concat(request.MaskFile is { } file ? [file] : []).Sum(path => (long)NiftiReader.ReadHeader(path).VolumeBytes);
        var shown = Math.Min(voxels, ShownBox.MostVoxels / images) * (images + 1);
        var need = stored + (voxels * ((Math.Min(images, AtATime) * sizeof(float)) + 3)) + (mask * ((12 * images) + 12)) + (shown * Copies) + Rest;
        return run.Limits.HeapBytes is null || need <= Memory ? need : throw new ImageException(
            $"it may take {(need + _held + CohortLimits.BesideHeapBytes) >> 20} MB and `--mem-mb` allows {run.Limits.MemoryBytes >> 20}; {Remedy}");
    }

    private bool IsThere(SavedSegmentation found)
    {
        var path = Path.Combine(run.Folder, NameOf(found.Plan));
        if (!File.Exists(path))
        {
            return false;
        }

        using var reader = new StreamReader(path);
        var beginning = new char[ReportPage.Beginning];
        return ReportPage.IsOf(new(beginning, 0, reader.ReadBlock(beginning)), found.Sha256);
    }

    private PageOutcome Tried(SessionPlan plan, DerivativeTexts files, MemoryGate room, CancellationToken cancellation)
    {
        SavedSegmentation? found = null;
        try
        {
            found = _saved.Find(plan);
            return Made(found, files, room, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new(plan, found is null ? PageState.NoResults : PageState.Failed, null, run.Limits.HeapBytes is not null && e.GetBaseException() is OutOfMemoryException
                ? $"it takes more than the {run.Limits.MemoryBytes >> 20} MB that `--mem-mb` allows; {Remedy}" : SavedSegmentations.Sentence(e));
        }
    }
}

/// <summary>What became of a session's page.</summary>
/// <param name="Plan">The session.</param>
/// <param name="State">How it ended.</param>
/// <param name="Version">The version of the program that segmented the session; null where there is no page.</param>
/// <param name="Failure">Why there is none, in a sentence.</param>
public sealed record PageOutcome(SessionPlan Plan, PageState State, string? Version, string? Failure = null);

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
