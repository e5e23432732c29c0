using GpuSeg.Engine.Voxels;

namespace GpuSeg.Report.Clusters;

/// <summary>Distances of the clusters from the mean of all voxels, image by image, in standard deviations of all voxels.</summary>
internal sealed class Contrasts
{
    // The least contrast, in standard deviations, that is worth a mention.
    private const double Noticeable = 0.5;

    // A smaller cluster is noise.
    private const double SmallestShare = 0.001;

    private readonly double[] _values;
    private readonly int[] _counts;
    private readonly int _dimensions;

    public Contrasts(ClusterStatistics statistics, int dimensions)
    {
        (_dimensions, _counts) = (dimensions, statistics.Counts);
        _values = new double[statistics.Means.Length];
        for (var j = 0; j < dimensions; j++)
        {
            var (mean, deviation) = Whole(statistics, j);
            for (var i = j; i < _values.Length; i += dimensions)
            {
                _values[i] = (statistics.Means[i] - mean) / deviation;
            }
        }
    }

    /// <summary>(mean of cluster k - mean) / deviation in image j; NaN for an empty cluster.</summary>
    public double this[int k, int j] => _values[(k * _dimensions) + j];

    /// <summary>Returns the images in which a cluster is noticeably bright, the largest contrast first.</summary>
    public IReadOnlyList<int> Bright(int k) => [.. Images.Where(j => this[k, j] >= Noticeable).OrderByDescending(j => this[k, j])];

    /// <summary>Returns the images in which a cluster is noticeably dark, the largest contrast first.</summary>
    public IReadOnlyList<int> Dark(int k) => [.. Images.Where(j => this[k, j] <= -Noticeable).OrderBy(j => this[k, j])];

    /// <summary>Returns the smallest cluster that is more than noise, of at least 0.1 % of the voxels.</summary>
    public int Smallest()
    {
        var least = SmallestShare * _counts.Sum(count => (long)count);
        return Enumerable.Range(0, Clusters).Where(k => _counts[k] >= least).MinBy(k => _counts[k]);
    }

    /// <summary>Returns the image in which the <see cref="Smallest"/> cluster differs most from all voxels.</summary>
    public int ClearestImage()
    {
        var smallest = Smallest();
        return Images.MaxBy(j => double.IsFinite(this[smallest, j]) ? Math.Abs(this[smallest, j]) : 0);
    }

    /// <summary>Number of clusters.</summary>
    public int Clusters => _values.Length / _dimensions;

    private IEnumerable<int> Images => Enumerable.Range(0, _dimensions);

    // Mean and standard deviation of all voxels, from the means and deviations of the clusters.
    private (double Mean, double Deviation) Whole(ClusterStatistics statistics, int j)
    {
        var filled = Enumerable.Range(0, statistics.Counts.Length).Where(k => statistics.Counts[k] > 0).Select(k =>
        {
            var i = (k * _dimensions) + j;
            return (Count: (double)statistics.Counts[k], Mean: statistics.Means[i], Deviation: statistics.Deviations[i]);
        }).ToList();
        var count = filled.Sum(cluster => cluster.Count);
        var mean = filled.Sum(cluster => cluster.Count * cluster.Mean) / count;
        var squares = filled.Sum(cluster =>
            cluster.Count * ((cluster.Deviation * cluster.Deviation) + Math.Pow(cluster.Mean - mean, 2)));
        return (mean, Math.Sqrt(squares / count));
    }
}
