using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Group;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Bids.Sessions;

/// <summary>The settings that all sessions of a run share.</summary>
public sealed record CohortRun
{
    /// <summary>The folder of the images.</summary>
    public required RawData Raw { get; init; }

    /// <summary>The derivative data set.</summary>
    public required string Folder { get; init; }

    /// <summary>The request of every session, with the images of its plan in place.</summary>
    public required SegmentationRequest Template { get; init; }

    /// <summary>Version of this program.</summary>
    public required string Version { get; init; }

    /// <summary>Whether existing results are replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Whether no further session is started after a failure.</summary>
    public bool StopOnFailure { get; init; }

    /// <summary>The sessions that the run's pooled model was fitted to; null without a pooled model.</summary>
    public PooledInputs? Pooled { get; init; }

    /// <summary>The models of subjects, by their labels; null if sessions have models of their own or one for all.</summary>
    public IReadOnlyDictionary<string, SubjectModel>? Subjects { get; init; }

    /// <summary>The request that describes how labels were made, for the references to cite.</summary>
    public SegmentationRequest Cited =>
        Subjects?.Values.FirstOrDefault() is { } subject ? Template.LabelledBy(subject.Model) : Template;

    /// <summary>The value of the entity seg.</summary>
    public string Segmentation => Subjects is null ? SegmentationLabel.Of(Template) : SegmentationLabel.Subject(Template.Estimator);

    /// <summary>Limits of threads and memory.</summary>
    public required CohortLimits Limits { get; init; }

    /// <summary>Creates the request for one session.</summary>
    public SegmentationRequest RequestFor(SessionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var template = Subjects?.GetValueOrDefault(plan.Subject) is { } subject ? Template.LabelledBy(subject.Model) : Template;
        return template with
        {
            Images = [.. plan.Channels.Select(channel => Path.Combine(Raw.Root, channel.Image.Path))],
            Names = plan.ImageNames,
            Repeats = plan.Channels.Where(channel => channel.Repeats.Count > 0).ToDictionary(
                channel => Path.Combine(Raw.Root, channel.Image.Path),
                channel => (IReadOnlyList<string>)[.. channel.Repeats.Select(image => Path.Combine(Raw.Root, image.Path))]),
            MaskFile = plan.Mask is { } mask ? Path.Combine(Raw.Root, mask.Path) : null,
            ExcludedFile = plan.Excluded is { } excluded ? Path.Combine(Raw.Root, excluded.Path) : null,
            RegionsFile = plan.Regions is { } regions ? Path.Combine(Raw.Root, regions.Path) : null,
            RegionsName = plan.Regions?.Uri,
            Hash = VoxelHash.Xxh128,
        };
    }

    /// <summary>Gets the sessions that the model of a session was fitted to; null if the session has a model of its own.</summary>
    internal PooledInputs? InputsOf(SessionPlan plan) => Subjects?.GetValueOrDefault(plan.Subject)?.Inputs ?? Pooled;

    /// <summary>Reads the sessions that a subject's model has labelled; null if there is no such model.</summary>
    /// <param name="subject">Label without sub-.</param>
    internal SubjectSessions? SessionsOf(string subject) => Subjects?.GetValueOrDefault(subject) is { } model
        ? SubjectSessions.Read(Raw, Folder, subject, Segmentation, model.Model.Sha256, Template.Estimator.Clusters)
        : null;

    /// <summary>Reads the change of a session since its subject's first; null if there is none.</summary>
    internal VolumeChange? ChangeOf(SessionPlan plan) => SessionsOf(plan.Subject)?.Change(plan.Session);

    /// <summary>Computes how many of these sessions are read or segmented at a time.</summary>
    public int ConcurrentSessions(IReadOnlyList<SessionPlan> plans)
    {
        ArgumentNullException.ThrowIfNull(plans);
        return Limits.ConcurrentSessions([.. plans.Where(plan => plan.Failure is null).Select(MemoryOf)]);
    }

    /// <summary>Computes an upper bound on the memory of a session, in bytes.</summary>
    public long MemoryOf(SessionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return SegmentationMemory.Most(plan.Voxels, plan.ImageNames.Count, Posteriors(plan), LabelsExcluded(plan))
            + OfRegions(plan) + LesionGrid(plan) + LesionMask(plan, plan.Voxels) + plan.MovingBytes;
    }

    /// <summary>Returns whether a session may take more memory than allowed; it then runs while no other session does.</summary>
    internal bool RunsAlone(SessionPlan plan) => plan.Failure is null && !Limits.Fits(MemoryOf(plan));

    /// <summary>Chooses the memory to segment a session in: the shared one, or for a session that runs alone one with a bound.</summary>
    internal SegmentationMemory MemoryFor(SessionPlan plan, SegmentationMemory shared)
    {
        if (!RunsAlone(plan))
        {
            return shared;
        }

        var grid = SegmentationMemory.OfGrid(plan.Voxels, plan.ImageNames.Count, Posteriors(plan)) + OfRegions(plan) + LesionGrid(plan)
            + plan.MovingBytes;
        var most = (MemoryOf(plan) + CohortLimits.ProcessBytes) >> 20;
        return new(new(
            Limits.MemoryBytes!.Value - CohortLimits.ProcessBytes - grid,
            $"its images take more than the {Limits.MemoryBytes >> 20} MB of memory that are allowed, and at most {most} MB; "
            + "allow more memory or use fewer images."));
    }

    // A map as stored, in the largest type, and a region per voxel.
    private static long OfRegions(SessionPlan plan) => plan.Regions is null ? 0 : plan.Voxels * (sizeof(double) + sizeof(ushort));

    private static long LesionGrid(SessionPlan plan) =>
        plan.Outputs is { HasLesion: true } ? plan.Voxels * LesionFinder.BytesPerGridVoxel : 0;

    /// <summary>Computes the memory of the search for a lesion for the voxels of a mask; 0 without a search.</summary>
    internal static long LesionMask(SessionPlan plan, long voxels) =>
        plan.Outputs is { HasLesion: true } ? voxels * LesionFinder.BytesPerMaskVoxel(plan.ImageNames.Count) : 0;

    /// <summary>Returns whether some voxels of a session are labelled but not fitted.</summary>
    internal bool LabelsExcluded(SessionPlan plan) => Template.LabelsExcluded && plan.Excluded is not null;

    internal int Posteriors(SessionPlan plan) => plan.Outputs is { HasPosteriors: true } ? Template.Estimator.Clusters : 0;
}
