using System.CommandLine;
using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Commands;

/// <summary>The options that choose and set the method of clustering; defaults are scikit-learn's.</summary>
internal sealed class EstimatorOptions
{
    private static readonly string[] Inits = [.. MixtureInitNames.All.Select(row => row.Name)];
    private static readonly string KMeansInits = string.Join(", ", KMeansInitNames.All.Select(row => row.Name));

    private readonly Option<int> _clusters = new("-k", "--n-components", "--n-clusters") { Description = "Number of clusters, 1..255.", HelpName = "K" };
    private readonly Option<string> _method = new("--method") { Description = "gmm (Gaussian mixture) or kmeans.", DefaultValueFactory = _ => "gmm" };
    private readonly Option<string> _covariance = new("--covariance") { Description = "Covariances of a mixture.", DefaultValueFactory = _ => "full" };
    private readonly Option<string?> _init = new("--init")
    {
        Description = $"Start: {string.Join(", ", Inits)} (KMeans: {KMeansInits}), or a JSON file with weights_init, means_init, "
            + "precisions_init (mixture) or init (KMeans), in the units that are clustered. "
            + $"sample: where a fit to {IEstimator.SampleVoxels:N0} of the voxels ended. Default: kmeans for a mixture, k-means++ for KMeans.",
        HelpName = "INIT",
    };

    private readonly Option<int?> _nInit = new("--n-init") { Description = "Number of starts; the best is kept. Default: 1 for a mixture, 10 for KMeans.", HelpName = "N" };
    private readonly FitOptions _fit = new("Run to the optimum, accelerated, instead of stopping where scikit-learn stops (--tol).");
    private readonly Option<double?> _tol = new("--tol") { Description = "Stop when the lower bound (mixture, default 1e-3) or the centres (KMeans, default 1e-4) move less.", HelpName = "T" };

    public EstimatorOptions()
    {
        Bounds.OneOf(_method, "gmm", "kmeans");
        Bounds.OneOf(_covariance, [.. Enum.GetNames<CovarianceType>().Select(name => name.ToLowerInvariant())]);
        Bounds.Whole(_clusters, 1, byte.MaxValue);
        Bounds.Whole(_nInit, 1);
        Bounds.AtLeast(_tol, 0);
    }

    /// <summary>The option that a fit cannot do without.</summary>
    public Option K => _clusters;

    public IReadOnlyList<Option> All => [_clusters, _method, _covariance, _init, _nInit, _fit.Seed, _fit.Converge, _fit.MaxIter, _tol, _fit.RegCovar];

    /// <summary>Those that decide which method it is.</summary>
    public IEnumerable<Option> Naming => [_method, _covariance];

    public bool IsMixture(ParseResult parsed) => parsed.GetValue(_method) == "gmm";

    public bool HasClusters(ParseResult parsed) => parsed.GetResult(_clusters) is not null;

    public int Clusters(ParseResult parsed) => parsed.GetValue(_clusters);

    /// <summary>The file that <c>--init</c> names, or null where it names a way to start.</summary>
    public string? StartFile(ParseResult parsed) => parsed.GetValue(_init) is { } init && !Inits.Contains(init) ? init : null;

    public IEstimator Estimator(ParseResult parsed)
    {
        if (parsed.GetValue(_fit.Converge) && parsed.GetValue(_tol) is not null)
        {
            throw new UsageException("--converge runs to the optimum and --tol stops before it; leave one of them out.");
        }

        return IsMixture(parsed) ? Mixture(parsed) : KMeans(parsed);
    }

    /// <summary>What the options come to whose defaults follow from others; null for those without a meaning.</summary>
    public Dictionary<Option, object?> Resolved(ParseResult parsed)
    {
        var estimator = Estimator(parsed);
        var (init, starts, most) = estimator switch
        {
            GaussianMixture mixture => (MixtureInitNames.Of(mixture.Init), mixture.NInit, mixture.MaxIter),
            KMeans kmeans => (KMeansInitNames.Of(kmeans.Init), kmeans.NInit, kmeans.MaxIter),
            _ => throw new InvalidOperationException($"There are no options for {estimator.GetType().Name}."),
        };
        var resolved = new Dictionary<Option, object?>
        {
            [_init] = StartFile(parsed) ?? init,
            [_nInit] = starts,
            [_fit.MaxIter] = most,
            [_tol] = estimator.Converge ? null : estimator.Tol,
        };
        if (!IsMixture(parsed))
        {
            (resolved[_covariance], resolved[_fit.RegCovar]) = (null, null);
        }

        return resolved;
    }

    private GaussianMixture Mixture(ParseResult parsed)
    {
        var defaults = _fit.Mixture(parsed);
        var init = parsed.GetValue(_init) ?? MixtureInitNames.Of(defaults.Init);
        var (file, k, covariance) = (StartFile(parsed), parsed.GetValue(_clusters), Enum.Parse<CovarianceType>(parsed.GetValue(_covariance)!, ignoreCase: true));
        return defaults with
        {
            NComponents = k,
            CovarianceType = covariance,
            Init = file is null ? MixtureInitNames.All.First(row => row.Name == init).Init : defaults.Init,
            Start = file is null ? new() : Commands.StartFile.Mixture(file, k, covariance),
            NInit = parsed.GetValue(_nInit) ?? defaults.NInit,
            Tol = parsed.GetValue(_tol) ?? defaults.Tol,
        };
    }

    private KMeans KMeans(ParseResult parsed)
    {
        RefuseForKMeans(parsed, _covariance);
        RefuseForKMeans(parsed, _fit.RegCovar);
        var defaults = _fit.KMeans(parsed);
        var init = parsed.GetValue(_init) ?? KMeansInitNames.Of(defaults.Init);
        var file = StartFile(parsed);
        if (file is null && KMeansInitNames.All.All(row => row.Name != init))
        {
            throw new UsageException($"--init {init} starts a mixture; KMeans takes {KMeansInits} or a JSON file.");
        }

        return defaults with
        {
            NClusters = parsed.GetValue(_clusters),
            Init = file is null ? KMeansInitNames.All.First(row => row.Name == init).Init : defaults.Init,
            InitialCentres = file is null ? null : Commands.StartFile.Centres(file, parsed.GetValue(_clusters)),
            NInit = parsed.GetValue(_nInit) ?? defaults.NInit,
            Tol = parsed.GetValue(_tol) ?? defaults.Tol,
        };
    }

    private static void RefuseForKMeans(ParseResult parsed, Option option)
    {
        if (parsed.GetResult(option) is { Implicit: false })
        {
            throw new UsageException($"{option.Name} is about covariances and KMeans has none; leave it out or use --method gmm.");
        }
    }
}
