using GpuSeg.Engine.Fitting;

namespace GpuSeg.Engine.Exploration;

/// <summary>Clusterings that differ in images, scaling, method and number of clusters: every combination of them.</summary>
public sealed record ExplorationGrid
{
    /// <summary>Sets of images, each as columns of the features; their order within a set does not matter.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Subsets { get; init; }

    /// <summary>Whether images are standardised first: no, yes or both.</summary>
    public IReadOnlyList<bool> Standardise { get; init; } = [false];

    /// <summary>Estimators with all their parameters except the number of clusters, which the grid sets.</summary>
    public required IReadOnlyList<IEstimator> Methods { get; init; }

    /// <summary>Numbers of clusters.</summary>
    public IReadOnlyList<int> Clusters { get; init; } = [2, 3, 4, 5, 6];

    /// <summary>Returns a set for every image by itself.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Singles(int images) => [.. Enumerable.Range(0, images).Select(image => (int[])[image])];

    /// <summary>Returns the set of all images.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> All(int images) => [[.. Enumerable.Range(0, images)]];

    /// <summary>Lists all sets of images: of one, of two, ..., all; the first images first.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Combinations(int images)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(images, 20);
        // Image j is the bit images - 1 - j: among sets of one size the largest number has the first images.
        var sets = Enumerable.Range(1, (1 << images) - 1).Reverse()
            .Select(bits => Enumerable.Range(0, images).Where(j => ((bits >> (images - 1 - j)) & 1) == 1));
        return [.. sets.Select(set => set.ToArray()).OrderBy(set => set.Length)];
    }

    /// <summary>Lists the cells, none twice: by images, then scaling, method, and clusters last.</summary>
    public IReadOnlyList<ExplorationCell> Cells()
    {
        var cells =
            from images in Subsets
            from standardise in Standardise
            from method in Methods
            from clusters in Clusters
            select new ExplorationCell([.. images.Distinct().Order()], standardise, method.WithClusters(clusters));
        return [.. cells.Distinct()];
    }
}
