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
/// A model for each subject, fitted to all of its sessions as a pooled model is fitted to all sessions of a data set, so that a label means
/// the same in the sessions of a subject and its volumes can be compared.
/// </summary>
/// <param name="run">The settings of the run; a model is written in its subject's folder.</param>
/// <param name="startBackend">Starts a backend, given threads and work; see <see cref="Segmenter.Work"/>.</param>
public sealed class SubjectFits(CohortRun run, Func<int, long, IBackend> startBackend)
{
    /// <summary>Describes what <see cref="Prepare"/> would do, without reading or writing; existing models may yet be refused.</summary>
    /// <param name="wanted">Plans of the sessions to segment.</param>
    public string Intent(IReadOnlyList<SessionPlan> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        SharedFit[] fits = [.. Subjects(wanted).Select(subject => new SharedFit(run, subject, run.Template))];
        return $"{fits.Count(fit => !fit.Exists)} of {Plural.Of(fits.Length, "model")} of a subject would be fitted first"
            + (fits.Length > 0 ? $" -> {fits[0].File}{(fits.Length > 1 ? " and so on" : "")}" : "");
    }

    /// <summary>Fits the models and writes them, or reuses existing models of the same sessions and parameters.</summary>
    /// <param name="wanted">Plans of the sessions to segment.</param>
    /// <param name="everyone">Plans of all sessions of their subjects, to which the models are fitted.</param>
    /// <param name="reading">Receives the number of subjects done.</param>
    /// <param name="fitting">Receives every iteration.</param>
    /// <param name="cancellation">Stops before the next session or iteration.</param>
    /// <returns>The models; a subject whose model cannot be fitted fails in its plans, and stops no other subject.</returns>
    /// <exception cref="OutputException">The folder holds another data set, or cannot be written.</exception>
    public SubjectModels Prepare(
        IReadOnlyList<SessionPlan> wanted, IReadOnlyList<SessionPlan> everyone, IProgress<PooledProgress>? reading = null,
        IProgress<FitProgress>? fitting = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(everyone);
        DerivativeDataset.Prepare(run.Folder, run.Raw, run.Version);
        var usual = everyone.Where(plan => plan.Failure is null).GroupBy(SharedFit.Channels).MaxBy(group => group.Count())?.Key;
        var sessions = everyone.ToLookup(plan => plan.Subject);
        var chosen = wanted.Select(plan => plan.Id).ToHashSet();
        var (models, failures, notes) = (new Dictionary<string, SubjectModel>(), new Dictionary<string, string>(), new List<string>());
        var (subjects, fitted, done) = (Subjects(wanted), 0, 0);
        using var backend = new KeptBackend(run.Limits.Threads, startBackend);
        foreach (var subject in subjects)
        {
            try
            {
                cancellation.ThrowIfCancellationRequested();
                var fit = new SharedFit(run, subject, run.Template);
                fitted += fit.Exists ? 0 : 1;
                var (own, others) = fit.Choose([.. sessions[subject]], usual);
                // Sessions that are segmented in this run give their reasons themselves.
                notes.AddRange(others.Where(other => !chosen.Contains(other.Plan.Id)).Select(other => other.Note));
                var model = fit.Prepare(own, backend.For, notes, null, fitting, cancellation);
                models.Add(subject, model);
                if (model.Inputs.Hashes.Count < own.Count)
                {
                    notes.Add($"{fit.Title} was fitted to {model.Inputs.Hashes.Count} of {own.Count} sessions; "
                        + "once the others can be read, allow overwriting to fit it again.");
                }
            }
            catch (NoSessionException e)
            {
                foreach (var (id, why) in e.Failed)
                {
                    failures[id] = why;
                }

                failures.TryAdd($"sub-{subject}", e.Message);
            }
            catch (Exception e) when (e is ImageException or OutputException or ClusteringException)
            {
                failures[$"sub-{subject}"] = e.Message;
            }

            reading?.Report(new(++done, subjects.Length) { OfSubjects = true });
        }

        SessionPlan[] plans = [.. wanted.Select(Planned)];
        return new(run with { Subjects = models }, plans, models.Count, fitted, notes);

        SessionPlan Planned(SessionPlan plan)
        {
            var why = plan.Failure is not null ? null
                : failures.TryGetValue(plan.Id, out var own) ? own
                : failures.TryGetValue($"sub-{plan.Subject}", out var ofSubject) ? ofSubject
                : Difference(plan, models[plan.Subject]);
            return why is null ? plan : plan with { Failure = why, Outputs = null };
        }
    }

    private static string[] Subjects(IReadOnlyList<SessionPlan> wanted) =>
        [.. wanted.Where(plan => plan.Failure is null).Select(plan => plan.Subject).Distinct()];

    private static string? Difference(SessionPlan plan, SubjectModel model)
    {
        var features = string.Join(", ", model.Model.Saved.FeatureNames);
        return SharedFit.Channels(plan) == features ? null
            : $"its channels are {SharedFit.Channels(plan)}, and the model of sub-{plan.Subject} has {features}; "
                + "add the images it lacks, choose channels that all sessions of the subject have, or leave the session out.";
    }

    // One backend for all fits: starting one on a GPU takes longer than a fit.
    private sealed class KeptBackend(int threads, Func<int, long, IBackend> start) : IDisposable
    {
        private IBackend? _backend;

        public IBackend For(long work) => _backend ??= start(threads, work);

        public void Dispose() => _backend?.Dispose();
    }
}

/// <summary>The models of subjects, ready to label their sessions.</summary>
/// <param name="Run">The settings to segment with the models.</param>
/// <param name="Plans">Plans of the sessions; those without a model have failed.</param>
/// <param name="Subjects">Number of subjects with a model.</param>
/// <param name="Fitted">Number of models that did not exist before.</param>
/// <param name="Notes">A sentence for each session that was left out and for each warning of a model.</param>
public sealed record SubjectModels(CohortRun Run, IReadOnlyList<SessionPlan> Plans, int Subjects, int Fitted, IReadOnlyList<string> Notes);
