using System.Text.Json;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Bids.Derivatives;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Bids.Sessions;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Models;
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
        var (path, (sessions, _)) = (PathOf(template), Sessions(plans));
        return !run.Overwrite && Path.Exists(path)
            ? $"{Path.GetFileName(path)} exists already and would be used if it has the same sessions ({sessions.Count}) and parameters"
            : $"a pooled model of {Plural.Of(sessions.Count, "session")} would be fitted first -> {Path.GetFileName(path)}";
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
        var request = template with { Scaling = FeatureScaling.Standard };
        var (sessions, notes) = Sessions(plans);
        var path = PathOf(request);
        DerivativeDataset.Prepare(run.Folder, run.Raw, run.Version);
        var reused = !run.Overwrite && Path.Exists(path);
        if (reused)
        {
            RequireSame(path, JsonText.Document(json => Known(json, sessions, request)));
        }
        else
        {
            notes.AddRange(Fit(path, sessions, request, reading, fitting, cancellation));
        }

        // The written file is read again, so that a reused model and a fitted one agree in every bit.
        var inputs = Inputs(path);
        var model = AppliedModel.Read(path) with { Fit = new(request.Estimator, request.Order, inputs.Count) };
        var applied = run with { Template = template.LabelledBy(model), Pooled = new(path, inputs) };
        return new(applied, Path.GetFileName(path), inputs.Count, sessions.Count, reused, notes);
    }

    private string PathOf(SegmentationRequest request) =>
        Path.Combine(run.Folder, $"seg-{SegmentationLabel.Pooled(request.Estimator)}_model.json");

    private static (IReadOnlyList<SessionPlan> Sessions, List<string> Notes) Sessions(IReadOnlyList<SessionPlan> plans)
    {
        var notes = plans.Where(plan => plan.Failure is not null).Select(plan => LeftOut(plan.Id, plan.Failure!)).ToList();
        SessionPlan[] usable = [.. plans.Where(plan => plan.Failure is null)];
        if (usable.Length == 0)
        {
            throw new ImageException($"No session can be used to fit a pooled model: {notes.FirstOrDefault("no session was planned")}");
        }

        // Of equally frequent sets of channels, the set of the first session.
        var channels = usable.GroupBy(Channels).MaxBy(group => group.Count())!.Key;
        notes.AddRange(usable.Where(plan => Channels(plan) != channels)
            .Select(plan => LeftOut(plan.Id, $"its channels are {Channels(plan)}, and most sessions have {channels}.")));
        return ([.. usable.Where(plan => Channels(plan) == channels)], notes);
    }

    private List<string> Fit(
        string path, IReadOnlyList<SessionPlan> sessions, SegmentationRequest request, IProgress<PooledProgress>? reading,
        IProgress<FitProgress>? fitting, CancellationToken cancellation)
    {
        var sample = PooledSample.Read(run with { Template = request }, sessions, reading, cancellation);
        var features = sample.Features;
        using var backend = startBackend(run.Limits.Threads, (long)features.Count * request.Estimator.Clusters * request.Estimator.Starts);
        using var voxels = VoxelSet.Load(backend, features);
        var clustering = request.Order.Apply(Segmenter.Fit(request, voxels, fitting, cancellation));
        var model = clustering.Model;
        var saved = new SavedModel
        {
            Model = model,
            FeatureNames = features.Names,
            Scores = clustering.Scores(),
            RanToOptimum = request.Estimator.Converge,
            Starts = request.Estimator.Starts,
            PerSubject = true,
            LabelNames = request.LabelNames,
        };
        cancellation.ThrowIfCancellationRequested();
        SharedFile.Write(run.Folder, Path.GetFileName(path), ModelJson.Of(saved, json =>
        {
            Pooled(json, sessions, request);
            Sample(json, sample);
        }));
        return
        [
            .. sample.Failed.Select(failed => LeftOut(failed.Id, failed.Why)),
            .. model.Warnings.Select(warning => $"the pooled model: {warning}"),
        ];
    }

    private static void RequireSame(string path, string known)
    {
        using var earlier = JsonFile.Read(path);
        using var now = JsonDocument.Parse(known);
        if (EarlierResult.Parameter(earlier.RootElement, now.RootElement, "") is { } difference)
        {
            throw PooledInputs.Conflict(path, difference);
        }
    }

    private static Dictionary<string, string[]> Inputs(string path)
    {
        using var model = JsonFile.Read(path);
        try
        {
            return model.RootElement.GetProperty("sample").GetProperty(VoxelHash.Xxh128.Key).EnumerateObject()
                .ToDictionary(
                    session => session.Name,
                    session => session.Value.EnumerateArray().Select(hash => hash.GetString()!).ToArray());
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            throw PooledInputs.Conflict(path, "it does not name the voxels it was fitted to");
        }
    }

    // Everything that decides the model except the voxels, which are compared when a session is read.
    private static void Known(Utf8JsonWriter json, IReadOnlyList<SessionPlan> sessions, SegmentationRequest request)
    {
        json.Texts("feature_names_in_", sessions[0].ImageNames);
        Pooled(json, sessions, request);
    }

    private static void Pooled(Utf8JsonWriter json, IReadOnlyList<SessionPlan> sessions, SegmentationRequest request)
    {
        json.WriteStartObject("pooled");
        SidecarJson.Request(json, request);
        json.WriteStartObject("sessions");
        foreach (var plan in sessions)
        {
            json.Texts(plan.Id, plan.Channels.Select(channel => channel.Image.Uri));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Sample(Utf8JsonWriter json, PooledSample sample)
    {
        json.WriteStartObject("sample");
        json.Texts("left_out", sample.Failed.Select(failed => failed.Id));
        json.WriteNumber("voxels", sample.Features.Count);
        json.WriteNumber("most_voxels_of_a_session", sample.OfSession);
        json.WriteStartObject(VoxelHash.Xxh128.Key);
        foreach (var (session, hashes) in sample.Inputs)
        {
            json.Texts(session, hashes);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Channels(SessionPlan plan) => string.Join(", ", plan.ImageNames);

    private static string LeftOut(string id, string why) => $"{id} is left out of the pooled model: {why}";
}

/// <summary>A pooled model, ready to label sessions.</summary>
/// <param name="Run">The settings to segment with the model.</param>
/// <param name="File">Name of the model in the output folder.</param>
/// <param name="Sessions">Number of sessions whose voxels the model was fitted to.</param>
/// <param name="Asked">Number of sessions wanted; sessions that could not be read were left out.</param>
/// <param name="Reused">Whether the model existed already.</param>
/// <param name="Notes">A sentence for each session that was left out and for each warning of the model.</param>
public sealed record PooledModel(CohortRun Run, string File, int Sessions, int Asked, bool Reused, IReadOnlyList<string> Notes);
