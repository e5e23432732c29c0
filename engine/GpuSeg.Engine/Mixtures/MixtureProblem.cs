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

    /// <summary>Mean log-likelihood of a voxel in the user's units.</summary>
    /// <exception cref="ClusteringException">It is not finite.</exception>
    public double LowerBound(Moments moments)
    {
        var bound = (moments.LogLikelihood / Voxels.Count) - Voxels.Frame.LogVolume;
        return double.IsFinite(bound) ? bound : throw new ClusteringException(
            $"The log-likelihood became {bound}: some voxel is too far from every component for the arithmetic. "
            + "Scale the features, remove outliers with a mask, or start from other means.");
    }
}
