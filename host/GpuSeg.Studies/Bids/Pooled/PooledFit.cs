using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Bids.Derivatives;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Bids.Sessions;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Bids.Pooled;

/// <summary>
/// One model for all sessions of a data set, fitted to a sample of their normalised voxels, so that a label means the same in each. The
/// model does not depend on which sessions are segmented: processes that share the work arrive at the same bytes.
/// </summary>
/// <param name="run">The settings of the run; the model is written in the root of its folder.</param>
/// <param name="startBackend">Starts a backend, given threads and work; see <see cref="Segmenter.Work"/>.</param>
public sealed class PooledFit(CohortRun run, Func<int, long, IBackend> startBackend)
{
    /// <summary>Describes what <see cref="Prepare"/> would do, without reading or writing; an existing model may yet be refused.</summary>
    /// <exception cref="ImageException">No session can be used.</exception>
    public string Intent(IReadOnlyList<SessionPlan> plans, SegmentationRequest template)
    {
        ArgumentNullException.ThrowIfNull(plans);
        ArgumentNullException.ThrowIfNull(template);
        var fit = new SharedFit(run, null, template);
        var sessions = fit.Choose(plans).Sessions;
        return fit.Exists
            ? $"{fit.File} exists already and would be used if it has the same sessions ({sessions.Count}) and parameters"
            : $"a pooled model of {Plural.Of(sessions.Count, "session")} would be fitted first -> {fit.File}";
    }

    /// <summary>Fits the model and writes it, or reuses an existing model of the same sessions and parameters.</summary>
    /// <param name="plans">Plans of all sessions; the model uses the sessions with the most frequent set of channels.</param>
    /// <param name="template">The method; its scaling and images are ignored.</param>
    /// <param name="reading">Receives the number of sessions read.</param>
    /// <param name="fitting">Receives every iteration.</param>
    /// <param name="cancellation">Stops before the next session or iteration.</param>
    /// <exception cref="ImageException">No session can be used, or the existing model cannot be read.</exception>
    /// <exception cref="OutputException">The existing model is a different one, or the folder cannot be written.</exception>
    /// <exception cref="ClusteringException">The fit cannot go on.</exception>
    public PooledModel Prepare(
        IReadOnlyList<SessionPlan> plans, SegmentationRequest template, IProgress<PooledProgress>? reading = null,
        IProgress<FitProgress>? fitting = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plans);
        ArgumentNullException.ThrowIfNull(template);
        var fit = new SharedFit(run, null, template);
        var (sessions, others) = fit.Choose(plans);
        var notes = others.Select(other => other.Note).ToList();
        DerivativeDataset.Prepare(run.Folder, run.Raw, run.Version);
        var reused = fit.Exists;
        IBackend? backend = null;
        try
        {
            var (model, inputs) = fit.Prepare(
                sessions, work => backend = startBackend(run.Limits.Threads, work), notes, reading, fitting, cancellation);
            var applied = run with { Template = template.LabelledBy(model), Pooled = inputs };
            return new(applied, fit.File, inputs.Hashes.Count, sessions.Count, reused, notes);
        }
        catch (NoSessionException e)
        {
            throw new ImageException(e.Message);
        }
        finally
        {
            backend?.Dispose();
        }
    }
}

/// <summary>A pooled model, ready to label sessions.</summary>
/// <param name="Run">The settings to segment with the model.</param>
/// <param name="File">Name of the model in the output folder.</param>
/// <param name="Sessions">Number of sessions whose voxels the model was fitted to.</param>
/// <param name="Asked">Number of sessions wanted; sessions that could not be read were left out.</param>
/// <param name="Reused">Whether the model existed already.</param>
/// <param name="Notes">A sentence for each session that was left out and for each warning of the model.</param>
public sealed record PooledModel(CohortRun Run, string File, int Sessions, int Asked, bool Reused, IReadOnlyList<string> Notes);
