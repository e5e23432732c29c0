using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Mixtures;

public static partial class CovarianceTypes
{
    /// <summary>Every component has one variance; parameters of shape (K).</summary>
    public static CovarianceType Spherical { get; } = Add(new SphericalCovariance());

    private sealed class SphericalCovariance() : CovarianceType("spherical", place: 3)
    {
        public override string Summary => "spherical covariances";

        public override string Phrase => "spherical covariances";

        public override string PhraseForOne => "a spherical covariance";

        public override bool AdaptsToUnits => false;

        internal override CovarianceReduction? Reduction => CovarianceReduction.Isotropic;

        public override int[] Shape(int components, int dimensions) => [components];

        internal override CovarianceStructure Structure(int components, int dimensions) => new SphericalStructure(components, dimensions);
    }

    private sealed class SphericalStructure(int components, int dimensions) : CovarianceStructure(components, dimensions)
    {
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
