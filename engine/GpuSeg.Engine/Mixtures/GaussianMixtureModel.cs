using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Spatial;
using GpuSeg.Engine.Voxels;
using MathNet.Numerics.Random;

namespace GpuSeg.Engine.Mixtures;

/// <summary>A fitted mixture in the user's units; nothing in it changes.</summary>
public sealed class GaussianMixtureModel : IClusterModel
{
    // A bound that comes from float32 sums or a histogram may fall by far less than this.
    private const double FallOfRounding = 1e-5;

    private readonly CovarianceStructure _structure;
    private readonly MixtureParameters _parameters;
    private readonly MixtureCourse _course;

    private GaussianMixtureModel(
        CovarianceType type, MixtureParameters parameters, MixtureCourse course, IReadOnlyList<string> warnings, SpatialStage? spatial)
    {
        (CovarianceType, _parameters, _course, Warnings, Spatial) = (type, parameters, course, warnings, spatial);
        _structure = type.Structure(Clusters, Dimensions);
        Precisions = _structure.Invert(parameters.Covariances);
        PrecisionsCholesky = _structure.Whiten(parameters.Covariances);
    }

    /// <summary>Creates the model at the end of a path.</summary>
    internal static GaussianMixtureModel FromFit(
        MixtureProblem problem,
        MixtureParameters parameters,
        MixtureCourse course,
        IReadOnlyList<string> warnings,
        SpatialStage? spatial = null) =>
        new(problem.Type, parameters.ToUser(problem.Voxels.Frame), course, warnings, spatial);

    /// <summary>Creates a model from parameters that were fitted before, in the user's units.</summary>
    /// <param name="type">The freedom of the covariances.</param>
    /// <param name="weights">Shape (K).</param>
    /// <param name="means">Shape (K, D).</param>
    /// <param name="covariances">Shape as <see cref="CovarianceShape"/>.</param>
    /// <param name="course">How the fit went.</param>
    /// <param name="spatial">The stage that labels voxels; null if every voxel is labelled by itself.</param>
    /// <exception cref="ArgumentException">
    /// Shapes do not fit, weights do not sum to 1, or a covariance is not symmetric and positive definite.
    /// </exception>
    public static GaussianMixtureModel FromParameters(
        CovarianceType type,
        IReadOnlyList<double> weights,
        IReadOnlyList<double> means,
        IReadOnlyList<double> covariances,
        MixtureCourse course,
        SpatialStage? spatial = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(covariances);
        ArgumentNullException.ThrowIfNull(course);
        Options.RequireShares(weights, "weights_");
        var (k, dimensions) = (weights.Count, Options.DimensionsOf(means, weights.Count, "means_"));
        var parameters = new MixtureParameters([.. weights], [.. means], [.. covariances]);
        RequireCovariances(type, parameters.Covariances, k, dimensions);
        Arguments.Require(course.LowerBounds.Count > 0, "lower_bound_history", "empty", "at least one bound");
        return new(type, parameters, course, [], spatial);
    }

    /// <inheritdoc/>
    public int Clusters => _parameters.Weights.Length;

    /// <summary>D, the number of features.</summary>
    public int Dimensions => _parameters.Means.Length / Clusters;

    /// <summary>The freedom of the covariances.</summary>
    public CovarianceType CovarianceType { get; }

    /// <summary>
    /// The stage in which neighbours and a bias field decide the labels of a clustering; null if every voxel is labelled by itself. The
    /// model's own methods, such as <see cref="Predict(VoxelSet)"/>, never include it.
    /// </summary>
    public SpatialStage? Spatial { get; }

    /// <summary>w_k, summing to 1; shape (K).</summary>
    public IReadOnlyList<double> Weights => _parameters.Weights;

    /// <summary>m_k; shape (K, D).</summary>
    public IReadOnlyList<double> Means => _parameters.Means;

    /// <summary>Covariances, reg_covar included; shape <see cref="CovarianceShape"/>.</summary>
    public IReadOnlyList<double> Covariances => _parameters.Covariances;

    /// <summary>Inverse covariances; shape <see cref="CovarianceShape"/>.</summary>
    public IReadOnlyList<double> Precisions { get; }

    /// <summary>
    /// scikit-learn's precisions_cholesky_: upper triangular P with C^-1 = P P', or one over the deviations; shape
    /// <see cref="CovarianceShape"/>.
    /// </summary>
    public IReadOnlyList<double> PrecisionsCholesky { get; }

    /// <summary>(K, D, D) full, (D, D) tied, (K, D) diag, (K) spherical.</summary>
    public IReadOnlyList<int> CovarianceShape => CovarianceType.Shape(Clusters, Dimensions);

    /// <summary>Expectation steps of the start that was kept.</summary>
    public int NIter => _course.Iterations;

    /// <summary>Whether the stopping rule was met before max_iter.</summary>
    public bool Converged => _course.Converged;

    /// <summary>Whether the fit was to go on to the optimum, see <see cref="GaussianMixture.Converge"/>, and not to stop by tol.</summary>
    public bool RanToOptimum => _course.RanToOptimum;

    /// <summary>
    /// An estimate of how far the lower bound would still rise if EM went on, from how its last rises shrank; null if they did not. On a
    /// plateau it is too small.
    /// </summary>
    public double? BoundToGain => _course.BoundToGain;

    /// <inheritdoc/>
    public int JoinedStarts => _course.JoinedStarts;

    /// <summary>Mean log-likelihood of a voxel at the last expectation step, that is before the last maximization step.</summary>
    public double LowerBound => LowerBoundHistory[^1];

    /// <summary>
    /// Distance of <see cref="LowerBound"/> from the largest bound of the fit. EM alone never lets it fall; a large reg_covar does.
    /// </summary>
    public double BoundFall => LowerBoundHistory.Max() - LowerBound;

    /// <summary>Whether <see cref="BoundFall"/> is more than rounding.</summary>
    public bool HasFallen => BoundFall > FallOfRounding * (1 + Math.Abs(LowerBound));

    double IClusterModel.Objective => LowerBound;

    /// <summary>
    /// The lower bounds climbed, one per iteration, the start's first; with <see cref="RanToOptimum"/> leaps that were taken back are
    /// left out.
    /// </summary>
    public IReadOnlyList<double> LowerBoundHistory => _course.LowerBounds;

    /// <summary>Warnings for the user, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Free parameters: K - 1 weights, K D means and those of the covariances.</summary>
    public int FreeParameters => Clusters - 1 + (Clusters * Dimensions) + _structure.FreeParameters;

    bool IClusterModel.NeedsLattice => Spatial is not null;

    /// <summary>Copies the model with another spatial stage, or null for none.</summary>
    public GaussianMixtureModel With(SpatialStage? spatial) => new(CovarianceType, _parameters, _course, Warnings, spatial);

    /// <inheritdoc cref="IClusterModel.Cluster"/>
    public IClustering<GaussianMixtureModel> Cluster(VoxelSet voxels)
    {
        ArgumentNullException.ThrowIfNull(voxels);
        if (Spatial is null)
        {
            return new ModelClustering<GaussianMixtureModel>(this, voxels);
        }

        SpatialStage.RequireLattice(voxels);
        return new SpatialClustering<GaussianMixtureModel>(this, Spatial, voxels, () => InFrame(voxels), FreeParameters);
    }

    IClustering IClusterModel.Cluster(VoxelSet voxels) => Cluster(voxels);

    /// <summary>Finds the component of largest posterior of every voxel, 0..K-1, the first on a tie; shape (N).</summary>
    public byte[] Predict(VoxelSet voxels)
    {
        ArgumentNullException.ThrowIfNull(voxels);
        var labels = new byte[voxels.Count];
        Predict(voxels, labels);
        return labels;
    }

    /// <inheritdoc/>
    public void Predict(VoxelSet voxels, Span<byte> labels)
    {
        ArgumentNullException.ThrowIfNull(voxels);
        voxels.Passes.Label(InFrame(voxels), labels);
    }

    /// <inheritdoc/>
    public LikelihoodScores PredictWithScores(VoxelSet voxels, Span<byte> labels)
    {
        var density = InFrame(voxels);
        return ToScores(ScoreOf(voxels.Passes.LabelWithLikelihood(density, labels), voxels), voxels.Count);
    }

    LikelihoodScores IClusterModel.PredictWithScores(VoxelSet voxels, Span<byte> labels) => PredictWithScores(voxels, labels);

    /// <inheritdoc/>
    public bool HasPosteriors => true;

    /// <summary>Computes the posterior of every component for every voxel, component k of voxel i at [k N + i]; shape (K, N).</summary>
    public float[] PredictProba(VoxelSet voxels)
    {
        ArgumentNullException.ThrowIfNull(voxels);
        var responsibilities = new float[((IClusterModel)this).PosteriorCount(voxels.Count)];
        PredictProba(voxels, responsibilities);
        return responsibilities;
    }

    /// <inheritdoc/>
    public void PredictProba(VoxelSet voxels, Span<float> posteriors)
    {
        ArgumentNullException.ThrowIfNull(voxels);
        voxels.Passes.Posterior(InFrame(voxels), posteriors);
    }

    /// <summary>Computes log p(x) of every voxel; shape (N).</summary>
    public double[] ScoreSamples(VoxelSet voxels)
    {
        var density = InFrame(voxels);
        var logDensities = new double[voxels.Count];
        voxels.Passes.LogDensity(density, logDensities);
        return Array.ConvertAll(logDensities, log => log - voxels.Frame.LogVolume);
    }

    /// <summary>Computes the mean of log p(x) over the voxels.</summary>
    public double Score(VoxelSet voxels)
    {
        var density = InFrame(voxels);
        var moments = new Moments(Clusters, Dimensions);
        voxels.Passes.Expect([density], Membership.Soft, [moments]);
        return ScoreOf(moments.LogLikelihood, voxels);
    }

    /// <inheritdoc/>
    public LikelihoodScores Scores(VoxelSet voxels) => ToScores(Score(voxels), voxels.Count);

    LikelihoodScores IClusterModel.Scores(VoxelSet voxels) => Scores(voxels);

    /// <summary>Computes the Bayesian information criterion: -2 N score + parameters ln N.</summary>
    public double Bic(VoxelSet voxels) => Scores(voxels).Bic;

    /// <summary>Computes the Akaike information criterion: -2 N score + 2 parameters.</summary>
    public double Aic(VoxelSet voxels) => Scores(voxels).Aic;

    /// <summary>Copies the model with one more warning.</summary>
    internal GaussianMixtureModel With(string warning) =>
        new(CovarianceType, _parameters, _course, [.. Warnings, warning], Spatial);

    /// <inheritdoc/>
    public IClusterModel Reorder(IReadOnlyList<int> order)
    {
        ArgumentNullException.ThrowIfNull(order);
        var parameters = new MixtureParameters(
            Ordering.Rows(_parameters.Weights, order, 1),
            Ordering.Rows(_parameters.Means, order, Dimensions),
            _structure.Reorder(_parameters.Covariances, order));
        return new GaussianMixtureModel(CovarianceType, parameters, _course, Warnings, Spatial);
    }

    /// <summary>Draws <paramref name="count"/> voxels and the components they came from.</summary>
    public (FeatureMatrix Features, byte[] Labels) Sample(int count, int seed)
    {
        Arguments.Require(count >= 1, "count", count, "at least 1");
        var random = RandomStreams.Of(seed, 0);
        var columns = Enumerable.Range(0, Dimensions).Select(_ => new float[count]).ToArray();
        var labels = new byte[count];
        var lowers = Enumerable.Range(0, Clusters)
            .Select(k => CholeskyFactor.Lower(_structure.Expand(_parameters.Covariances, k), Dimensions, k)).ToArray();
        for (var i = 0; i < count; i++)
        {
            labels[i] = (byte)DrawComponent(random);
            var normals = new double[Dimensions];
            for (var j = 0; j < Dimensions; j++)
            {
                normals[j] = DrawNormal(random);
                var row = lowers[labels[i]].AsSpan(Triangular.Index(j, 0), j + 1);
                columns[j][i] = (float)(_parameters.Means[(labels[i] * Dimensions) + j] + Triangular.Dot(row, normals));
            }
        }

        return (new FeatureMatrix([.. Enumerable.Range(0, Dimensions).Select(j => $"x{j}")], columns), labels);
    }

    private LikelihoodScores ToScores(double score, int count) =>
        new(score, (-2d * count * score) + (FreeParameters * Math.Log(count)), (-2d * count * score) + (2 * FreeParameters));

    private static double ScoreOf(double logLikelihood, VoxelSet voxels) => (logLikelihood / voxels.Count) - voxels.Frame.LogVolume;

    private static void RequireCovariances(CovarianceType type, double[] covariances, int components, int dimensions)
    {
        var (shape, structure) = (type.Shape(components, dimensions), type.Structure(components, dimensions));
        var length = shape.Aggregate((a, b) => a * b);
        Arguments.Require(
            covariances.Length == length,
            "covariances_",
            $"{covariances.Length} numbers",
            $"{length}, of shape ({string.Join(", ", shape)})");
        Arguments.Require(structure.IsSymmetric(covariances), "covariances_", "not symmetric", "symmetric");
        var factor = new double[Triangular.Size(dimensions)];
        for (var k = 0; k < components; k++)
        {
            var definite = Triangular.TryFactor(structure.Expand(covariances, k), dimensions, factor);
            Arguments.Require(definite, "covariances_", $"not positive definite for component {k + 1}", "so for all of them");
        }
    }

    private int DrawComponent(RandomSource random)
    {
        var (target, k) = (random.NextDouble(), 0);
        for (target -= _parameters.Weights[0]; target > 0 && k < Clusters - 1; target -= _parameters.Weights[k])
        {
            k++;
        }

        return k;
    }

    // Box-Muller; 1 - u is never 0.
    private static double DrawNormal(RandomSource random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private MixtureDensity InFrame(VoxelSet voxels)
    {
        ArgumentNullException.ThrowIfNull(voxels);
        Options.RequireDimensions(voxels, Dimensions);
        return _parameters.FromUser(voxels.Frame).ToDensity(_structure, Dimensions);
    }
}

/// <summary>The course of the fit of a mixture; see the properties of <see cref="GaussianMixtureModel"/>.</summary>
public sealed record MixtureCourse
{
    /// <summary>The lower bounds climbed, at least one.</summary>
    public required IReadOnlyList<double> LowerBounds { get; init; }

    /// <summary>Expectation steps.</summary>
    public int Iterations { get; init; }

    /// <summary>Whether the stopping rule was met.</summary>
    public bool Converged { get; init; }

    /// <summary>An estimate of the rise that is left to the bound, or null.</summary>
    public double? BoundToGain { get; init; }

    /// <summary>Starts that ran into the path of another.</summary>
    public int JoinedStarts { get; init; }

    /// <summary>Whether the fit was to go on to the optimum.</summary>
    public bool RanToOptimum { get; init; }
}
