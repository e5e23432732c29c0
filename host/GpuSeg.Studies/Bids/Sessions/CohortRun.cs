using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Bids.Sessions;

/// <summary>What all sessions of a run have in common.</summary>
public sealed record CohortRun
{
    /// <summary>What was planned for.</summary>
    public required RawData Raw { get; init; }

    /// <summary>The derivative data set.</summary>
    public required string Folder { get; init; }

    /// <summary>How to segment; its images are replaced by those of a plan.</summary>
    public required SegmentationRequest Template { get; init; }

    /// <summary>That of this program.</summary>
    public required string Version { get; init; }

    /// <summary>Whether results that exist are made again.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Whether no further session is begun once one has failed.</summary>
    public bool StopOnFailure { get; init; }

    /// <summary>The sessions that the run's pooled model was fitted to; null without a pooled model.</summary>
    public PooledInputs? Pooled { get; init; }

    /// <summary>Threads and memory.</summary>
    public required CohortLimits Limits { get; init; }

    /// <summary>What is asked for one session.</summary>
    public SegmentationRequest RequestFor(SessionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Template with
        {
            Images = [.. plan.Channels.Select(channel => Path.Combine(Raw.Root, channel.Image.Path))],
            Names = [.. plan.Channels.Select(channel => channel.Name)],
            MaskFile = plan.Mask is { } mask ? Path.Combine(Raw.Root, mask.Path) : null,
            Hash = VoxelHash.Xxh128,
        };
    }

    /// <summary>How many of these sessions are read or segmented at a time.</summary>
    public int ConcurrentSessions(IReadOnlyList<SessionPlan> plans)
    {
        ArgumentNullException.ThrowIfNull(plans);
        return Limits.ConcurrentSessions([.. plans.Where(plan => plan.Failure is null).Select(MemoryOf)]);
    }

    /// <summary>The most that a session takes, in bytes.</summary>
    public long MemoryOf(SessionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return SegmentationMemory.Most(plan.Voxels, plan.Channels.Count, Posteriors(plan));
    }

    /// <summary>Whether a session may take more than memory allows; it is tried with no other in flight.</summary>
    internal bool RunsAlone(SessionPlan plan) => plan.Failure is null && !Limits.Fits(MemoryOf(plan));

    /// <summary>The memory to segment a session in: one that is there, or for a session that is alone one that lets go of it where it does not suffice.</summary>
    internal SegmentationMemory MemoryFor(SessionPlan plan, SegmentationMemory shared) => !RunsAlone(plan) ? shared : new(new(
        Limits.MemoryBytes!.Value - CohortLimits.ProcessBytes - SegmentationMemory.OfGrid(plan.Voxels, plan.Channels.Count, Posteriors(plan)),
        $"its images take more than the {Limits.MemoryBytes >> 20} MB that `--mem-mb` allows, and at most {(MemoryOf(plan) + CohortLimits.ProcessBytes) >> 20} MB; allow more or use fewer images."));

    internal int Posteriors(SessionPlan plan) => plan.Outputs is { HasPosteriors: true } ? Template.Estimator.Clusters : 0;
}
