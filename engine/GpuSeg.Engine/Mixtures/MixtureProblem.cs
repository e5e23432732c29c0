using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Mixtures;

/// <summary>The mixture that all starts share: the voxels, the limits and the steps that follow from them, in the frame.</summary>
/// <param name="voxels">The voxels that are clustered.</param>
/// <param name="components">K.</param>
/// <param name="type">The freedom of the covariances.</param>
/// <param name="regCovar">Added to the diagonal of every covariance, in squared user's units.</param>
/// <param name="tol">The change of the lower bound at which a path stops.</param>
/// <param name="maxIter">The most expectation steps of a path.</param>
internal sealed class MixtureProblem(VoxelSet voxels, int components, CovarianceType type, double regCovar, double tol, int maxIter)
{
    private readonly MaximizationStep _maximization = new(
        type.Structure(components, voxels.Dimensions), regCovar / (voxels.Frame.Unit * voxels.Frame.Unit), voxels.Frame);

    public VoxelSet Voxels => voxels;

    public CovarianceType Type => type;

    public CovarianceStructure Structure => _maximization.Structure;

    public double Tol => tol;

    public int MaxIter => maxIter;

    /// <summary>Whether a backend may take EM steps by itself.</summary>
    public bool CanLookAhead => type.Reduction is not null;

    public Moments NewMoments() => new(components, voxels.Dimensions);

    /// <summary>Takes the maximization step that follows an expectation step.</summary>
    /// <param name="expectation">The expectation step.</param>
    /// <param name="density">The density of the expectation step.</param>
    /// <exception cref="ClusteringException">A covariance is not positive definite.</exception>
    // What a backend gives is positive definite; what it goes on from is the backend's: a density of it is seldom needed here.
    public MixturePoint Maximize(ExpectRequest expectation, Lazy<MixtureDensity> density)
    {
        if (expectation.Taken is not { } taken)
        {
            return Maximize(expectation.Moments, density.Value, Membership.Soft);
        }

        var parameters = new MixtureParameters(taken.Weights, taken.Means, Structure.Reduce(taken.Covariances, taken.Weights));
        return new(parameters, new(() => ToDensity(parameters)));
    }

    /// <summary>Takes the maximization step that follows sums over the voxels; in double if float32 has lost a short axis.</summary>
    /// <param name="moments">The sums; replaced if they have too few digits.</param>
    /// <param name="density">The density of the sums.</param>
    /// <param name="membership">The membership of the sums.</param>
    /// <exception cref="ClusteringException">A covariance is not positive definite.</exception>
    public MixturePoint Maximize(Moments moments, MixtureDensity density, Membership membership)
    {
        var parameters = Maximize(moments);
        try
        {
            var point = At(parameters);
            if (!DoubleExpectation.IsRounding(density, point.Density.Value))
            {
                return point;
            }
        }
        catch (ClusteringException)
        {
            // The sums of float32 may be to blame: those of double decide.
        }

        DoubleExpectation.Run(voxels, density, membership, moments);
        return At(Maximize(moments));
    }

    /// <summary>Replaces the sums of a density that is too flat for float32 by sums in double.</summary>
    public void Refine(MixtureDensity density, Moments moments)
    {
        if (DoubleExpectation.IsNeeded(density))
        {
            DoubleExpectation.Run(voxels, density, Membership.Soft, moments);
        }
    }

    /// <summary>Computes the parameters of largest likelihood for the sums of an expectation step.</summary>
    public MixtureParameters Maximize(Moments moments) => _maximization.Of(moments);

    /// <summary>Returns the point of <paramref name="parameters"/>.</summary>
    /// <exception cref="ClusteringException">A covariance is not positive definite.</exception>
    public MixturePoint At(MixtureParameters parameters) => new(parameters, new Lazy<MixtureDensity>(ToDensity(parameters)));

    /// <summary>Computes the densities of <paramref name="parameters"/>.</summary>
    /// <exception cref="ClusteringException">A covariance is not positive definite.</exception>
    public MixtureDensity ToDensity(MixtureParameters parameters) => parameters.ToDensity(Structure, voxels.Dimensions);

    /// <summary>
    /// Describes the steps from <paramref name="start"/>, after one of lower bound <paramref name="before"/>, that a backend may take by
    /// itself.
    /// </summary>
    public MixtureIteration ToIteration(MixtureDensity start, double before) =>
        new(start, type.Reduction!.Value, _maximization.RegCovar, tol, before + voxels.Frame.LogVolume);

    /// <summary>Computes the mean log-likelihood of a voxel in the user's units from the sum in the frame.</summary>
    public double LowerBound(double logLikelihood) => (logLikelihood / voxels.Count) - voxels.Frame.LogVolume;

    /// <summary>Refuses a lower bound that is not finite.</summary>
    /// <exception cref="ClusteringException">The bound is not finite.</exception>
    public static double RequireFinite(double bound) => double.IsFinite(bound) ? bound : throw new ClusteringException(
        $"The log-likelihood became {bound}: some voxel is too far from every component for the arithmetic. "
        + "Scale the features, remove outliers with a mask, or start from other means.");
}
