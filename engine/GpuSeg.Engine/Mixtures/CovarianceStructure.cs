using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Mixtures;

/// <summary>
/// What a <see cref="CovarianceType"/> does to the covariance matrices of the components: reduces them to its parameters and expands those again.
/// This is the only place that knows the types apart. Matrices are packed lower triangles, see <see cref="Triangular"/>.
/// </summary>
internal abstract class CovarianceStructure(CovarianceType type, int components, int dimensions)
{
    public CovarianceType Type => type;

    public int Components { get; } = components;

    protected int Dimensions { get; } = dimensions;

    protected int MatrixSize { get; } = Triangular.Size(dimensions);

    /// <summary>Shape of the parameters, as scikit-learn's covariances_.</summary>
    public abstract int[] Shape { get; }

    /// <summary>Number of free parameters among the covariances.</summary>
    public abstract int FreeParameters { get; }

    public static CovarianceStructure Of(CovarianceType type, int components, int dimensions) => type switch
    {
        CovarianceType.Full => new Full(components, dimensions),
        CovarianceType.Tied => new Tied(components, dimensions),
        CovarianceType.Diag => new Diag(components, dimensions),
        CovarianceType.Spherical => new Spherical(components, dimensions),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such covariance type."),
    };

    /// <summary>The parameters that K covariance matrices, each with its weight, reduce to.</summary>
    public abstract double[] Reduce(ReadOnlySpan<double> matrices, ReadOnlySpan<double> weights);

    /// <summary>The matrix of component <paramref name="component"/> that the parameters stand for.</summary>
    public abstract double[] Expand(ReadOnlySpan<double> parameters, int component);

    /// <summary>The parameters of the inverse matrices.</summary>
    public abstract double[] Invert(ReadOnlySpan<double> parameters);

    /// <summary>scikit-learn's precisions_cholesky_: the transposed whitening factors U', or one over the standard deviations.</summary>
    public abstract double[] Whiten(ReadOnlySpan<double> parameters);

    /// <summary>The parameters with the components in another order.</summary>
    public virtual double[] Reorder(double[] parameters, IReadOnlyList<int> order) =>
        Ordering.Rows(parameters, order, parameters.Length / Components);

    /// <summary>Whether both halves of all matrices are the same, up to rounding.</summary>
    public bool IsSymmetric(double[] parameters) => this is not (Full or Tied)
        || parameters.Index().All(entry => Math.Abs(entry.Item - parameters[Mirrored(entry.Index)]) <= 1e-9 * Math.Abs(entry.Item));

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

    private sealed class Full(int components, int dimensions) : CovarianceStructure(CovarianceType.Full, components, dimensions)
    {
        public override int[] Shape => [Components, Dimensions, Dimensions];

        public override int FreeParameters => Components * MatrixSize;

        public override double[] Reduce(ReadOnlySpan<double> matrices, ReadOnlySpan<double> weights)
        {
            var square = Dimensions * Dimensions;
            var parameters = new double[Components * square];
            for (var k = 0; k < Components; k++)
            {
                Unpack(matrices.Slice(k * MatrixSize, MatrixSize), parameters.AsSpan(k * square, square));
            }

            return parameters;
        }

        public override double[] Expand(ReadOnlySpan<double> parameters, int component) =>
            Pack(parameters.Slice(component * Dimensions * Dimensions, Dimensions * Dimensions));

        public override double[] Invert(ReadOnlySpan<double> parameters)
        {
            var inverses = new double[Components * MatrixSize];
            for (var k = 0; k < Components; k++)
            {
                CholeskyFactor.Of(Expand(parameters, k), Dimensions, k).InverseMatrix().CopyTo(inverses, k * MatrixSize);
            }

            return Reduce(inverses, []);
        }

        public override double[] Whiten(ReadOnlySpan<double> parameters)
        {
            var square = Dimensions * Dimensions;
            var factors = new double[Components * square];
            for (var k = 0; k < Components; k++)
            {
                Transpose(CholeskyFactor.Of(Expand(parameters, k), Dimensions, k), factors.AsSpan(k * square, square));
            }

            return factors;
        }
    }

    private sealed class Tied(int components, int dimensions) : CovarianceStructure(CovarianceType.Tied, components, dimensions)
    {
        public override int[] Shape => [Dimensions, Dimensions];

        public override int FreeParameters => MatrixSize;

        public override double[] Reduce(ReadOnlySpan<double> matrices, ReadOnlySpan<double> weights)
        {
            var (packed, total) = (new double[MatrixSize], 0d);
            for (var k = 0; k < Components; k++)
            {
                total += weights[k];
                for (var i = 0; i < MatrixSize; i++)
                {
                    packed[i] += weights[k] * matrices[(k * MatrixSize) + i];
                }
            }

            var parameters = new double[Dimensions * Dimensions];
            Unpack([.. packed.Select(sum => sum / total)], parameters);
            return parameters;
        }

        public override double[] Expand(ReadOnlySpan<double> parameters, int component) => Pack(parameters);

        public override double[] Invert(ReadOnlySpan<double> parameters)
        {
            var inverse = new double[Dimensions * Dimensions];
            Unpack(CholeskyFactor.Of(Pack(parameters), Dimensions, 0).InverseMatrix(), inverse);
            return inverse;
        }

        public override double[] Whiten(ReadOnlySpan<double> parameters)
        {
            var factor = new double[Dimensions * Dimensions];
            Transpose(CholeskyFactor.Of(Pack(parameters), Dimensions, 0), factor);
            return factor;
        }

        public override double[] Reorder(double[] parameters, IReadOnlyList<int> order) => parameters;
    }

    private sealed class Diag(int components, int dimensions) : CovarianceStructure(CovarianceType.Diag, components, dimensions)
    {
        public override int[] Shape => [Components, Dimensions];

        public override int FreeParameters => Components * Dimensions;

        public override double[] Reduce(ReadOnlySpan<double> matrices, ReadOnlySpan<double> weights)
        {
            var parameters = new double[Components * Dimensions];
            for (var k = 0; k < Components; k++)
            {
                Diagonal(matrices, k).CopyTo(parameters, k * Dimensions);
            }

            return parameters;
        }

        public override double[] Expand(ReadOnlySpan<double> parameters, int component)
        {
            var variances = parameters.Slice(component * Dimensions, Dimensions).ToArray();
            return FromDiagonal(i => variances[i]);
        }

        public override double[] Invert(ReadOnlySpan<double> parameters) => Inverses(parameters);

        public override double[] Whiten(ReadOnlySpan<double> parameters) => InverseRoots(parameters);
    }

    private sealed class Spherical(int components, int dimensions) : CovarianceStructure(CovarianceType.Spherical, components, dimensions)
    {
        public override int[] Shape => [Components];

        public override int FreeParameters => Components;

        public override double[] Reduce(ReadOnlySpan<double> matrices, ReadOnlySpan<double> weights)
        {
            var parameters = new double[Components];
            for (var k = 0; k < Components; k++)
            {
                parameters[k] = Diagonal(matrices, k).Average();
            }

            return parameters;
        }

        public override double[] Expand(ReadOnlySpan<double> parameters, int component)
        {
            var variance = parameters[component];
            return FromDiagonal(_ => variance);
        }

        public override double[] Invert(ReadOnlySpan<double> parameters) => Inverses(parameters);

        public override double[] Whiten(ReadOnlySpan<double> parameters) => InverseRoots(parameters);
    }
}
