using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Bids.Derivatives;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Bids.Sessions;

/// <summary>
/// Segments one session after another in memory that it keeps. A session's files get their names together, its sidecar last: the sidecar
/// marks the session as complete, and complete sessions are not repeated.
/// </summary>
/// <param name="run">The settings of the run.</param>
/// <param name="backends">Source of the worker's backend, asked when the first session needs it.</param>
/// <param name="threads">CPU threads for one session.</param>
internal sealed class SessionWorker(CohortRun run, SessionBackends backends, int threads)
{
    private readonly SegmentationMemory _memory = new();
    private readonly SessionLog _log = new(run.Raw.Root, run.Folder, run.Segmentation);
    private readonly WrittenFiles _written = new(run.Folder);
    private IBackend? _backend;
    private Exception? _noBackend;

    /// <summary>Segments a session; an error is reported in the outcome.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public SessionOutcome Outcome(SessionPlan plan, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        HostThreads.MostThreads = threads;
        var outcome = Attempt(plan, progress, cancellation);
        var trouble = outcome.State == SessionState.Failed ? _log.Failed(plan, outcome.Message) : _log.Succeeded(plan);
        return trouble is null ? outcome : outcome with { Warnings = [.. outcome.Warnings, trouble], LogFailed = true };
    }

    /// <summary>Describes the error of a session in a sentence.</summary>
    public static string Sentence(Exception e) => e switch
    {
        ImageException or ClusteringException or OutputException or BackendUnavailableException => e.Message,
        IOException or UnauthorizedAccessException =>
            $"a file cannot be read or written ({e.Message.TrimEnd('.')}); check free space and permissions.",
        _ => $"internal error, please report it: {e.GetType().Name}: {e.Message}",
    };

    private SessionOutcome Attempt(SessionPlan plan, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            return plan.Failure is null
                ? Segmented(plan, plan.Outputs!, progress, cancellation)
                : new(plan, SessionState.Failed, plan.Failure, []);
        }
        catch (Exception e) when (e is not OperationCanceledException && e != _noBackend)
        {
            return new(plan, SessionState.Failed, Sentence(e), []);
        }
    }

    private SessionOutcome Segmented(SessionPlan plan, ResultFiles files, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        var (request, damage) = (run.RequestFor(plan), (string?)null);
        if (!run.Overwrite && IsThere(files.Sidecar))
        {
            damage = Damage(plan, files, request, cancellation);
            if (damage is null && files.Paths.All(IsThere) && HasLesionAnswer(files, request))
            {
                var left = ActiveLock.Clear(At(files.Folder), plan.Id, files.Names);
                return new(plan, SessionState.Complete, "complete already", left is null ? [] : [left]);
            }
        }

        var (memory, clock) = (run.MemoryFor(plan, _memory), new PhaseClock());
        var input = Segmenter.Read(request, memory, threads, clock, cancellation);
        memory.RequireRoom(
            input.Mask.Count, plan.ImageNames.Count, run.Posteriors(plan), run.LabelsExcluded(plan),
            CohortRun.LesionMask(plan, input.Mask.Count));
        run.InputsOf(plan)?.RequireSame(plan.Id, [.. input.Inputs.Select(image => (image.Path, image.Hash))]);
        var result = Segmenter.Cluster(request, input, Backend(), files.HasPosteriors, clock, progress, cancellation);
        Write(plan, files, result, memory, cancellation);
        string[] repaired = damage is null ? [] : [$"{damage}; the session was segmented again."];
        var inside = plan.Mask is { } mask ? $" in {Path.GetFileName(mask.Path)}" : "";
        var lesion = result.Lesion?.Lesion is { } found ? $"; {LesionText.Brief(found)}" : "";
        var message = $"{result.Mask.Count:N0} voxels of {plan.ChannelText}{inside}; {result.Course}{lesion}";
        return new(plan, SessionState.Segmented, message, [.. repaired, .. result.Warnings]);
    }

    /// <summary>Describes the first damaged file, or returns null; refuses results of another request, images or mask.</summary>
    private string? Damage(SessionPlan plan, ResultFiles files, SegmentationRequest request, CancellationToken cancellation)
    {
        if (_written.DamageOfJson(files.Sidecar) is { } unreadable)
        {
            return unreadable;
        }

        Refuse(EarlierResult.Difference(At(files.Sidecar), plan, request, run.Version, cancellation));
        if (_written.Damage(files, request.Estimator.Clusters, cancellation) is { } damage)
        {
            return damage;
        }

        var isReplaced = IsThere(files[ResultFile.Mask])
            && MaskHashIn(files.Sidecar) is { } hash
            && !_written.HasVoxels(files[ResultFile.Mask], hash, cancellation);
        Refuse(isReplaced ? $"its mask {files[ResultFile.Mask]} was replaced by another segmentation" : null);
        var isOtherLesion = files.HasLesion && IsThere(files[ResultFile.Lesion])
            && LesionHashIn(files.Sidecar) is { } lesion
            && !_written.HasVoxels(files[ResultFile.Lesion], lesion, cancellation);
        Refuse(isOtherLesion ? $"its lesion {files[ResultFile.Lesion]} was replaced by another segmentation" : null);
        return null;

        void Refuse(string? difference)
        {
            if (difference is not null)
            {
                throw Refusal($"{files.Sidecar} is of an earlier run: {difference}; allow overwriting to replace its results");
            }
        }
    }

    private void Write(
        SessionPlan plan, ResultFiles files, SegmentationResult result, SegmentationMemory memory, CancellationToken cancellation)
    {
        OutputFolder.Create(At(files.Folder));
        ColumnDictionary.Extend(run.Folder, [.. result.Images.Select(image => image.Name)]);
        using var active = new ActiveLock(At(files.Folder), plan.Id, files.Names);
        using var outputs = new OutputSet(overwrite: true, result.Request.InputFiles);
        var content = new ResultContent(result with { Warnings = [.. plan.Notes, .. result.Warnings] }, memory, run.Version, plan.Origin);
        RequireSameLesion(files, content.LesionHash);
        files.Write(outputs, content, run.Folder, withMask: !HasMask(files, content.MaskHash, cancellation));
        cancellation.ThrowIfCancellationRequested();
        if (!Holds(files.Sidecar, content.Sidecar))
        {
            Clear(files);
        }

        outputs.Commit();
    }

    // The old sidecar must not mark files of two runs as complete. An equal one does no harm: another process wrote the same files.
    private void Clear(ResultFiles files)
    {
        foreach (var path in (string[])[files.Sidecar, .. files.Leftovers(run.Folder)])
        {
            File.Delete(At(path));
        }
    }

    private bool Holds(string path, string text) =>
        IsThere(path) && !InputFile.IsBrokenLink(At(path)) && JsonFile.ReadText(At(path)) == text;

    // Segmentations of one session share its mask: a mask of the same voxels stays, whatever rule and images led to it.
    private bool HasMask(ResultFiles files, string hash, CancellationToken cancellation)
    {
        if (run.Overwrite || !IsThere(files[ResultFile.MaskSidecar]) || _written.DamageOfJson(files[ResultFile.MaskSidecar]) is not null)
        {
            return false;
        }

        return MaskHashIn(files[ResultFile.MaskSidecar]) == hash
            ? _written.HasVoxels(files[ResultFile.Mask], hash, cancellation)
            : throw Refusal(
                $"{files[ResultFile.Mask]} is the mask of another segmentation and has other voxels; allow overwriting to replace it");
    }

    // Segmentations of one session share its lesion too.
    private void RequireSameLesion(ResultFiles files, string? hash)
    {
        var sidecar = files[ResultFile.LesionSidecar];
        if (hash is not null && !run.Overwrite && IsThere(sidecar) && _written.DamageOfJson(sidecar) is null && MaskHashIn(sidecar) != hash)
        {
            throw Refusal($"{files[ResultFile.Lesion]} is the lesion of another segmentation and has other voxels; "
                + "allow overwriting to replace it");
        }
    }

    // The sidecar says whether a lesion was searched, also if the images do not allow a search.
    private bool HasLesionAnswer(ResultFiles files, SegmentationRequest request)
    {
        if (request.Lesion == LesionSearchMode.None)
        {
            return true;
        }

        using var json = JsonFile.Read(At(files.Sidecar));
        return json.RootElement.TryGetProperty(LesionFinding.Key, out _);
    }

    private string? LesionHashIn(string sidecar)
    {
        using var json = JsonFile.Read(At(sidecar));
        return json.RootElement.TryGetProperty(LesionFinding.Key, out var lesion) ? SidecarJson.MaskHashIn(lesion) : null;
    }

    private static OutputException Refusal(string message) =>
        new($"{message} or choose another output folder.") { IsSolvedByOverwriting = true };

    private string? MaskHashIn(string sidecar)
    {
        using var json = JsonFile.Read(At(sidecar));
        return SidecarJson.MaskHashIn(json.RootElement);
    }

    private IBackend Backend()
    {
        try
        {
            return _backend ??= backends.Take();
        }
        catch (Exception e)
        {
            // A backend that does not start is not the fault of this session.
            _noBackend = e;
            throw;
        }
    }

    private string At(string path) => Path.Combine(run.Folder, path);

    // A file that DataLad dropped is a broken link: it was written.
    private bool IsThere(string path) => Path.Exists(At(path));
}
