using System.CommandLine;
using GpuSeg.Cli.Failures;
using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Options.Fits;

/// <summary>The options that choose and set the method of clustering; defaults are scikit-learn's.</summary>
internal sealed class EstimatorOptions
{
    private static readonly string[] s_inits = [.. MixtureInitNames.All.Select(row => row.Name)];
    private static readonly string s_kMeansInits = string.Join(", ", KMeansInitNames.All.Select(row => row.Name));

    private readonly Option<int> _clusters = new(FitOptions.ClusterNames.Name, FitOptions.ClusterNames.Aliases)
    {
        Description = "Number of clusters, 1..255.",
        HelpName = "K",
    };

    private readonly Option<string> _method = new("--method")
    {
        Description = "gmm (Gaussian mixture) or kmeans.",
        DefaultValueFactory = _ => "gmm",
    };

    private readonly Option<string> _covariance = new("--covariance")
    {
        Description = "Covariances of a mixture.",
        DefaultValueFactory = _ => "full",
    };

    private readonly Option<string?> _init = new("--init")
    {
        Description = $"Start: {string.Join(", ", s_inits)} (KMeans: {s_kMeansInits}), or a JSON file with weights_init, means_init, "
            + "precisions_init (mixture) or init (KMeans), in the units that are clustered. "
            + $"sample: the result of a fit to {IEstimator.SampleVoxels:N0} of the voxels. "
            + "Default: kmeans for a mixture, k-means++ for KMeans.",
        HelpName = "INIT",
    };

    private readonly FitOptions _fit = new(
        converge: "Run to the optimum, accelerated, instead of stopping where scikit-learn stops (--tol).",
        starts: "Number of starts; the best is kept. Default: 1 for a mixture, 10 for KMeans.");

    private readonly Option<double?> _tol = new("--tol")
    {
        Description = "Stop when the lower bound (mixture, default 1e-3) or the centres (KMeans, default 1e-4) move less.",
        HelpName = "T",
    };

    public EstimatorOptions()
    {
        OptionChecks.OneOf(_method, "gmm", "kmeans");
        OptionChecks.OneOf(_covariance, FitOptions.Covariances);
        OptionChecks.Whole(_clusters, 1, byte.MaxValue);
        OptionChecks.AtLeast(_tol, 0);
    }

    /// <summary>The number of clusters, which every fit needs.</summary>
    public Option K => _clusters;

    public IReadOnlyList<Option> All => [_clusters, _method, _covariance, _init, .. _fit.With(_tol)];

    /// <summary>The options that, beside the number of clusters, decide the name of a segmentation.</summary>
    public IEnumerable<Option> Naming => [_method, _covariance];

    /// <summary>Returns the file that <c>--init</c> names, or null if it names a way to start.</summary>
    public string? StartFile(ParseResult parsed) => parsed.GetValue(_init) is { } init && !s_inits.Contains(init) ? init : null;

    /// <summary>Reads the method with its options.</summary>
    /// <exception cref="UsageException">Options contradict each other or do not apply to the method.</exception>
    public IEstimator Bind(ParseResult parsed)
    {
        if (parsed.GetValue(_fit.Converge) && parsed.GetValue(_tol) is not null)
        {
            throw new UsageException("--converge runs to the optimum and --tol stops before it; leave one of them out.");
        }

        return parsed.GetValue(_method) == "gmm" ? Mixture(parsed) : KMeans(parsed);
    }

    /// <summary>Returns the values of options whose defaults follow from other options; null for options that do not apply.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="estimator">The method bound from it.</param>
    public Dictionary<Option, object?> Resolve(ParseResult parsed, IEstimator estimator)
    {
        var (init, starts, most) = estimator switch
        {
            GaussianMixture mixture => (MixtureInitNames.Of(mixture.Init), mixture.NInit, mixture.MaxIter),
            KMeans kmeans => (KMeansInitNames.Of(kmeans.Init), kmeans.NInit, kmeans.MaxIter),
            _ => throw new InvalidOperationException($"There are no options for {estimator.GetType().Name}."),
        };
        var resolved = new Dictionary<Option, object?>
        {
            [_init] = StartFile(parsed) ?? init,
            [_fit.NInit] = starts,
            [_fit.MaxIter] = most,
            [_tol] = estimator.Converge ? null : estimator.Tol,
        };
        if (estimator is not GaussianMixture)
        {
            (resolved[_covariance], resolved[_fit.RegCovar]) = (null, null);
        }

        return resolved;
    }

    private GaussianMixture Mixture(ParseResult parsed)
    {
        var defaults = _fit.Mixture(parsed);
        var init = parsed.GetValue(_init) ?? MixtureInitNames.Of(defaults.Init);
        var (file, k) = (StartFile(parsed), parsed.GetValue(_clusters));
        var covariance = CovarianceTypes.Find(parsed.GetValue(_covariance)!)!;
        return defaults with
        {
            NComponents = k,
            CovarianceType = covariance,
            Init = file is null ? MixtureInitNames.All.First(row => row.Name == init).Init : defaults.Init,
            Start = file is null ? new() : Fits.StartFile.Mixture(file, k, covariance),
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
            throw new UsageException($"--init {init} starts a mixture; KMeans takes {s_kMeansInits} or a JSON file.");
        }

        return defaults with
        {
            NClusters = parsed.GetValue(_clusters),
            Init = file is null ? KMeansInitNames.All.First(row => row.Name == init).Init : defaults.Init,
            InitialCentres = file is null ? null : Fits.StartFile.Centres(file, parsed.GetValue(_clusters)),
            Tol = parsed.GetValue(_tol) ?? defaults.Tol,
        };
    }

    private static void RefuseForKMeans(ParseResult parsed, Option option)
    {
        if (parsed.Gives(option))
        {
            throw new UsageException($"{option.Name} is about covariances and KMeans has none; leave it out or use --method gmm.");
        }
    }
}
