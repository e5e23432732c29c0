using GpuSeg.Engine.Metrics;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Bench.Compare;

/// <summary>Quality of a partition, computed the same way for both sides.</summary>
internal static class Inertia
{
    /// <summary>Computes the sum of squared distances of the voxels to the mean of their cluster.</summary>
    public static double Of(FeatureMatrix features, byte[] labels, int clusters)
    {
        var inertia = 0d;
        for (var j = 0; j < features.Dimensions; j++)
        {
            var column = features.Column(j);
            var (counts, sums, squares) = (new double[clusters], new double[clusters], 0d);
            for (var i = 0; i < column.Length; i++)
            {
                counts[labels[i]]++;
                sums[labels[i]] += column[i];
                squares += (double)column[i] * column[i];
            }

            inertia += squares - counts.Zip(sums, (count, sum) => count > 0 ? sum * sum / count : 0).Sum();
        }

        return inertia;
    }

    /// <summary>Computes the share of equal labels after matching the clusters to each other.</summary>
    public static double EqualUpToNames(byte[] ours, byte[] theirs, int clusters)
    {
        var table = new ContingencyTable(ours, theirs, clusters, clusters);
        var match = table.Match();
        return Enumerable.Range(0, clusters).Sum(k => (double)table[k, match[k]]) / ours.Length;
    }
}
