using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Mixtures;

/// <summary>
/// The whitening factor U = L^-1 of a covariance C = L L', lower triangular and packed: |U (x - m)|^2 = (x - m)' C^-1 (x - m).
/// </summary>
internal sealed class CholeskyFactor
{
    private readonly int _dimensions;

    private CholeskyFactor(double[] packed, int dimensions) => (Packed, _dimensions) = (packed, dimensions);

    /// <summary>U, packed as <see cref="Triangular"/>.</summary>
    public double[] Packed { get; }

    /// <summary>log det U.</summary>
    public double LogDeterminant
    {
        get
        {
            var sum = 0d;
            for (var i = 0; i < _dimensions; i++)
            {
                sum += Math.Log(Packed[Triangular.Index(i, i)]);
            }

            return sum;
        }
    }

    /// <summary>Computes U of a packed covariance matrix.</summary>
    /// <exception cref="ClusteringException">The matrix is not positive definite.</exception>
    public static CholeskyFactor Of(ReadOnlySpan<double> covariance, int dimensions, int component) =>
        new(Triangular.Inverse(Lower(covariance, dimensions, component), dimensions), dimensions);

    /// <summary>Computes U of a packed precision matrix P = U'U.</summary>
    /// <exception cref="ClusteringException">The matrix is not positive definite.</exception>
    public static CholeskyFactor OfPrecision(ReadOnlySpan<double> precision, int dimensions, int component)
    {
        // Cholesky gives P = L L' with L lower; with the features in reverse order, L' read backwards is the lower U.
        var (reversed, packed) = (new double[precision.Length], new double[precision.Length]);
        Reverse(precision, dimensions, reversed);
        Reverse(Lower(reversed, dimensions, component), dimensions, packed);
        return new(packed, dimensions);
    }

    /// <summary>Computes C^-1 = U'U, packed.</summary>
    public double[] InverseMatrix()
    {
        var inverse = new double[Packed.Length];
        for (var i = 0; i < _dimensions; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                for (var row = i; row < _dimensions; row++)
                {
                    inverse[Triangular.Index(i, j)] += Packed[Triangular.Index(row, i)] * Packed[Triangular.Index(row, j)];
                }
            }
        }

        return inverse;
    }

    /// <summary>Computes L of a packed covariance matrix C = L L', packed.</summary>
    /// <exception cref="ClusteringException">The matrix is not positive definite.</exception>
    public static double[] Lower(ReadOnlySpan<double> covariance, int dimensions, int component)
    {
        var lower = new double[covariance.Length];
        return Triangular.TryFactor(covariance, dimensions, lower) ? lower : throw new ClusteringException(
            $"The covariance of component {component + 1} is not positive definite: it has collapsed onto few voxels, "
            + "or features repeat each other; use fewer components, leave out an image that repeats another, "
            + "scale the features, or raise reg_covar.");
    }

    // Entry (i, j) of a symmetric matrix with its features in reverse order is entry (last - i, last - j), in the lower half (last - j,
    // last - i).
    private static void Reverse(ReadOnlySpan<double> packed, int dimensions, Span<double> reversed)
    {
        var last = dimensions - 1;
        for (var i = 0; i < dimensions; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                reversed[Triangular.Index(i, j)] = packed[Triangular.Index(last - j, last - i)];
            }
        }
    }
}
