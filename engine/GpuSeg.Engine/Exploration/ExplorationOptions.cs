using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Metrics;

namespace GpuSeg.Engine.Exploration;

/// <summary>The ways in which the clusterings of an exploration are judged.</summary>
public sealed record ExplorationOptions
{
    /// <summary>The order in which clusters are numbered.</summary>
    public LabelOrder Order { get; init; } = LabelOrder.ByWeight;

    /// <summary>Most voxels from which a silhouette is measured.</summary>
    public int SilhouetteSample { get; init; } = Silhouette.DefaultSample;

    /// <summary>Chooses these voxels; the same for all clusterings.</summary>
    public int SampleSeed { get; init; }

    /// <summary>
    /// Most passes on the way from where a mixture stopped to its optimum, see <see cref="WayToOptimum"/>; 0: the way is not gone.
    /// </summary>
    public int OptimumPasses { get; init; }
}
