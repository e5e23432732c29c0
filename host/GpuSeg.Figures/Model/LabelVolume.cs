using GpuSeg.Images.Views;

namespace GpuSeg.Figures.Model;

/// <summary>Labels of all voxels of a grid.</summary>
public sealed class LabelVolume
{
    /// <summary>Wraps labels without copying them.</summary>
    /// <param name="labels">Labels in file order; 0 is background.</param>
    /// <param name="clusters">K; labels are 1..K.</param>
    /// <param name="names">Names of labels 1..K; null gives label 1, label 2, ...</param>
    /// <exception cref="ArgumentException">A label is larger than K, or the number of names is not K.</exception>
    public LabelVolume(ReadOnlyMemory<byte> labels, int clusters, IReadOnlyList<string>? names = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(clusters, byte.MaxValue);
        if (labels.Span.ContainsAnyExceptInRange((byte)0, (byte)clusters))
        {
            throw new ArgumentException($"A label is larger than the number of clusters, {clusters}.", nameof(labels));
        }

        (Labels, Clusters, Names) = (labels, clusters, names ?? [.. Enumerable.Range(1, clusters).Select(Default)]);
        Colours = Viridis.HexOfLabels(clusters);
        ArgumentOutOfRangeException.ThrowIfNotEqual(Names.Count, clusters, nameof(names));
    }

    /// <summary>Label of every voxel in file order; 0 is background.</summary>
    public ReadOnlyMemory<byte> Labels { get; }

    /// <summary>Number of clusters K; labels are 1..K.</summary>
    public int Clusters { get; }

    /// <summary>Names of labels 1..K.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Colours of labels 1..K as #rrggbb; those of viridis by default.</summary>
    public IReadOnlyList<string> Colours { get; init; }

    /// <summary>Wraps labels without copying them; K is the largest of them.</summary>
    /// <param name="labels">Labels in file order; 0 is background.</param>
    /// <param name="nameOf">Returns the name of a label, or null if it has no name.</param>
    public static LabelVolume FromLabels(byte[] labels, Func<int, string?> nameOf)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(nameOf);
        var clusters = labels.Max();
        return new(labels, clusters, [.. Enumerable.Range(1, clusters).Select(label => nameOf(label) ?? Default(label))]);
    }

    private static string Default(int label) => $"label {label}";
}
