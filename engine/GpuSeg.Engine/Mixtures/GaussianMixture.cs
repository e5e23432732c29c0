namespace GpuSeg.Engine.Mixtures;

/// <summary>
/// A mixture of K Gaussians, p(x) = sum_k w_k N(x | m_k, C_k), fitted by expectation-maximization.
/// Names, defaults and stopping rules are those of scikit-learn 1.2's GaussianMixture.
/// </summary>
public sealed record GaussianMixture : IEstimator
{
    /// <summary>K, the number of components, 1..255.</summary>
    public int NComponents { get; init; } = 1;

    /// <summary>The freedom of the covariances.</summary>
    public CovarianceType CovarianceType { get; init; } = CovarianceType.Full;

    /// <summary>Stop when the lower bound, the mean log-likelihood of a voxel, changes by less than this; 0 never stops.</summary>
    public double Tol { get; init; } = 1e-3;

    /// <summary>Added to the diagonal of every covariance, in squared user's units.</summary>
    public double RegCovar { get; init; } = 1e-6;

    /// <summary>Most iterations of one start.</summary>
    public int MaxIter { get; init; } = 100;

    /// <summary>Number of starts; the one of largest lower bound is kept.</summary>
    public int NInit { get; init; } = 1;

    /// <summary>How first responsibilities are found.</summary>
    public MixtureInit Init { get; init; } = MixtureInit.KMeans;

    /// <summary>Explicit parts of the start; a complete one makes a single start.</summary>
    public MixtureStart Start { get; init; } = new();

    /// <summary>Chooses the start; the same seed gives the same start on every machine.</summary>
    public int Seed { get; init; }

    int IEstimator.Clusters => NComponents;

    /// <summary>n_init, or 1 where the start is complete.</summary>
    public int Starts => Start.IsComplete ? 1 : NInit;

    /// <summary>Fits the mixture to <paramref name="voxels"/>.</summary>
    /// <exception cref="StartException">A part of the explicit start has another shape, or its values make no sense.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or there are more components than voxels.</exception>
    /// <exception cref="ClusteringException">A covariance is not positive definite; the message says what to change.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public GaussianMixtureModel Fit(VoxelSet voxels, IProgress<FitProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(voxels);
        var structure = CovarianceStructure.Of(CovarianceType, NComponents, voxels.Dimensions);
        Check(voxels, structure);
        var maximization = new MaximizationStep(structure, RegCovar / (voxels.Frame.Unit * voxels.Frame.Unit), voxels.Frame);
        var initialisation = new MixtureInitialisation(voxels, structure, maximization, this);
        var em = new ExpectationMaximization(voxels, structure, maximization, Tol, MaxIter);
        EmRun? best = null;
        for (var restart = 0; restart < Starts; restart++)
        {
            var start = initialisation.Start(restart, cancellation);
            progress?.Report(new(restart + 1, Starts, 0, double.NaN));
            var run = em.Run(start, (iteration, bound) => progress?.Report(new(restart + 1, Starts, iteration, bound)), cancellation);
            best = best is null || run.LowerBound > best.LowerBound ? run : best;
        }

        return new(CovarianceType, structure, best!.Parameters.ToUser(voxels.Frame), best, Warnings(voxels, best));
    }

    IClusterModel IEstimator.Fit(VoxelSet voxels, IProgress<FitProgress>? progress, CancellationToken cancellation) =>
        Fit(voxels, progress, cancellation);

    private void Check(VoxelSet voxels, CovarianceStructure structure)
    {
        Options.Require(NComponents is >= 1 and <= byte.MaxValue, "NComponents", NComponents, "a number from 1 to 255");
        Options.Require(NInit >= 1, "NInit", NInit, "at least 1");
        Options.Require(MaxIter >= 1, "MaxIter", MaxIter, "at least 1");
        Options.Require(Tol >= 0, "Tol", Tol, "at least 0");
        Options.Require(RegCovar >= 0, "RegCovar", RegCovar, "at least 0");
        Options.RequireVoxels(voxels, NComponents);
        Options.RequireLength(Start.WeightsInit, NComponents, "weights_init", $"({NComponents})");
        Options.RequireLength(Start.MeansInit, NComponents * voxels.Dimensions, "means_init", $"({NComponents}, {voxels.Dimensions})");
        Options.RequireLength(
            Start.PrecisionsInit, structure.Shape.Aggregate((a, b) => a * b), "precisions_init", $"({string.Join(", ", structure.Shape)})");
        if (Start.WeightsInit is { } weights && (weights.Any(w => w < 0) || Math.Abs(weights.Sum() - 1) > 1e-5))
        {
            throw new StartException($"weights_init sums to {weights.Sum()}; weights must not be negative and must sum to 1.");
        }
    }

    private List<string> Warnings(VoxelSet voxels, EmRun run)
    {
        var warnings = new List<string>();
        // Without their numbers: labels are numbered later, by another rule.
        var small = run.Parameters.Weights.Count(weight => weight * voxels.Count < voxels.Dimensions + 1);
        if (small > 0)
        {
            warnings.Add($"{small} of {NComponents} components hold fewer than {voxels.Dimensions + 1} voxels, too few for a covariance; "
                + "use fewer components or raise reg_covar.");
        }

        for (var j = 0; j < voxels.Dimensions; j++)
        {
            if (StandardScaler.IsConstant(voxels.Features, j))
            {
                warnings.Add($"{voxels.Features.Names[j]} has the same value in every voxel and tells nothing apart; leave it out.");
            }
        }

        if (!run.Converged)
        {
            warnings.Add($"EM did not converge in {MaxIter} iterations; raise max_iter or tol.");
        }

        return warnings;
    }
}
