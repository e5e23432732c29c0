using System.CommandLine;
using GpuSeg.Engine;
using GpuSeg.Engine.Clustering;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Imaging.Segmentation;

namespace GpuSeg.Cli.Commands;

/// <summary>The options that choose and set the method of clustering; defaults are scikit-learn's.</summary>
internal sealed class EstimatorOptions
{
    private static readonly string[] Inits = [.. MixtureInitNames.All.Select(row => row.Name)];

    private readonly Option<int> _clusters = new("-k", "--n-components", "--n-clusters") { Description = "Number of clusters, 1..255.", Required = true, HelpName = "K" };
    private readonly Option<string> _method = new("--method") { Description = "gmm (Gaussian mixture) or kmeans.", DefaultValueFactory = _ => "gmm" };
    private readonly Option<string> _covariance = new("--covariance") { Description = "Covariances of a mixture.", DefaultValueFactory = _ => "full" };
    private readonly Option<string?> _init = new("--init")
    {
        Description = $"Start: {string.Join(", ", Inits)} (kmeans: k-means++ or random), or a JSON file with weights_init, means_init, "
            + "precisions_init (mixture) or init (KMeans). Default: kmeans for a mixture, k-means++ for KMeans.",
        HelpName = "INIT",
    };

    private readonly Option<int?> _nInit = new("--n-init") { Description = "Number of starts; the best is kept. Default: 1 for a mixture, 10 for KMeans.", HelpName = "N" };
    private readonly Option<int> _seed = new("--seed") { Description = "Seed of the random start.", DefaultValueFactory = _ => 0, HelpName = "S" };
    private readonly Option<int?> _maxIter = new("--max-iter") { Description = "Most iterations. Default: 100 for a mixture, 300 for KMeans.", HelpName = "N" };
    private readonly Option<double?> _tol = new("--tol") { Description = "Stop when the lower bound (mixture, default 1e-3) or the centres (KMeans, default 1e-4) move less.", HelpName = "T" };
    private readonly Option<double> _regCovar = new("--reg-covar") { Description = "Added to the diagonal of covariances.", DefaultValueFactory = _ => new GaussianMixture().RegCovar, HelpName = "R" };

    public EstimatorOptions()
    {
        _method.AcceptOnlyFromAmong("gmm", "kmeans");
        _covariance.AcceptOnlyFromAmong([.. Enum.GetNames<CovarianceType>().Select(name => name.ToLowerInvariant())]);
        Bounds.Between(_clusters, 1, byte.MaxValue);
        Bounds.AtLeast(_nInit, 1);
        Bounds.AtLeast(_maxIter, 1);
        Bounds.AtLeast(_tol, 0);
        Bounds.AtLeast(_regCovar, 0);
    }

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_clusters, _method, _covariance, _init, _nInit, _seed, _maxIter, _tol, _regCovar])
        {
            command.Options.Add(option);
        }
    }

    public bool IsMixture(ParseResult parsed) => parsed.GetValue(_method) == "gmm";

    public IEstimator Estimator(ParseResult parsed) => IsMixture(parsed) ? Mixture(parsed) : KMeans(parsed);

    private GaussianMixture Mixture(ParseResult parsed)
    {
        var defaults = new GaussianMixture();
        var init = parsed.GetValue(_init) ?? MixtureInitNames.Of(defaults.Init);
        var isName = MixtureInitNames.All.Any(row => row.Name == init);
        return defaults with
        {
            NComponents = parsed.GetValue(_clusters),
            CovarianceType = Enum.Parse<CovarianceType>(parsed.GetValue(_covariance)!, ignoreCase: true),
            Init = isName ? MixtureInitNames.All.First(row => row.Name == init).Init : defaults.Init,
            Start = isName ? new() : StartFile.Mixture(init),
            NInit = parsed.GetValue(_nInit) ?? defaults.NInit,
            Seed = parsed.GetValue(_seed),
            MaxIter = parsed.GetValue(_maxIter) ?? defaults.MaxIter,
            Tol = parsed.GetValue(_tol) ?? defaults.Tol,
            RegCovar = parsed.GetValue(_regCovar),
        };
    }

    private KMeans KMeans(ParseResult parsed)
    {
        var defaults = new KMeans();
        var init = parsed.GetValue(_init) ?? KMeansInitNames.Of(defaults.Init);
        var isName = KMeansInitNames.All.Any(row => row.Name == init);
        if (!isName && Inits.Contains(init))
        {
            throw new UsageException($"--init {init} starts a mixture; KMeans takes k-means++, random or a JSON file.");
        }

        return defaults with
        {
            NClusters = parsed.GetValue(_clusters),
            Init = isName ? KMeansInitNames.All.First(row => row.Name == init).Init : defaults.Init,
            InitialCentres = isName ? null : StartFile.Centres(init),
            NInit = parsed.GetValue(_nInit) ?? defaults.NInit,
            Seed = parsed.GetValue(_seed),
            MaxIter = parsed.GetValue(_maxIter) ?? defaults.MaxIter,
            Tol = parsed.GetValue(_tol) ?? defaults.Tol,
        };
    }
}
