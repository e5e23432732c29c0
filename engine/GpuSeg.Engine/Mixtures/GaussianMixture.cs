using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Spatial;

namespace GpuSeg.Engine.Mixtures;

/// <summary>
/// A mixture of K Gaussians, p(x) = sum_k w_k N(x | m_k, C_k), fitted by expectation-maximization.
/// Names, defaults and stopping rules are those of scikit-learn 1.2's GaussianMixture.
/// </summary>
public sealed record GaussianMixture : IEstimator
{
    private static readonly SpatialStage s_noStage = new() { Beta = 0, BiasOrder = 0 };

    private readonly int? _maxIter;

    /// <summary>The parameters, in the order in which tables and sidecars list them.</summary>
    public static IReadOnlyList<Parameter> Parameters { get; } =
    [
        new Parameter<GaussianMixture, int>(
            "n_components", "Number of components.", m => m.NComponents, (m, value) => m with { NComponents = value })
        {
            Least = 1,
            Most = byte.MaxValue,
        },
        new ChoiceParameter<GaussianMixture, CovarianceType>(
            "covariance_type",
            "Freedom of the covariances.",
            [.. CovarianceTypes.All.Select(type => new Choice<CovarianceType>(type.Name, type))],
            m => m.CovarianceType,
            (m, value) => m with { CovarianceType = value }),
        new ChoiceParameter<GaussianMixture, MixtureInit>(
            "init_params",
            "How the first responsibilities are found.",
            [
                new("kmeans", MixtureInit.KMeans),
                new("k-means++", MixtureInit.KMeansPlusPlus),
                new("random", MixtureInit.Random),
                new("random_from_data", MixtureInit.RandomFromData),
                new("sample", MixtureInit.Sample),
            ],
            m => m.Init,
            (m, value) => m with { Init = value },
            m => m.Start.IsComplete ? "explicit" : null),
        new Parameter<GaussianMixture, int>(
            "n_init", "Number of starts; the best is kept.", m => m.NInit, (m, value) => m with { NInit = value })
        {
            Least = 1,
        },
        new Parameter<GaussianMixture, bool>(
            "converge",
            "Whether to run to the optimum instead of stopping by tol.",
            m => m.Converge,
            (m, value) => m with { Converge = value }),
        new Parameter<GaussianMixture, double>(
            "tol", "Stop when the lower bound changes by less.", m => m.Tol, (m, value) => m with { Tol = value })
        {
            Least = 0,
            Applies = m => !m.Converge,
        },
        new Parameter<GaussianMixture, double>(
            "reg_covar", "Added to the diagonal of every covariance, in squared units of the features.", m =>
                m.RegCovar, (m, value) => m with { RegCovar = value })
        {
            Least = 0,
        },
        new Parameter<GaussianMixture, int>(
            "max_iter", "Most iterations of one start.", m => m.MaxIter, (m, value) => m with { MaxIter = value })
        {
            Least = 1,
        },
        new Parameter<GaussianMixture, int>(
            "random_state", "Seed of the starts.", m => m.Seed, (m, value) => m with { Seed = value })
        {
            Least = 0,
        },
        new Parameter<GaussianMixture, IReadOnlyList<double>?>(
            "weights_init",
            "Weights to start from.",
            m => m.Start.WeightsInit,
            (m, value) => m with { Start = m.Start with { WeightsInit = value } }),
        new Parameter<GaussianMixture, IReadOnlyList<double>?>(
            "means_init",
            "Means to start from.",
            m => m.Start.MeansInit,
            (m, value) => m with { Start = m.Start with { MeansInit = value } }),
        new Parameter<GaussianMixture, IReadOnlyList<double>?>(
            "precisions_init",
            "Inverse covariances to start from.",
            m => m.Start.PrecisionsInit,
            (m, value) => m with { Start = m.Start with { PrecisionsInit = value } }),
        new Parameter<GaussianMixture, double>(
            "mrf",
            "Strength of the neighbours when the finished mixture labels voxels.",
            m => m.Spatial?.Beta ?? 0,
            (m, value) => m.WithSpatial((m.Spatial ?? s_noStage) with { Beta = value }))
        {
            Least = 0,
            Words = [new("off", 0), new("auto", SpatialStage.UsualBeta)],
            Applies = m => m.Spatial?.Beta > 0,
        },
        new ChoiceParameter<GaussianMixture, int>(
            "mrf_neighbours",
            "Neighbours of a voxel: faces, edges or corners, nearer ones with more weight.",
            [new("6", 6), new("18", 18), new("26", 26)],
            m => m.Spatial?.Neighbours ?? s_noStage.Neighbours,
            (m, value) => m with { Spatial = m.Spatial is null ? null : m.Spatial with { Neighbours = value } })
        {
            Applies = m => m.Spatial?.Beta > 0,
        },
        new Parameter<GaussianMixture, int>(
            "bias",
            "Order of the polynomial field that is estimated and removed when the finished mixture labels voxels.",
            m => m.Spatial?.BiasOrder ?? 0,
            (m, value) => m.WithSpatial((m.Spatial ?? s_noStage) with { BiasOrder = value }))
        {
            Least = 0,
            Most = SpatialStage.MostBiasOrder,
            Words = [new("off", 0), new("auto", SpatialStage.UsualBiasOrder)],
            Applies = m => m.Spatial?.BiasOrder > 0,
        },
    ];

    /// <summary>K, the number of components, 1..255.</summary>
    public int NComponents { get; init; } = 1;

    /// <summary>The freedom of the covariances.</summary>
    public CovarianceType CovarianceType { get; init; } = CovarianceTypes.Full;

    /// <summary>Stop when the lower bound, the mean log-likelihood of a voxel, changes by less than this; 0 never stops.</summary>
    public double Tol { get; init; } = 1e-3;

    /// <summary>
    /// Go on to the optimum, accelerated, instead of stopping by <see cref="Tol"/>: until an EM step moves the bound by less than 1e-8 and
    /// no parameter by more than 1e-5 standard deviations, or no parameter by more than 1e-6: then the bound moves by rounding alone.
    /// </summary>
    public bool Converge { get; init; }

    /// <summary>Added to the diagonal of every covariance, in squared user's units.</summary>
    public double RegCovar { get; init; } = 1e-6;

    /// <summary>
    /// Whether a mixture of one image is climbed on a histogram of 4096 bins first; its last steps are taken over the voxels all the
    /// same.
    /// </summary>
    public bool UseHistogram { get; init; } = true;

    /// <summary>Most expectation steps of one start; 100, or 10,000 with <see cref="Converge"/>.</summary>
    public int MaxIter
    {
        get => _maxIter ?? (Converge ? 10_000 : 100);
        init => _maxIter = value;
    }

    /// <summary>Number of starts; the one of largest lower bound is kept.</summary>
    public int NInit { get; init; } = 1;

    /// <summary>The method that finds first responsibilities.</summary>
    public MixtureInit Init { get; init; } = MixtureInit.KMeans;

    /// <summary>Explicit parts of the start; a complete one makes a single start.</summary>
    public MixtureStart Start { get; init; } = new();

    /// <summary>
    /// The stage in which neighbours and a bias field decide the labels once the mixture is fitted; null if every voxel is labelled by
    /// itself.
    /// </summary>
    public SpatialStage? Spatial { get; init; }

    /// <summary>Chooses the start; the same seed gives the same start on every machine.</summary>
    public int Seed { get; init; }

    int IEstimator.Clusters => NComponents;

    IReadOnlyList<Parameter> IEstimator.Parameters => Parameters;

    // The start of a single Gaussian, mean and covariance of all voxels, is its optimum: the bound of the first step is that of the
    // optimum.
    IEstimator IEstimator.SingleCluster => new GaussianMixture { CovarianceType = CovarianceType, RegCovar = RegCovar, MaxIter = 1 };

    bool IEstimator.NeedsLattice => Spatial is not null;

    IEstimator IEstimator.WithoutLattice => this with { Spatial = null };

    IClusterModel IEstimator.WithStages(IClusterModel model) => ((GaussianMixtureModel)model).With(Spatial);

    IEstimator IEstimator.WithClusters(int clusters) => this with { NComponents = clusters };

    IEstimator? IEstimator.Onwards(IClusterModel model, int iterations)
    {
        if (Converge)
        {
            return null;
        }

        var mixture = (GaussianMixtureModel)model;
        return this with { Converge = true, MaxIter = iterations, Start = new(mixture.Weights, mixture.Means, mixture.Precisions) };
    }

    /// <summary>Starts over all voxels: n_init, or 1 where the start is complete or found on a sample.</summary>
    public int Starts => Start.IsComplete || StartsOnSample > 0 ? 1 : NInit;

    /// <inheritdoc/>
    public int StartsOnSample => Init == MixtureInit.Sample && !Start.IsComplete ? NInit : 0;

    internal bool StartsFromPartitions => Init == MixtureInit.KMeans && !Start.IsComplete;

    /// <summary>Fits the mixture to <paramref name="voxels"/>.</summary>
    /// <exception cref="StartException">A part of the explicit start has another shape, or its values make no sense.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or there are more components than voxels.</exception>
    /// <exception cref="ClusteringException">A covariance is not positive definite; the message says what to change.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public IClustering<GaussianMixtureModel> Fit(
        VoxelSet voxels, IProgress<FitProgress>? progress = null, CancellationToken cancellation = default) =>
        (IClustering<GaussianMixtureModel>)JointFit.Fit(voxels, [this], progress, cancellation)[0].Clustering;

    ISearch IEstimator.Begin(FitContext context)
    {
        var begun = StartsOnSample > 0 ? FromSample(context) : this;
        begun.Check(context.Voxels);
        return new MixtureSearch(context, begun);
    }

    IClustering IEstimator.Fit(VoxelSet voxels, IProgress<FitProgress>? progress, CancellationToken cancellation) =>
        Fit(voxels, progress, cancellation);

    // The mixture with the explicit start that a fit to a sample found.
    private GaussianMixture FromSample(FitContext context)
    {
        var begun = this with { Init = MixtureInit.KMeans, Spatial = null };
        var model = begun.Fit(context.Sample(Seed), context.Progress, context.Cancellation).Model;
        return begun with { Start = new(model.Weights, model.Means, model.Precisions), Spatial = Spatial };
    }

    private GaussianMixture WithSpatial(SpatialStage stage) => this with { Spatial = stage is { Beta: 0, BiasOrder: 0 } ? null : stage };

    private void Check(VoxelSet voxels)
    {
        var shape = CovarianceType.Shape(NComponents, voxels.Dimensions);
        Parameter.RequireAll(this);
        if (Spatial is not null)
        {
            SpatialStage.RequireLattice(voxels);
        }

        Options.RequireVoxels(voxels, NComponents);
        Options.RequireLength(Start.WeightsInit, NComponents, "weights_init", $"({NComponents})");
        Options.RequireLength(Start.MeansInit, NComponents * voxels.Dimensions, "means_init", $"({NComponents}, {voxels.Dimensions})");
        Options.RequireLength(
            Start.PrecisionsInit, shape.Aggregate((a, b) => a * b), "precisions_init", $"({string.Join(", ", shape)})");
        if (Start.WeightsInit is { } weights && (weights.Any(w => w < 0) || Math.Abs(weights.Sum() - 1) > 1e-5))
        {
            throw new StartException($"weights_init sums to {weights.Sum()}; weights must not be negative and must sum to 1.");
        }
    }
}

/// <summary>
/// Methods that find the first responsibilities of a mixture; names and meaning are scikit-learn's, except for <see cref="Sample"/>.
/// </summary>
public enum MixtureInit
{
    /// <summary>The partition of one run of KMeans.</summary>
    KMeans,

    /// <summary>Single voxels chosen by greedy k-means++.</summary>
    KMeansPlusPlus,

    /// <summary>Responsibilities drawn uniformly for every voxel and normalised.</summary>
    Random,

    /// <summary>Single voxels, all equally likely.</summary>
    RandomFromData,

    /// <summary>
    /// The same fit, from <see cref="KMeans"/> and with all n_init starts, to <see cref="Fitting.IEstimator.SampleVoxels"/> of the
    /// voxels; not in scikit-learn.
    /// </summary>
    Sample,
}

/// <summary>
/// An explicit start in the user's units; each part that is given replaces that part of the start that <see cref="MixtureInit"/> finds.
/// </summary>
/// <param name="WeightsInit">w_k, not negative, summing to 1; shape (K).</param>
/// <param name="MeansInit">Means; shape (K, D).</param>
/// <param name="PrecisionsInit">Inverse covariances, positive definite; the shape of the covariance type.</param>
public sealed record MixtureStart(
    IReadOnlyList<double>? WeightsInit = null, IReadOnlyList<double>? MeansInit = null, IReadOnlyList<double>? PrecisionsInit = null)
{
    /// <summary>Whether nothing is left to find.</summary>
    public bool IsComplete => WeightsInit is not null && MeansInit is not null && PrecisionsInit is not null;
}
