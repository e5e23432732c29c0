using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Mixtures;

public static partial class CovarianceTypes
{
    /// <summary>Every component has a variance per feature; parameters of shape (K, D).</summary>
    public static CovarianceType Diag { get; } = Add(new DiagCovariance());

    private sealed class DiagCovariance() : CovarianceType("diag", place: 2)
    {
        public override string Summary => "diagonal covariances";

        public override string Phrase => "diagonal covariance matrices";

        public override string PhraseForOne => "a diagonal covariance matrix";

        internal override CovarianceReduction? Reduction => CovarianceReduction.Diagonal;

        public override int[] Shape(int components, int dimensions) => [components, dimensions];

        internal override CovarianceStructure Structure(int components, int dimensions) => new DiagStructure(components, dimensions);
    }

    private sealed class DiagStructure(int components, int dimensions) : CovarianceStructure(components, dimensions)
    {
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
}
