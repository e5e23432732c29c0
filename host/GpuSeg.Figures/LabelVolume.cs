using GpuSeg.Imaging.Comparison;

namespace GpuSeg.Figures;

/// <summary>Labels of all voxels of a grid.</summary>
/// <param name="Labels">In file order; 0 is background.</param>
/// <param name="Clusters">K; labels are 1..K.</param>
/// <param name="Names">What the labels are called, K names; null gives label 1, label 2, ...</param>
public sealed record LabelVolume(ReadOnlyMemory<byte> Labels, int Clusters, IReadOnlyList<string>? Names = null)
{
    /// <summary>The labels of a map, up to the largest that it holds, under the names that it gives them.</summary>
    public static LabelVolume Of(LabelMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var clusters = map.Voxels.Max();
        return new(map.Voxels, clusters, [.. Enumerable.Range(1, clusters).Select(label => map.NameOf(label) ?? Default(label))]);
    }

    /// <summary>What a label is called.</summary>
    public string Name(int label) => Names is null ? Default(label) : Names[label - 1];

    private static string Default(int label) => $"label {label}";
}
