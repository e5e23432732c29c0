using GpuSeg.Engine.Voxels;

namespace GpuSeg.Bench.Compare;

/// <summary>The voxels over and over, a whole number of times: sums are multiples of theirs, and labels repeat.</summary>
internal sealed class RepeatedVoxels
{
    // On the host, loaded on the cpu, and a column on its way there.
    private const int CopiesInMemory = 3;

    private readonly IReadOnlyList<string> _names;
    private readonly float[][] _columns;

    /// <exception cref="NotMeasuredException">This machine's memory is too small.</exception>
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

    /// <summary>The values checked as those of files are, nothing known about them yet.</summary>
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
