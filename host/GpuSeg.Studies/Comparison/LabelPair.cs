namespace GpuSeg.Studies.Comparison;

/// <summary>A label of map A and the label of map B that it is matched with, or a label that has no counterpart.</summary>
public sealed record LabelPair
{
    /// <summary>The label of A, or null.</summary>
    public required int? A { get; init; }

    /// <summary>The label of B, or null.</summary>
    public required int? B { get; init; }

    /// <summary>Voxels of A with its label; 0 without one.</summary>
    public required long VoxelsA { get; init; }

    /// <summary>Voxels of B with its label; 0 without one.</summary>
    public required long VoxelsB { get; init; }

    /// <summary>Voxels that have both labels.</summary>
    public required long Common { get; init; }

    /// <summary>Volume of one voxel in mL.</summary>
    public required double VoxelMillilitres { get; init; }

    /// <summary>Distances between the surfaces; null if not asked for, or for a label without a counterpart.</summary>
    public SurfaceDistances? Distances { get; init; }

    /// <summary>2 |A and B| / (|A| + |B|) over the whole grid; 0 for a label without a counterpart.</summary>
    public double Dice => 2.0 * Common / (VoxelsA + VoxelsB);

    /// <summary>|A and B| / |A or B| over the whole grid; 0 for a label without a counterpart.</summary>
    public double Jaccard => (double)Common / (VoxelsA + VoxelsB - Common);

    /// <summary>Volume of A's label less that of B's in mL.</summary>
    public double VolumeDifference => (VoxelsA - VoxelsB) * VoxelMillilitres;

    /// <summary>The same in percent of B's; infinite without a label of B.</summary>
    public double VolumePercent => 100.0 * (VoxelsA - VoxelsB) / VoxelsB;
}
