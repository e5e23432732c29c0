using GpuSeg.Engine.Voxels;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Segmentation;

/// <summary>The one source of sentences about clusters that are empty, tiny, extreme or on one grey level.</summary>
internal static class ClusterWarnings
{
    // A lesion of a few thousandths of a brain is a cluster that users look for; a thousandth of it is noise.
    private const double Tiny = 0.001;

    // Voxels are extreme if they are few, and far outside the range of 98 % of the voxels.
    private const double Few = 0.01;
    private const double Widths = 2;

    // Beyond this many clusters, sentences count them.
    private const int MostNamed = 12;

    // A cluster narrower than this part of its mean and of the image's deviation may be one grey level; its voxels tell.
    private const double Narrow = 1e-6;

    /// <summary>Returns the sentences about the clusters of one result.</summary>
    /// <param name="features">The voxels.</param>
    /// <param name="labels">Cluster of every voxel, 0..K-1; shape (N).</param>
    /// <param name="statistics">Size, mean and deviation of the clusters, in the units of the features.</param>
    /// <param name="images">Columns of the features that were clustered.</param>
    /// <param name="name">Gives the name of a label, 1..K.</param>
    public static IEnumerable<string> Of(
        FeatureMatrix features,
        ReadOnlyMemory<byte> labels,
        ClusterStatistics statistics,
        IReadOnlyList<int> images,
        Func<int, string> name)
    {
        var counts = statistics.Counts;
        int[] empty = [.. Enumerable.Range(0, counts.Length).Where(k => counts[k] == 0)];
        if (empty.Length > 0)
        {
            yield return $"{Names(empty, k => name(k + 1))} {(empty.Length == 1 ? "is" : "are")} empty; use fewer clusters.";
        }

        var (extreme, image) = Extreme(features, statistics, images);
        if (extreme.Length > 0)
        {
            var voxels = extreme.Sum(k => counts[k]);
            yield return $"{Names(extreme, k => name(k + 1))} {(extreme.Length == 1 ? "holds" : "hold")} only extreme voxels of "
                + $"{features.Names[image]} ({Plural.Of(voxels, "voxel")}, {Share(voxels, features.Count)}), "
                + "far outside the range of the others; winsorize the images or leave these voxels out with a mask file.";
        }

        int[] tiny = [.. statistics.Filled.Where(k => counts[k] < Tiny * features.Count && !extreme.Contains(k))];
        if (tiny.Length > 0)
        {
            yield return $"{Names(tiny, k => $"{name(k + 1)} ({Plural.Of(counts[k], "voxel")})")} "
                + $"{(tiny.Length == 1 ? "is" : "are")} nearly empty; fewer clusters may describe these images as well.";
        }

        foreach (var j in images)
        {
            int[] flat = [.. OnOneLevel(features, labels, statistics, j).Where(k => !tiny.Contains(k))];
            if (flat.Length > 0)
            {
                var level = flat.Length == 1 ? $", {ValueOf(features, j, labels.Span, flat[0]):G6}," : "";
                yield return $"{Names(flat, k => name(k + 1))} {(flat.Length == 1 ? "sits" : "sit")} on one grey level"
                    + $"{(flat.Length == 1 ? "" : " each")} of {features.Names[j]}{level} where likelihood, BIC and AIC mean nothing; "
                    + "use fewer clusters or check for saturated or padded values.";
            }
        }
    }

    /// <summary>Returns whether a cluster of at least two voxels has the same value in all voxels of an image.</summary>
    public static bool HasOneLevel(
        FeatureMatrix features, ReadOnlyMemory<byte> labels, ClusterStatistics statistics, IReadOnlyList<int> images) =>
        images.Any(j => OnOneLevel(features, labels, statistics, j).Any());

    private static IEnumerable<int> OnOneLevel(
        FeatureMatrix features, ReadOnlyMemory<byte> labels, ClusterStatistics statistics, int image)
    {
        // A single cluster is a constant image, which is refused before any fit.
        var spread = Math.Sqrt(features.Variance[image]);
        return statistics.Clusters == 1 ? [] : statistics.Filled.Where(k =>
        {
            var at = (k * features.Dimensions) + image;
            return statistics.Counts[k] > 1
                && statistics.Deviations[at] <= Narrow * (Math.Abs(statistics.Means[at]) + spread)
                && HasOneValue(features.Column(image), labels.Span, (byte)k);
        });
    }

    // The value of a cluster's first voxel: a mean of equal values may differ from them by rounding.
    private static double ValueOf(FeatureMatrix features, int image, ReadOnlySpan<byte> labels, int cluster) =>
        features.Origins[image] + features.Column(image)[labels.IndexOf((byte)cluster)];

    private static bool HasOneValue(ReadOnlySpan<float> column, ReadOnlySpan<byte> labels, byte cluster)
    {
        var value = column[labels.IndexOf(cluster)];
        for (var i = 0; i < column.Length; i++)
        {
            if (labels[i] == cluster && column[i] != value)
            {
                return false;
            }
        }

        return true;
    }

    // The clusters of few voxels that lie far outside an image's other values, and the image that shows most of them.
    private static (int[] Clusters, int Image) Extreme(FeatureMatrix features, ClusterStatistics statistics, IReadOnlyList<int> images)
    {
        int[] few = [.. statistics.Filled.Where(k => statistics.Counts[k] < Few * features.Count)];
        if (few.Length == 0)
        {
            return ([], 0);
        }

        return images.Select(j => (Far(j), j)).MaxBy(found => found.Item1.Length);

        int[] Far(int j)
        {
            var range = features.Percentiles(j, 1, 99);
            var far = Widths * (range[1] - range[0]);
            return
            [
                .. few.Where(k => statistics.Means[(k * features.Dimensions) + j] is var mean
                    && (mean < range[0] - far || mean > range[1] + far)),
            ];
        }
    }

    private static string Names(int[] clusters, Func<int, string> name)
    {
        var more = clusters.Length > MostNamed ? $" and {clusters.Length - MostNamed} more" : "";
        return $"{TextFormat.List([.. clusters.Take(MostNamed).Select(name)])}{more}";
    }

    private static string Share(int voxels, int all) => TextFormat.Percent((double)voxels / all).Replace('\u00a0', ' ');
}
