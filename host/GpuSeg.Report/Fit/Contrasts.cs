using GpuSeg.Engine.Voxels;

namespace GpuSeg.Report.Fit;

/// <summary>How far every cluster lies from the mean of all voxels, image by image, in standard deviations of all voxels.</summary>
internal sealed class Contrasts
{
    // Half a standard deviation is what tells a cluster from the whole.
    private const double Noticeable = 0.5;

    private readonly double[] _values;
    private readonly int _dimensions;

    public Contrasts(ClusterStatistics statistics, int dimensions)
    {
        _dimensions = dimensions;
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

    /// <summary>The images in which a cluster stands out, the farthest first.</summary>
    public IReadOnlyList<int> Bright(int k) => [.. Images.Where(j => this[k, j] >= Noticeable).OrderByDescending(j => this[k, j])];

    /// <inheritdoc cref="Bright"/>
    public IReadOnlyList<int> Dark(int k) => [.. Images.Where(j => this[k, j] <= -Noticeable).OrderBy(j => this[k, j])];

    /// <summary>K.</summary>
    public int Clusters => _values.Length / _dimensions;

    private IEnumerable<int> Images => Enumerable.Range(0, _dimensions);

    // Mean and standard deviation of all voxels, from those of the clusters.
    private (double Mean, double Deviation) Whole(ClusterStatistics statistics, int j)
    {
        var filled = Enumerable.Range(0, statistics.Counts.Length).Where(k => statistics.Counts[k] > 0)
            .Select(k => (Count: (double)statistics.Counts[k], Mean: statistics.Means[(k * _dimensions) + j], Deviation: statistics.Deviations[(k * _dimensions) + j])).ToList();
        var count = filled.Sum(cluster => cluster.Count);
        var mean = filled.Sum(cluster => cluster.Count * cluster.Mean) / count;
        var squares = filled.Sum(cluster => cluster.Count * ((cluster.Deviation * cluster.Deviation) + Math.Pow(cluster.Mean - mean, 2)));
        return (mean, Math.Sqrt(squares / count));
    }
}
