using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Mixtures;

public static partial class CovarianceTypes
{
    /// <summary>All components share one covariance matrix; parameters of shape (D, D).</summary>
    public static CovarianceType Tied { get; } = Add(new TiedCovariance());

    private sealed class TiedCovariance() : CovarianceType("tied", place: 1)
    {
        public override string Summary => "one covariance for all";

        public override string Phrase => "one full covariance matrix common to all";

        public override string PhraseForOne => "a full covariance matrix";

        internal override CovarianceReduction? Reduction => CovarianceReduction.Pooled;

        public override int[] Shape(int components, int dimensions) => [dimensions, dimensions];

        internal override CovarianceStructure Structure(int components, int dimensions) => new TiedStructure(components, dimensions);
    }

    private sealed class TiedStructure(int components, int dimensions) : CovarianceStructure(components, dimensions)
    {
        protected override bool HasMatrices => true;

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
}
