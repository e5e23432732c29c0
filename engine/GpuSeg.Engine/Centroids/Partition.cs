using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Centroids;

/// <summary>A partition of the voxels, known by the counts and sums of its clusters, whatever their order.</summary>
/// <remarks>Sums depend on the partition alone, bit for bit: equal sums tell equal partitions without keeping labels.</remarks>
internal sealed class Partition : IEquatable<Partition>
{
    private readonly double[] _clusters;

    public Partition(Assignment assignment)
    {
        var (k, dimensions) = (assignment.Counts.Length, assignment.Sums.Length / assignment.Counts.Length);
        var rows = Enumerable.Range(0, k)
            .Select(c => (double[])[assignment.Counts[c], .. assignment.Sums.AsSpan(c * dimensions, dimensions)])
            .ToArray();
        Array.Sort(rows, (a, b) => a.AsSpan().SequenceCompareTo(b));
        _clusters = [.. rows.SelectMany(row => row)];
    }

    /// <summary>Checks whether two assignments are the same, cluster by cluster.</summary>
    public static bool AreEqual(Assignment a, Assignment b) =>
        a.Counts.AsSpan().SequenceEqual(b.Counts) && a.Sums.AsSpan().SequenceEqual(b.Sums);

    public bool Equals(Partition? other) => other is not null && _clusters.AsSpan().SequenceEqual(other._clusters);

    public override bool Equals(object? obj) => Equals(obj as Partition);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        Array.ForEach(_clusters, hash.Add);
        return hash.ToHashCode();
    }
}
