using GpuSeg.Engine.Voxels;

namespace GpuSeg.Bench.Compare;

/// <summary>Voxels repeated a whole number of times, so that sums are multiples and labels repeat.</summary>
internal sealed class RepeatedVoxels
{
    // One copy on the host, one loaded on the CPU, and one for the columns being transferred.
    private const int CopiesInMemory = 3;

    private readonly IReadOnlyList<string> _names;
    private readonly float[][] _columns;

    /// <summary>Repeats the features to about a number of voxels.</summary>
    /// <exception cref="NotMeasuredException">The memory of this machine is too small.</exception>
    public RepeatedVoxels(FeatureMatrix features, int about)
    {
        Times = (int)Math.Max(1, Math.Round((double)about / features.Count));
        Work = new(features.Count * Times, features.Dimensions);
        if (Work.Bytes * CopiesInMemory > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
        {
            throw new NotMeasuredException($"{Work.Bytes * CopiesInMemory / 1e9:F0} GB of memory are needed");
        }

        _names = features.Names;
        _columns = [.. Enumerable.Range(0, features.Dimensions).Select(j => Repeat(features.Column(j)))];
    }

    public int Times { get; }

    public Work Work { get; }

    /// <summary>Makes new features of the values, checked like values from files, without cached statistics.</summary>
    public FeatureMatrix Fresh() => new(_names, _columns);

    private float[] Repeat(ReadOnlySpan<float> column)
    {
        var repeated = new float[Work.Voxels];
        for (var start = 0; start < repeated.Length; start += column.Length)
        {
            column.CopyTo(repeated.AsSpan(start));
        }

        return repeated;
    }
}
