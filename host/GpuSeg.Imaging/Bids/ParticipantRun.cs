using GpuSeg.Engine;
using GpuSeg.Engine.Passes;
using GpuSeg.Imaging.Segmentation;

namespace GpuSeg.Imaging.Bids;

/// <summary>
/// Segments the sessions of a plan one after the other into a derivative data set. A session's files get their names together, its
/// sidecar last: it says that the session is complete, and sessions that are complete are not repeated.
/// </summary>
/// <param name="raw">The data set that was planned for.</param>
/// <param name="folder">The derivative data set.</param>
/// <param name="template">How to segment; its images are replaced by those of the plan.</param>
/// <param name="startBackend">See <see cref="Segmenter.Run"/>.</param>
/// <param name="version">That of this program.</param>
/// <param name="overwrite">Whether results that exist are made again.</param>
public sealed class ParticipantRun(
    BidsDataset raw, string folder, SegmentationRequest template, Func<long, IBackend> startBackend, string version, bool overwrite)
{
    private Exception? _noBackend;

    /// <summary>Runs the plans; what goes wrong with one of them does not stop the others.</summary>
    /// <returns>What became of each, as soon as it is known.</returns>
    /// <exception cref="OutputException">The folder holds something else, or cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested; sessions that were done are complete.</exception>
    public IEnumerable<SubjectOutcome> Run(IReadOnlyList<SubjectPlan> plans, IProgress<FitProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plans);
        DerivativeDataset.Prepare(folder, raw, version);
        foreach (var plan in plans)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return Outcome(plan, progress, cancellation);
        }
    }

    private SubjectOutcome Outcome(SubjectPlan plan, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            return plan.Failure is null ? Segmented(plan, plan.Outputs!, progress, cancellation) : new(plan, SubjectState.Failed, plan.Failure, []);
        }
        catch (Exception e) when (e is not OperationCanceledException && e != _noBackend)
        {
            return new(plan, SubjectState.Failed, Sentence(e), []);
        }
    }

    private SubjectOutcome Segmented(SubjectPlan plan, SubjectFiles files, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        var request = template with
        {
            Images = [.. plan.Channels.Select(channel => Path.Combine(raw.Root, channel.Image.Path))],
            Names = [.. plan.Channels.Select(channel => channel.Name)],
        };
        if (!overwrite && IsThere(files.Sidecar))
        {
            if (EarlierResult.Difference(At(files.Sidecar), plan, request, version) is { } difference)
                throw new OutputException($"{files.Sidecar} is of an earlier run: {difference}; give `--overwrite` to replace its results or choose another output folder.");
            if (files.All.All(IsThere))
                return new(plan, SubjectState.Complete, "complete already", []);
        }
        var result = Segmenter.Run(request, Backend, files.Posteriors is not null, new(), progress, cancellation);
        Write(plan, files, result, cancellation);
        return new(plan, SubjectState.Segmented, $"{result.Mask.Count:N0} voxels, {result.Course}", result.Warnings);
    }

    private void Write(SubjectPlan plan, SubjectFiles files, SegmentationResult result, CancellationToken cancellation)
    {
        OutputFolder.Make(At(files.Folder));
        using var presence = new Presence(At(files.Folder), plan.Id, [.. files.All.Select(path => Path.GetFileName(path))]);
        using var outputs = new OutputSet(overwrite: true, result.Request.InputFiles);
        var header = result.Images[0].Header;
        var mask = result.Mask.ScatterLabels(new byte[result.Mask.Count]);
        var sidecar = SubjectSidecars.OfLabels(plan, result, version);
        var maskSidecar = SubjectSidecars.OfMask(plan, result.Request, mask);
        RequireSameMask(files, maskSidecar);
        outputs.AddImage(At(files.LabelMap), OutputImage.Labels(header, result.Mask.ScatterLabels(result.Labels), result.Model.Clusters));
        outputs.Add(At(files.Table), stream => LabelTable.Write(stream, result));
        outputs.AddText(At(files.Model), ModelJson.Of(result));
        outputs.AddImage(At(files.Mask), OutputImage.Labels(header, mask, 1));
        outputs.AddText(At(files.MaskSidecar), maskSidecar);
        if (files.Posteriors is not null)
        {
            outputs.AddImage(At(files.Posteriors), OutputImage.Values(header, [.. SegmentationOutputs.PosteriorMaps(result)]));
            outputs.AddText(At(files.PosteriorSidecar!), SubjectSidecars.OfPosteriors(plan, result.Request));
        }
        outputs.AddText(At(files.Sidecar), sidecar);
        cancellation.ThrowIfCancellationRequested();
        if (!Holds(files.Sidecar, sidecar))
            Clear(files);
        outputs.Commit();
    }

    // Until the new sidecar appears the old one must not vouch for files of two runs. An equal one does no harm: another process made the same files.
    private void Clear(SubjectFiles files)
    {
        foreach (var path in (string[])[files.Sidecar, .. files.Others])
            File.Delete(At(path));
    }

    private bool Holds(string path, string text) => IsThere(path) && !BrokenLink.Is(At(path)) && BidsJson.ReadText(At(path)) == text;

    // Segmentations of one session share its mask.
    private void RequireSameMask(SubjectFiles files, string sidecar)
    {
        if (!overwrite && IsThere(files.MaskSidecar) && BidsJson.ReadText(At(files.MaskSidecar)) != sidecar)
            throw new OutputException($"{files.Mask} is the mask of another segmentation, of other channels or voxels; give `--overwrite` to replace it or choose another output folder.");
    }

    private IBackend Backend(long work)
    {
        try
        {
            return startBackend(work);
        }
        catch (Exception e)
        {
            // What no session can be segmented with is no fault of this one.
            _noBackend = e;
            throw;
        }
    }

    private static string Sentence(Exception e) => e switch
    {
        ImageException or ClusteringException or OutputException => e.Message,
        IOException or UnauthorizedAccessException => $"a file cannot be read or written ({e.Message.TrimEnd('.')}); check free space and permissions.",
        _ => $"internal error, please report it: {e.GetType().Name}: {e.Message}",
    };

    private string At(string path) => Path.Combine(folder, path);

    // A dropped file of DataLad is a broken link: it was written.
    private bool IsThere(string path) => Path.Exists(At(path));
}
