using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Mixtures;

/// <summary>What all starts of one mixture share: the voxels, the options and the steps that follow from them, in the frame.</summary>
internal sealed class MixtureProblem
{
    public MixtureProblem(VoxelSet voxels, GaussianMixture options)
    {
        (Voxels, Options) = (voxels, options);
        Structure = CovarianceStructure.Of(options.CovarianceType, options.NComponents, voxels.Dimensions);
        Maximization = new(Structure, options.RegCovar / (voxels.Frame.Unit * voxels.Frame.Unit), voxels.Frame);
    }

    public VoxelSet Voxels { get; }

    public GaussianMixture Options { get; }

    public CovarianceStructure Structure { get; }

    public MaximizationStep Maximization { get; }

    public Moments NewMoments() => new(Options.NComponents, Voxels.Dimensions);

    /// <summary>The densities that <paramref name="parameters"/> stand for.</summary>
    /// <exception cref="ClusteringException">A covariance is not positive definite.</exception>
    public MixtureDensity ToDensity(MixtureParameters parameters) => parameters.ToDensity(Structure, Voxels.Dimensions);

    /// <summary>The parameters that the maximization step of <paramref name="step"/> gave.</summary>
    public MixtureParameters ToParameters(MixtureStep step) => new(step.Weights, step.Means, Structure.Reduce(step.Covariances, step.Weights));

    /// <summary>Steps from <paramref name="start"/>, after one of lower bound <paramref name="before"/>, as passes may take them by themselves.</summary>
    public MixtureIteration ToIteration(MixtureDensity start, double before) =>
        new(start, Options.CovarianceType, Maximization.RegCovar, Options.Tol, before + Voxels.Frame.LogVolume);

    /// <summary>Mean log-likelihood of a voxel in the user's units, of the sum in the frame.</summary>
    public double LowerBound(double logLikelihood) => (logLikelihood / Voxels.Count) - Voxels.Frame.LogVolume;

    /// <summary>A lower bound that a path may climb to.</summary>
    /// <exception cref="ClusteringException">It is not finite.</exception>
    public static double RequireFinite(double bound) => double.IsFinite(bound) ? bound : throw new ClusteringException(
        $"The log-likelihood became {bound}: some voxel is too far from every component for the arithmetic. "
        + "Scale the features, remove outliers with a mask, or start from other means.");
}
