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

namespace GpuSeg.Studies.Bids.Pooled;

/// <summary>
/// One model for several sessions, all of a data set or those of a subject, fitted to a sample of their normalised voxels. It does not
/// depend on which sessions are segmented: processes that share the work arrive at the same bytes.
/// </summary>
/// <param name="run">The settings of the run; the model is written in its folder.</param>
/// <param name="subject">Label of the subject without sub-, or null for all sessions of the data set.</param>
/// <param name="request">The method; its images are ignored and its scaling is the standard one.</param>
internal sealed class SharedFit(CohortRun run, string? subject, SegmentationRequest request)
{
    private readonly SegmentationRequest _request = request with { Scaling = FeatureScaling.Standard };

    /// <summary>Path of the model in the derivative data set, with slashes.</summary>
    public string File { get; } = subject is null
        ? $"seg-{SegmentationLabel.Pooled(request.Estimator)}_model.json"
        : $"sub-{subject}/sub-{subject}_seg-{SegmentationLabel.Subject(request.Estimator)}_model.json";

    /// <summary>Name of the model in messages.</summary>
    public string Title { get; } = subject is null ? "the pooled model" : $"the model of sub-{subject}";

    private string Path => System.IO.Path.Combine(run.Folder, File);

    /// <summary>Whether the model exists and may be used.</summary>
    public bool Exists => !run.Overwrite && System.IO.Path.Exists(Path);

    /// <summary>Names the channels of a session.</summary>
    public static string Channels(SessionPlan plan) => string.Join(", ", plan.ImageNames);

    /// <summary>Chooses the usable sessions with the most frequent set of channels.</summary>
    /// <param name="plans">Plans of the sessions.</param>
    /// <param name="usual">The set that wins over other sets of the same number of sessions; null for the set of the first session.</param>
    /// <returns>The sessions, and a sentence for each of the others.</returns>
    /// <exception cref="ImageException">No session can be used.</exception>
    public (IReadOnlyList<SessionPlan> Sessions, List<(SessionPlan Plan, string Note)> Others) Choose(
        IReadOnlyList<SessionPlan> plans, string? usual = null)
    {
        var others = plans.Where(plan => plan.Failure is not null).Select(plan => (plan, LeftOut(plan.Id, plan.Failure!))).ToList();
        SessionPlan[] usable = [.. plans.Where(plan => plan.Failure is null)];
        if (usable.Length == 0)
        {
            throw new ImageException($"No session can be used to fit {Article()}: "
                + (others.Count > 0 ? others[0].Item2 : "no session was planned"));
        }

        var channels = usable.GroupBy(Channels).MaxBy(group => (group.Count(), group.Key == usual))!.Key;
        others.AddRange(usable.Where(plan => Channels(plan) != channels)
            .Select(plan => (plan, LeftOut(plan.Id, $"its channels are {Channels(plan)}, and most sessions have {channels}."))));
        return ([.. usable.Where(plan => Channels(plan) == channels)], others);
    }

    /// <summary>Fits the model and writes it, or reuses an existing model of the same sessions and parameters.</summary>
    /// <param name="sessions">The sessions, of the same channels.</param>
    /// <param name="backend">Gets a backend for some work; see <see cref="Segmenter.Work"/>.</param>
    /// <param name="notes">Receives a sentence for each session that was left out and for each warning.</param>
    /// <param name="reading">Receives the number of sessions read.</param>
    /// <param name="fitting">Receives every iteration.</param>
    /// <param name="cancellation">Stops before the next session or iteration.</param>
    /// <exception cref="NoSessionException">No session can be read.</exception>
    /// <exception cref="ImageException">The existing model cannot be read.</exception>
    /// <exception cref="OutputException">The existing model is a different one, or the folder cannot be written.</exception>
    /// <exception cref="ClusteringException">The fit cannot go on.</exception>
    public SubjectModel Prepare(
        IReadOnlyList<SessionPlan> sessions, Func<long, IBackend> backend, List<string> notes, IProgress<PooledProgress>? reading,
        IProgress<FitProgress>? fitting, CancellationToken cancellation)
    {
        if (Exists)
        {
            RequireSame(JsonText.Document(json => Known(json, sessions)));
        }
        else
        {
            notes.AddRange(Fit(sessions, backend, reading, fitting, cancellation));
        }

        // The written file is read again, so that a reused model and a fitted one agree in every bit.
        var inputs = Inputs();
        var model = AppliedModel.Read(Path) with { Fit = new(_request.Estimator, _request.Order, inputs.Count) { Subject = subject } };
        return new(model, new(Path, inputs) { Title = Title });
    }

    private string Article() => subject is null ? "a pooled model" : $"a model of sub-{subject}";

    private string LeftOut(string id, string why) => $"{id} is left out of {Title}: {why}";

    private IEnumerable<string> Fit(
        IReadOnlyList<SessionPlan> sessions, Func<long, IBackend> startBackend, IProgress<PooledProgress>? reading,
        IProgress<FitProgress>? fitting, CancellationToken cancellation)
    {
        var sample = PooledSample.Read(run with { Template = _request, Subjects = null }, sessions, reading, cancellation);
        var features = sample.Features;
        var backend = startBackend((long)features.Count * _request.Estimator.Clusters * _request.Estimator.Starts);
        using var voxels = VoxelSet.Load(backend, features);
        // Voxels of many brains have no places: neighbours and field come when the model labels a session.
        var plain = _request with { Estimator = _request.Estimator.WithoutLattice };
        var clustering = _request.Order.Apply(Segmenter.Fit(plain, voxels, fitting, cancellation));
        var model = _request.Estimator.WithStages(clustering.Model);
        var saved = new SavedModel
        {
            Model = model,
            FeatureNames = features.Names,
            Scores = clustering.Scores(),
            RanToOptimum = _request.Estimator.Converge,
            Starts = _request.Estimator.Starts,
            PerSubject = true,
            Winsorizing = request.Winsorizing,
            LabelNames = _request.LabelNames,
        };
        cancellation.ThrowIfCancellationRequested();
        SharedFile.Write(run.Folder, File, ModelJson.Of(saved, json =>
        {
            Pooled(json, sessions);
            Sample(json, sample);
        }));
        return
        [
            .. sample.Failed.Select(failed => LeftOut(failed.Id, failed.Why)),
            .. model.Warnings.Select(warning => $"{Title}: {warning}"),
        ];
    }

    private void RequireSame(string known)
    {
        using var earlier = JsonFile.Read(Path);
        using var now = JsonDocument.Parse(known);
        if (EarlierResult.Parameter(earlier.RootElement, now.RootElement, "") is { } difference)
        {
            throw PooledInputs.Conflict(Path, Title, difference);
        }
    }

    private Dictionary<string, string[]> Inputs()
    {
        using var model = JsonFile.Read(Path);
        try
        {
            return model.RootElement.GetProperty("sample").GetProperty(VoxelHash.Xxh128.Key).EnumerateObject()
                .ToDictionary(
                    session => session.Name,
                    session => session.Value.EnumerateArray().Select(hash => hash.GetString()!).ToArray());
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            throw PooledInputs.Conflict(Path, Title, "it does not name the voxels it was fitted to");
        }
    }

    // Everything that decides the model except the voxels, which are compared when a session is read.
    private void Known(Utf8JsonWriter json, IReadOnlyList<SessionPlan> sessions)
    {
        json.Texts("feature_names_in_", sessions[0].ImageNames);
        Pooled(json, sessions);
    }

    private void Pooled(Utf8JsonWriter json, IReadOnlyList<SessionPlan> sessions)
    {
        json.WriteStartObject("pooled");
        SidecarJson.Request(json, _request);
        json.WriteStartObject("sessions");
        foreach (var plan in sessions)
        {
            json.Texts(plan.Id, plan.Channels.SelectMany(channel => channel.Images).Select(image => image.Uri));
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
}
