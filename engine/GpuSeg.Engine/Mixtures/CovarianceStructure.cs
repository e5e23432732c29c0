using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Mixtures;

/// <summary>
/// The parameters that a covariance type leaves of K covariance matrices: reduces the matrices to them and expands them again.
/// Matrices are packed lower triangles, see <see cref="Triangular"/>.
/// </summary>
internal abstract class CovarianceStructure(int components, int dimensions)
{
    public int Components { get; } = components;

    protected int Dimensions { get; } = dimensions;

    protected int MatrixSize { get; } = Triangular.Size(dimensions);

    /// <summary>Number of free parameters among the covariances.</summary>
    public abstract int FreeParameters { get; }

    /// <summary>Reduces K covariance matrices, each with its weight, to the parameters.</summary>
    public abstract double[] Reduce(ReadOnlySpan<double> matrices, ReadOnlySpan<double> weights);

    /// <summary>Expands the parameters to the matrix of component <paramref name="component"/>.</summary>
    public abstract double[] Expand(ReadOnlySpan<double> parameters, int component);

    /// <summary>Computes the parameters of the inverse matrices.</summary>
    public abstract double[] Invert(ReadOnlySpan<double> parameters);

    /// <summary>
    /// Computes scikit-learn's precisions_cholesky_: the transposed whitening factors U', or one over the standard deviations.
    /// </summary>
    public abstract double[] Whiten(ReadOnlySpan<double> parameters);

    /// <summary>Copies the parameters with the components in another order.</summary>
    public virtual double[] Reorder(double[] parameters, IReadOnlyList<int> order) =>
        Ordering.Rows(parameters, order, parameters.Length / Components);

    /// <summary>Checks whether both halves of all matrices are the same, up to rounding.</summary>
    public bool IsSymmetric(double[] parameters) => !HasMatrices
        || parameters.Index().All(entry => Math.Abs(entry.Item - parameters[Mirrored(entry.Index)]) <= 1e-9 * Math.Abs(entry.Item));

    /// <summary>Whether the parameters are square matrices with both halves.</summary>
    protected virtual bool HasMatrices => false;

    // Where the entry (i, j) of a square matrix has its (j, i).
    private int Mirrored(int index)
    {
        var (square, i, j) = (index / (Dimensions * Dimensions), index / Dimensions % Dimensions, index % Dimensions);
        return (((square * Dimensions) + j) * Dimensions) + i;
    }

    protected static double[] Inverses(ReadOnlySpan<double> variances) => Array.ConvertAll(variances.ToArray(), variance => 1 / variance);

    protected static double[] InverseRoots(ReadOnlySpan<double> variances) =>
        Array.ConvertAll(variances.ToArray(), variance => 1 / Math.Sqrt(variance));

    // U' is upper triangular: its entry (j, i) is U's (i, j).
    protected void Transpose(CholeskyFactor factor, Span<double> square)
    {
        for (var i = 0; i < Dimensions; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                square[(j * Dimensions) + i] = factor.Packed[Triangular.Index(i, j)];
            }
        }
    }

    protected double[] Diagonal(ReadOnlySpan<double> matrices, int component)
    {
        var diagonal = new double[Dimensions];
        for (var i = 0; i < Dimensions; i++)
        {
            diagonal[i] = matrices[(component * MatrixSize) + Triangular.Index(i, i)];
        }

        return diagonal;
    }

    protected double[] FromDiagonal(Func<int, double> variance)
    {
        var matrix = new double[MatrixSize];
        for (var i = 0; i < Dimensions; i++)
        {
            matrix[Triangular.Index(i, i)] = variance(i);
        }

        return matrix;
    }

    // Parameters of square shape hold both halves of the symmetric matrix.
    protected void Unpack(ReadOnlySpan<double> packed, Span<double> square)
    {
        for (var i = 0; i < Dimensions; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                square[(i * Dimensions) + j] = square[(j * Dimensions) + i] = packed[Triangular.Index(i, j)];
            }
        }
    }

    protected double[] Pack(ReadOnlySpan<double> square)
    {
        var packed = new double[MatrixSize];
        for (var i = 0; i < Dimensions; i++)
        {
            square.Slice(i * Dimensions, i + 1).CopyTo(packed.AsSpan(Triangular.Index(i, 0)));
        }

        return packed;
    }
}
