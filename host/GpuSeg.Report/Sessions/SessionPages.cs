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
/// Maker of the pages of a derivative data set's sessions, in its root, from the files there: as many at once as there are threads and
/// as fit into memory. A page records the results that it shows, and is remade only if they have changed.
/// </summary>
/// <param name="run">Settings of the segmentation, its folder, and the limits.</param>
public sealed class SessionPages(CohortRun run)
{
    // Images converted to pictures at a time, copies of a page's text in memory, and memory that does not depend on the images.
    private const int AtATime = 2, Copies = 3;
    private const long Rest = 32 << 20;

    // Share of the machine's memory without a limit: the need of a page is an estimate, and other programs need memory too.
    private const double ShareOfMemory = 0.5;

    private const string Remedy = "raise the limit or make no pages.";

    private readonly SavedSegmentations _saved = new(run);

    // Memory that the process holds already is not free for pages.
    private readonly long _held = run.Limits.HeapBytes is null ? 0 : GC.GetTotalMemory(forceFullCollection: true);

    private long Memory => run.Limits.HeapBytes - _held ?? (long)(ShareOfMemory * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    private long? LimitMegabytes => run.Limits.MemoryBytes >> 20;

    /// <summary>Returns the page's name in the root, after the session. It shows the last requested of several segmentations.</summary>
    public static string NameOf(SessionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return $"{plan.Id}.html";
    }

    /// <summary>
    /// Makes the pages that are missing or show different results, or all pages if results are to be overwritten. A failure of one page
    /// does not stop the others.
    /// </summary>
    /// <param name="plans">The sessions.</param>
    /// <param name="progress">Receives every outcome, from several threads.</param>
    /// <param name="cancellation">Stops at once; unfinished pages are given up.</param>
    /// <returns>The outcomes in the order of the plans.</returns>
    /// <exception cref="GpuSeg.Images.Files.OutputException">The folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public IReadOnlyList<PageOutcome> Make(
        IReadOnlyList<SessionPlan> plans, IProgress<PageOutcome>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plans);
        using var files = new DerivativeTexts(run.Folder, "pages", [.. plans.Select(NameOf)]);
        var outcomes = new PageOutcome[plans.Count];
        var gate = new MemoryGate(Memory);
        // Making a page cannot be cancelled. Waiting for it would delay the stop; once the files are closed, the page can do no harm.
        Task.Factory.StartNew(
            () => ThreadBudget.For(outcomes.Length, Make, run.Limits.Threads, cancellation),
            cancellation,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).WaitAsync(cancellation).GetAwaiter().GetResult();
        return outcomes;

        void Make(int i)
        {
            outcomes[i] = Tried(plans[i], files, gate, cancellation);
            progress?.Report(outcomes[i]);
        }
    }

    private PageOutcome Made(SavedSegmentation found, DerivativeTexts files, MemoryGate gate, CancellationToken cancellation)
    {
        var plan = found.Plan;
        if (!run.Overwrite && IsThere(found))
        {
            return new(plan, PageState.Kept, found.Version);
        }

        var need = Need(found);
        if (run.Limits.HeapBytes is not null && need > Memory)
        {
            var megabytes = (need + _held + CohortLimits.BesideHeapBytes) >> 20;
            return new(plan, PageState.TooLarge, null, $"it may take {megabytes} MB and the memory limit is {LimitMegabytes} MB; {Remedy}");
        }

        using (gate.Enter(need, cancellation))
        {
            files.Write(NameOf(plan), FitReport.Of(_saved.Read(found, cancellation), found.Title, found.Version, found.Sha256));
        }

        return new(plan, PageState.Made, found.Version);
    }

    // An upper bound of a page's memory in bytes: the stored images, all voxels of the images being converted, label maps, features twice,
    // and the pictures as text.
    private long Need(SavedSegmentation found)
    {
        var (voxels, images, mask) = (found.Plan.Voxels, found.Plan.ImageNames.Count, found.MaskVoxels);
        var request = run.RequestFor(found.Plan);
        var files = request.Images.Concat(new[] { request.MaskFile, request.ExcludedFile }.OfType<string>());
        var stored = files.Sum(path => (long)NiftiReader.ReadHeader(path).VolumeBytes);
        // A lesion has two layers, the maps they are made of, and images of its figures.
        var hasLesion = found.Plan.Outputs is { HasLesion: true };
        var shown = Math.Min(voxels, ShownBox.MostVoxels / images) * (images + (hasLesion ? 3 : 1));
        var perVoxel = (Math.Min(images, AtATime) * sizeof(float)) + 3 + (hasLesion ? (images + 3) * sizeof(float) : 0);
        return stored + (voxels * perVoxel) + (mask * ((12 * images) + 12)) + (shown * Copies) + Rest;
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

    private PageOutcome Tried(SessionPlan plan, DerivativeTexts files, MemoryGate gate, CancellationToken cancellation)
    {
        SavedSegmentation? found = null;
        try
        {
            found = _saved.Find(plan);
            return Made(found, files, gate, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return found is not null && run.Limits.HeapBytes is not null && e.GetBaseException() is OutOfMemoryException
                ? new(plan, PageState.TooLarge, null, $"it takes more than the memory limit of {LimitMegabytes} MB; {Remedy}")
                : new(plan, found is null ? PageState.NoResults : PageState.Failed, null, SavedSegmentations.Sentence(e));
        }
    }
}

/// <summary>The outcome of a session's page.</summary>
/// <param name="Plan">The session.</param>
/// <param name="State">State of the page.</param>
/// <param name="Version">Version of the program that segmented the session; null without a page.</param>
/// <param name="Failure">Reason for a missing page, a sentence; null if there is a page.</param>
public sealed record PageOutcome(SessionPlan Plan, PageState State, string? Version, string? Failure = null);

/// <summary>State of a page after a run.</summary>
public enum PageState
{
    /// <summary>The page was made.</summary>
    Made,

    /// <summary>The page existed, made from the same results.</summary>
    Kept,

    /// <summary>The page could not be made.</summary>
    Failed,

    /// <summary>The page does not fit into the memory limit.</summary>
    TooLarge,

    /// <summary>No results exist for the page, or they come from a different request.</summary>
    NoResults,
}
