using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Mixtures;

/// <summary>One run of EM from one start: parameters in the frame, the lower bounds in the user's units.</summary>
internal sealed record EmRun(MixtureParameters Parameters, IReadOnlyList<double> LowerBounds, bool Converged)
{
    public double LowerBound => LowerBounds[^1];
}

/// <summary>Expectation and maximization in turn until the lower bound rests, in scikit-learn's order.</summary>
internal sealed class ExpectationMaximization(VoxelSet voxels, CovarianceStructure structure, MaximizationStep maximization, double tol, int maxIter)
{
    /// <summary>Runs from <paramref name="start"/>; <paramref name="iterated"/> hears every iteration and its lower bound.</summary>
    public EmRun Run(MixtureDensity start, Action<int, double> iterated, CancellationToken cancellation)
    {
        var (density, bounds, moments) = (start, new List<double>(), new Moments(start.Components, start.Dimensions));
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            bounds.Add(Expect(density, moments));
            var parameters = maximization.Of(moments);
            iterated(bounds.Count, bounds[^1]);
            var converged = bounds.Count > 1 && Math.Abs(bounds[^1] - bounds[^2]) < tol;
            // The last parameters become a density as well: a covariance that collapses in the last step is found here, not by the caller.
            density = parameters.ToDensity(structure, voxels.Dimensions);
            if (converged || bounds.Count == maxIter)
            {
                return new(parameters, bounds, converged);
            }
        }
    }

    private double Expect(MixtureDensity density, Moments moments)
    {
        voxels.Passes.Expect([density], Membership.Soft, [moments]);
        var bound = (moments.LogLikelihood / voxels.Count) - voxels.Frame.LogVolume;
        return double.IsFinite(bound) ? bound : throw new ClusteringException(
            $"The log-likelihood became {bound}: some voxel is too far from every component for the arithmetic. "
            + "Scale the features, remove outliers with a mask, or start from other means.");
    }
}
