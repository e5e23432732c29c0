using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Centroids;

/// <summary>
/// KMeans: K centres that minimise the inertia, the sum of squared distances of the voxels to their nearest centre, by Lloyd's iteration.
/// Names, defaults and stopping rules are those of scikit-learn 1.2's KMeans.
/// </summary>
public sealed record KMeans : IEstimator
{
    private readonly int? _maxIter;

    /// <summary>The parameters, in the order in which tables and sidecars list them.</summary>
    public static IReadOnlyList<Parameter> Parameters { get; } =
    [
        new Parameter<KMeans, int>("n_clusters", "Number of clusters.", m => m.NClusters, (m, value) => m with { NClusters = value })
        {
            Least = 1,
            Most = byte.MaxValue,
        },
        new ChoiceParameter<KMeans, KMeansInit>(
            "init",
            "How the first centres are found.",
            [new("k-means++", KMeansInit.KMeansPlusPlus), new("random", KMeansInit.Random), new("sample", KMeansInit.Sample)],
            m => m.Init,
            (m, value) => m with { Init = value },
            m => m.InitialCentres is null ? null : "explicit"),
        new Parameter<KMeans, int>(
            "n_init", "Number of starts; the best is kept.", m => m.NInit, (m, value) => m with { NInit = value })
        {
            Least = 1,
        },
        new Parameter<KMeans, bool>(
            "converge",
            "Whether to run to the optimum instead of stopping by tol.",
            m => m.Converge,
            (m, value) => m with { Converge = value }),
        new Parameter<KMeans, double>(
            "tol",
            "Stop when the centres move less, relative to the variance of the features.",
            m => m.Tol,
            (m, value) => m with { Tol = value })
        {
            Least = 0,
            Applies = m => !m.Converge,
        },
        new Parameter<KMeans, int>(
            "max_iter", "Most iterations of one start.", m => m.MaxIter, (m, value) => m with { MaxIter = value })
        {
            Least = 1,
        },
        new Parameter<KMeans, int>("random_state", "Seed of the starts.", m => m.Seed, (m, value) => m with { Seed = value }) { Least = 0 },
        new Parameter<KMeans, IReadOnlyList<double>?>(
            "init_centers", "Centres to start from.", m => m.InitialCentres, (m, value) => m with { InitialCentres = value }),
    ];

    /// <summary>K, the number of clusters, 1..255.</summary>
    public int NClusters { get; init; } = 8;

    /// <summary>The method that finds first centres, unless <see cref="InitialCentres"/> gives them.</summary>
    public KMeansInit Init { get; init; } = KMeansInit.KMeansPlusPlus;

    /// <summary>First centres in the user's units, shape (K, D), or null; with them there is one start.</summary>
    public IReadOnlyList<double>? InitialCentres { get; init; }

    /// <summary>Number of starts; the one of least inertia is kept.</summary>
    public int NInit { get; init; } = 10;

    /// <summary>Go on until no voxel changes its cluster, instead of stopping by <see cref="Tol"/>.</summary>
    public bool Converge { get; init; }

    /// <summary>Most iterations of one start; 300, or 10,000 with <see cref="Converge"/>.</summary>
    public int MaxIter
    {
        get => _maxIter ?? (Converge ? 10_000 : 300);
        init => _maxIter = value;
    }

    /// <summary>Stop when the centres' squared shift is at most Tol times the mean variance of the features.</summary>
    public double Tol { get; init; } = 1e-4;

    /// <summary>Chooses the first centres; the same seed gives the same ones on every machine and backend.</summary>
    public int Seed { get; init; }

    int IEstimator.Clusters => NClusters;

    IReadOnlyList<Parameter> IEstimator.Parameters => Parameters;

    IEstimator IEstimator.WithClusters(int clusters) => this with { NClusters = clusters };

    /// <summary>Starts over all voxels: n_init, or 1 where first centres are given or found on a sample.</summary>
    public int Starts => InitialCentres is not null || StartsOnSample > 0 ? 1 : NInit;

    /// <inheritdoc/>
    public int StartsOnSample => Init == KMeansInit.Sample && InitialCentres is null ? NInit : 0;

    /// <summary>Fits centres to <paramref name="voxels"/>.</summary>
    /// <exception cref="StartException"><see cref="InitialCentres"/> have another shape, or are not finite.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or there are more clusters than voxels.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public IClustering<KMeansModel> Fit(
        VoxelSet voxels, IProgress<FitProgress>? progress = null, CancellationToken cancellation = default) =>
        (IClustering<KMeansModel>)JointFit.Fit(voxels, [this], progress, cancellation)[0].Clustering;

    ISearch IEstimator.Begin(FitContext context)
    {
        var begun = StartsOnSample > 0 ? FromSample(context) : this;
        begun.Check(context.Voxels);
        return new KMeansSearch(
            context.Voxels, begun, restart => RandomStreams.Of(begun.Seed, restart), context.Progress, context.Cancellation);
    }

    IClustering IEstimator.Fit(VoxelSet voxels, IProgress<FitProgress>? progress, CancellationToken cancellation) =>
        Fit(voxels, progress, cancellation);

    // KMeans with the centres that a fit to a sample found.
    private KMeans FromSample(FitContext context)
    {
        var begun = this with { Init = KMeansInit.KMeansPlusPlus };
        return begun with { InitialCentres = begun.Fit(context.Sample(Seed), context.Progress, context.Cancellation).Model.Means };
    }

    private void Check(VoxelSet voxels)
    {
        Parameter.RequireAll(this);
        Options.RequireVoxels(voxels, NClusters);
        Options.RequireLength(InitialCentres, NClusters * voxels.Dimensions, "init", $"({NClusters}, {voxels.Dimensions})");
    }
}

/// <summary>
/// Methods that find the first centres of KMeans; names and meaning are scikit-learn's, except for <see cref="Sample"/>.
/// </summary>
public enum KMeansInit
{
    /// <summary>
    /// Greedy k-means++: voxels far from the centres chosen so far are likely, the best of 2 + floor(ln K) candidates is taken.
    /// </summary>
    KMeansPlusPlus,

    /// <summary>K different voxels, all equally likely.</summary>
    Random,

    /// <summary>
    /// The same fit, from <see cref="KMeansPlusPlus"/> and with all n_init starts, to <see cref="IEstimator.SampleVoxels"/> of the
    /// voxels; not in scikit-learn.
    /// </summary>
    Sample,
}
