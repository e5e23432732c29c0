using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Mixtures;

public static partial class CovarianceTypes
{
    /// <summary>Every component has a covariance matrix of its own; parameters of shape (K, D, D).</summary>
    public static CovarianceType Full { get; } = Add(new FullCovariance());

    private sealed class FullCovariance() : CovarianceType("full", place: 0)
    {
        public override string Summary => "full covariances";

        public override string Phrase => "full covariance matrices";

        public override string PhraseForOne => "a full covariance matrix";

        internal override CovarianceReduction? Reduction => CovarianceReduction.None;

        public override int[] Shape(int components, int dimensions) => [components, dimensions, dimensions];

        internal override CovarianceStructure Structure(int components, int dimensions) => new FullStructure(components, dimensions);
    }

    private sealed class FullStructure(int components, int dimensions) : CovarianceStructure(components, dimensions)
    {
        protected override bool HasMatrices => true;

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
}
