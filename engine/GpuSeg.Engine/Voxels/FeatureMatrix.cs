namespace GpuSeg.Engine.Voxels;

/// <summary>The voxels to cluster: N rows (voxels) by D columns (images), float32, one contiguous run per column.</summary>
/// <remarks>
/// A value is x = <see cref="Origins"/>[j] + <see cref="Column"/>(j)[i] in double. Origins are 0 unless float32 cannot hold the values
/// themselves, such as 2e9 + 1.
/// </remarks>
public sealed class FeatureMatrix
{
    private readonly float[][] _columns;
    private readonly double[] _origins;
    private readonly TypicalValues[] _typical;

    /// <summary>Wraps D columns of N finite values each; the columns are kept, not copied.</summary>
    /// <param name="names">D names, one per column, for messages and tables.</param>
    /// <param name="columns">D arrays of N values.</param>
    /// <exception cref="ArgumentException">No column, no row, columns of different lengths, or a value that is not finite.</exception>
    public FeatureMatrix(IReadOnlyList<string> names, IReadOnlyList<float[]> columns)
        : this(names, columns, columns is [var first, ..] ? first.Length : 0) =>
        Require(_columns.All(column => column.Length == Count), "all columns must have the same length");

    /// <summary>Wraps the first <paramref name="count"/> values of D arrays, which may be longer so that they can be used again.</summary>
    /// <param name="names">D names, one per column.</param>
    /// <param name="columns">D arrays of at least N values.</param>
    /// <param name="count">N.</param>
    /// <param name="origins">D numbers that the values are less by in the arrays, or null for 0.</param>
    /// <exception cref="ArgumentException">No column, no row, a column that is too short, or a value that is not finite.</exception>
    public FeatureMatrix(
        IReadOnlyList<string> names, IReadOnlyList<float[]> columns, int count, IReadOnlyList<double>? origins = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(columns);
        (Names, _columns, Count, Zeros) = ([.. names], [.. columns], count, new double[columns.Count]);
        _origins = origins is null ? new double[_columns.Length] : [.. origins];
        Require(_origins.Length == _columns.Length, "as many origins as columns are needed");
        Require(names.Count == columns.Count, "as many names as columns are needed");
        Require(_columns.Length > 0 && count > 0, "at least one column and one row are needed");
        Require(_columns.All(column => column.Length >= count), "no column may have fewer values than there are rows");
        _typical = Array.ConvertAll(_columns, column => TypicalValues.Of(column.AsSpan(0, count)));
        (Mean, Variance) = MeanAndVariance();
        Require(Mean.All(double.IsFinite), "every value must be finite");
    }

    private FeatureMatrix(FeatureMatrix other, IReadOnlyList<double> zeros)
    {
        (Names, _columns, Count, Zeros) = (other.Names, other._columns, other.Count, zeros);
        (_origins, _typical, Mean, Variance) = (other._origins, other._typical, other.Mean, other.Variance);
    }

    /// <summary>D names, one per column.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>N, the number of voxels.</summary>
    public int Count { get; }

    /// <summary>D, the number of features of a voxel.</summary>
    public int Dimensions => _columns.Length;

    /// <summary>Mean of every column, accumulated in double; shape (D).</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>Population variance of every column, sum (x - mean)^2 / N, in double; shape (D).</summary>
    public IReadOnlyList<double> Variance { get; }

    /// <summary>The numbers that the values of every column are less by, see <see cref="Column"/>; shape (D).</summary>
    public IReadOnlyList<double> Origins => _origins;

    /// <summary>
    /// The value of every feature that means intensity 0: 0 unless the features are scaled. A bias field multiplies the distance from it;
    /// shape (D).
    /// </summary>
    public IReadOnlyList<double> Zeros { get; }

    /// <summary>Returns the N values of column <paramref name="feature"/>, less its origin.</summary>
    public ReadOnlySpan<float> Column(int feature) => _columns[feature].AsSpan(0, Count);

    /// <summary>Returns this matrix if all origins are 0, else a copy whose values are rounded to float32 without an origin.</summary>
    public FeatureMatrix WithoutOrigins() => Array.TrueForAll(_origins, origin => origin == 0)
        ? this
        : new(Names, [.. _columns.Select((column, j) => Array.ConvertAll(column[..Count], x => (float)(_origins[j] + x)))]);

    /// <summary>Computes percentiles of a column, each from 0 to 100, interpolated linearly as by numpy.percentile.</summary>
    public double[] Percentiles(int feature, params ReadOnlySpan<double> percents)
    {
        var found = OrderStatistics.Percentiles(Column(feature), percents);
        return Array.ConvertAll(found, value => _origins[feature] + value);
    }

    /// <summary>
    /// Returns whether extreme values of a column are so large that float32 cannot tell most of its values apart beside them.
    /// </summary>
    public bool IsLostBesideExtremes(int feature) =>
        Spread(feature) > 0 && VoxelFrame.IsLost(Spread(feature), Math.Sqrt(Variance[feature]));

    /// <summary>
    /// Returns the variance of a column, or the variance that its quartiles suggest if extreme values pull the mean far from most values.
    /// </summary>
    public double TypicalVariance(int feature) =>
        IsMeanFar(feature) ? Math.Pow(Spread(feature) / TypicalValues.SpreadOfNormal, 2) : Variance[feature];

    /// <summary>Returns the spread of most values of a column.</summary>
    internal double Spread(int feature) => _typical[feature].Spread;

    /// <summary>Returns whether extreme values pull the mean of a column far from most of its values.</summary>
    internal bool IsMeanFar(int feature) => _typical[feature].IsFar(Mean[feature] - _origins[feature]);

    /// <summary>Returns the mean of a column, or its median if the mean is far from most values.</summary>
    internal double Middle(int feature) => IsMeanFar(feature) ? _origins[feature] + _typical[feature].Median : Mean[feature];

    /// <summary>
    /// Returns a value near most values of a column, less its origin: sums about it keep their digits. The first value if it is near.
    /// </summary>
    internal double Pivot(int feature) => _typical[feature].Pivot(_columns[feature][0]);

    /// <summary>
    /// Wraps the same columns under this matrix's names after their values have changed; this matrix must not be used any more.
    /// </summary>
    internal FeatureMatrix Rewritten(Action<int, Memory<float>> change, IReadOnlyList<double>? origins = null)
    {
        for (var j = 0; j < Dimensions; j++)
        {
            change(j, _columns[j].AsMemory(0, Count));
        }

        return new(Names, _columns, Count, origins);
    }

    /// <summary>Returns these voxels with other <see cref="Zeros"/>.</summary>
    internal FeatureMatrix WithZeros(IReadOnlyList<double> zeros) => new(this, zeros);

    /// <summary>Creates a matrix of some of the columns; they are shared, not copied.</summary>
    public FeatureMatrix Select(IReadOnlyList<int> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        var selected = new FeatureMatrix(
            [.. features.Select(j => Names[j])],
            [.. features.Select(j => _columns[j])],
            Count,
            [.. features.Select(j => _origins[j])]);
        return selected.WithZeros([.. features.Select(j => Zeros[j])]);
    }

    /// <summary>
    /// Returns all voxels if there are no more than <paramref name="most"/>, else that many: one drawn from each of equal runs of voxels.
    /// </summary>
    /// <param name="most">The most voxels to take.</param>
    /// <param name="seed">Chooses them; the same on every machine.</param>
    /// <param name="stream">Tells apart samples of the same seed.</param>
    public FeatureMatrix Sample(int most, int seed, int stream) => VoxelSample.Of(this, RandomStreams.Of(seed, stream), most).Features;

    /// <summary>Returns the values of some voxels, row by row; shape (indices, D).</summary>
    public double[] Rows(IReadOnlyList<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        var rows = new double[indices.Count * Dimensions];
        for (var i = 0; i < indices.Count; i++)
        {
            for (var j = 0; j < Dimensions; j++)
            {
                rows[(i * Dimensions) + j] = _origins[j] + _columns[j][indices[i]];
            }
        }

        return rows;
    }

    /// <summary>Counts the distinct rows, counted no further than <paramref name="limit"/>.</summary>
    public int CountDistinct(int limit)
    {
        var seen = new HashSet<Row>();
        for (var i = 0; i < Count && seen.Count < limit; i++)
        {
            seen.Add(new Row(this, i));
        }

        return seen.Count;
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message);
        }
    }

    private (double[] Mean, double[] Variance) MeanAndVariance()
    {
        var blocks = new VoxelBlocks(Count);
        var chunks = new SampleMoments[blocks.Chunks][];
        blocks.ForEachChunk((chunk, voxels) =>
        {
            chunks[chunk] = new SampleMoments[Dimensions];
            for (var j = 0; j < Dimensions; j++)
            {
                chunks[chunk][j] = Measure(j, voxels);
            }
        });
        var (mean, variance) = (new double[Dimensions], new double[Dimensions]);
        for (var j = 0; j < Dimensions; j++)
        {
            var total = default(SampleMoments);
            foreach (var chunk in chunks)
            {
                total = total.With(chunk[j]);
            }

            (mean[j], variance[j]) = (_origins[j] + (Pivot(j) + total.Mean), total.Variance);
        }

        return (mean, variance);
    }

    private SampleMoments Measure(int feature, Range voxels)
    {
        var (moments, pivot) = (default(SampleMoments), Pivot(feature));
        foreach (var block in VoxelBlocks.In(voxels))
        {
            moments = moments.With(SampleMoments.Of(_columns[feature].AsSpan(block), pivot));
        }

        return moments;
    }

    private readonly struct Row(FeatureMatrix matrix, int index) : IEquatable<Row>
    {
        private readonly FeatureMatrix _matrix = matrix;
        private readonly int _index = index;

        public bool Equals(Row other)
        {
            for (var j = 0; j < _matrix.Dimensions; j++)
            {
                if (_matrix._columns[j][_index] != _matrix._columns[j][other._index])
                {
                    return false;
                }
            }

            return true;
        }

        public override bool Equals(object? obj) => obj is Row other && Equals(other);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            foreach (var column in _matrix._columns)
            {
                hash.Add(column[_index]);
            }

            return hash.ToHashCode();
        }
    }
}
