using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace GpuSeg.Engine.Mixtures;

/// <summary>The whitening factor U = L^-1 of a covariance C = L L', lower triangular and packed: |U (x - m)|^2 = (x - m)' C^-1 (x - m).</summary>
internal sealed class CholeskyFactor
{
    private readonly int _dimensions;

    private CholeskyFactor(double[] packed, int dimensions) => (Packed, _dimensions) = (packed, dimensions);

    /// <summary>U, packed as <see cref="Triangular"/>.</summary>
    public double[] Packed { get; }

    /// <summary>log det U.</summary>
    public double LogDeterminant => Enumerable.Range(0, _dimensions).Sum(i => Math.Log(Packed[Triangular.Index(i, i)]));

    /// <summary>U of a packed covariance matrix.</summary>
    /// <exception cref="ClusteringException">The matrix is not positive definite.</exception>
    public static CholeskyFactor Of(ReadOnlySpan<double> covariance, int dimensions, int component) =>
        new(Triangular.Inverse(Pack(Lower(covariance, dimensions, component), dimensions), dimensions), dimensions);

    /// <summary>U of a packed precision matrix P = U'U.</summary>
    /// <exception cref="ClusteringException">The matrix is not positive definite.</exception>
    public static CholeskyFactor OfPrecision(ReadOnlySpan<double> precision, int dimensions, int component)
    {
        // Cholesky gives P = L L' with L lower; with the features in reverse order, L' read backwards is the lower U.
        var square = Square(precision, dimensions);
        var last = dimensions - 1;
        var reversed = DenseMatrix.Create(dimensions, dimensions, (i, j) => square[last - i, last - j]);
        var lower = Lower(reversed, component);
        var packed = new double[Triangular.Size(dimensions)];
        for (var i = 0; i < dimensions; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                packed[Triangular.Index(i, j)] = lower[last - j, last - i];
            }
        }

        return new(packed, dimensions);
    }

    /// <summary>C^-1 = U'U, packed.</summary>
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

    /// <summary>L of a packed covariance matrix C = L L'.</summary>
    /// <exception cref="ClusteringException">The matrix is not positive definite.</exception>
    public static Matrix<double> Lower(ReadOnlySpan<double> covariance, int dimensions, int component) =>
        Lower(Square(covariance, dimensions), component);

    private static DenseMatrix Square(ReadOnlySpan<double> packed, int dimensions)
    {
        var square = new DenseMatrix(dimensions);
        for (var i = 0; i < dimensions; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                square[i, j] = square[j, i] = packed[Triangular.Index(i, j)];
            }
        }

        return square;
    }

    private static Matrix<double> Lower(DenseMatrix matrix, int component)
    {
        try
        {
            var lower = matrix.Cholesky().Factor;
            return lower.Diagonal().All(double.IsFinite) ? lower : throw NotPositiveDefinite(component);
        }
        catch (ArgumentException)
        {
            throw NotPositiveDefinite(component);
        }
    }

    private static ClusteringException NotPositiveDefinite(int component) => new(
        $"The covariance of component {component + 1} is not positive definite: it has collapsed onto few voxels, or features repeat each other; "
        + "use fewer components, leave out an image that repeats another, scale the features, or raise reg_covar.");

    private static double[] Pack(Matrix<double> lower, int dimensions)
    {
        var packed = new double[Triangular.Size(dimensions)];
        for (var i = 0; i < dimensions; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                packed[Triangular.Index(i, j)] = lower[i, j];
            }
        }

        return packed;
    }
}
