using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Mixtures;

/// <summary>
/// Mixtures as points that may be moved freely: per component log w, the mean (D), and L with C = L L' (packed triangle).
/// </summary>
internal sealed class MixtureCoordinates(CovarianceStructure structure, int dimensions)
{
    private readonly int _triangle = Triangular.Size(dimensions);

    private int Size => 1 + dimensions + _triangle;

    /// <summary>Computes the point of <paramref name="parameters"/>.</summary>
    /// <exception cref="ClusteringException">A covariance is not positive definite.</exception>
    public double[] Of(MixtureParameters parameters)
    {
        var point = new double[parameters.Weights.Length * Size];
        for (var k = 0; k < parameters.Weights.Length; k++)
        {
            var own = point.AsSpan(k * Size, Size);
            own[0] = Math.Log(parameters.Weights[k]);
            parameters.Means.AsSpan(k * dimensions, dimensions).CopyTo(own[1..]);
            CholeskyFactor.Lower(structure.Expand(parameters.Covariances, k), dimensions, k).CopyTo(own[(1 + dimensions)..]);
        }

        return point;
    }

    /// <summary>
    /// Computes the mixture at <paramref name="point"/>, with its weights scaled to sum to 1; null if it is not a mixture.
    /// </summary>
    public MixtureParameters? ToParameters(double[] point)
    {
        var components = point.Length / Size;
        var (weights, means, matrices) = (new double[components], new double[components * dimensions], new double[components * _triangle]);
        Span<double> factor = new double[_triangle];
        for (var k = 0; k < components; k++)
        {
            var own = point.AsSpan(k * Size, Size);
            weights[k] = Math.Exp(own[0]);
            own.Slice(1, dimensions).CopyTo(means.AsSpan(k * dimensions));
            var matrix = matrices.AsSpan(k * _triangle, _triangle);
            Triangular.TimesTranspose(own[(1 + dimensions)..], dimensions, matrix);
            if (!Triangular.TryFactor(matrix, dimensions, factor))
            {
                return null;
            }
        }

        var total = weights.Sum();
        weights = Array.ConvertAll(weights, weight => weight / total);
        return double.IsFinite(total)
            ? new(weights, means, structure.Reduce(matrices, weights))
            : null;
    }

    /// <summary>
    /// Returns the unit in which a step of each coordinate is measured: 1 for log w, the component's standard deviation for means and
    /// rows of L.
    /// </summary>
    public double[] Scales(double[] point)
    {
        var scales = new double[point.Length];
        for (var k = 0; k < point.Length / Size; k++)
        {
            var own = scales.AsSpan(k * Size, Size);
            var lower = point.AsSpan((k * Size) + 1 + dimensions, _triangle);
            own[0] = 1;
            for (var i = 0; i < dimensions; i++)
            {
                var row = lower.Slice(Triangular.Index(i, 0), i + 1);
                own[1 + i] = Math.Sqrt(Triangular.Dot(row, row));
                own.Slice(1 + dimensions + Triangular.Index(i, 0), i + 1).Fill(own[1 + i]);
            }
        }

        return scales;
    }

    /// <summary>Checks whether two points are the same within <paramref name="tolerance"/>, up to the order of the components.</summary>
    public bool AreSame(double[] a, double[] b, double tolerance)
    {
        var (scales, taken) = (Scales(a), new bool[a.Length / Size]);
        for (var k = 0; k < taken.Length; k++)
        {
            var twin = Enumerable.Range(0, taken.Length).FirstOrDefault(j => !taken[j] && Near(k, j), -1);
            if (twin < 0)
            {
                return false;
            }

            taken[twin] = true;
        }

        return true;

        bool Near(int k, int j)
        {
            for (var i = 0; i < Size; i++)
            {
                var at = (k * Size) + i;
                if (!(Math.Abs(a[at] - b[(j * Size) + i]) <= tolerance * scales[at]))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
