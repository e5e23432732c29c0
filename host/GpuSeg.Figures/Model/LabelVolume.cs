using GpuSeg.Studies.Comparison;

namespace GpuSeg.Figures.Model;

/// <summary>Labels of all voxels of a grid.</summary>
public sealed class LabelVolume
{
    /// <summary>Wraps labels; they are kept, not copied.</summary>
    /// <param name="labels">In file order; 0 is background.</param>
    /// <param name="clusters">K; labels are 1..K.</param>
    /// <param name="names">What the labels are called, K names; null gives label 1, label 2, ...</param>
    /// <exception cref="ArgumentException">A label is beyond K, or there are more or fewer names.</exception>
    public LabelVolume(ReadOnlyMemory<byte> labels, int clusters, IReadOnlyList<string>? names = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(clusters, byte.MaxValue);
        if (labels.Span.ContainsAnyExceptInRange((byte)0, (byte)clusters))
        {
            throw new ArgumentException($"A label is larger than {clusters}.", nameof(labels));
        }

        (Labels, Clusters, Names) = (labels, clusters, names ?? [.. Enumerable.Range(1, clusters).Select(Default)]);
        ArgumentOutOfRangeException.ThrowIfNotEqual(Names.Count, clusters, nameof(names));
    }

    /// <summary>Label of every voxel in file order; 0 is background.</summary>
    public ReadOnlyMemory<byte> Labels { get; }

    /// <summary>K; labels are 1..K.</summary>
    public int Clusters { get; }

    /// <summary>What labels 1..K are called.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The labels of a map, up to the largest that it holds, under the names that it gives them.</summary>
    public static LabelVolume Of(LabelMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var clusters = map.Voxels.Max();
        return new(map.Voxels, clusters, [.. Enumerable.Range(1, clusters).Select(label => map.NameOf(label) ?? Default(label))]);
    }

    private static string Default(int label) => $"label {label}";
}
