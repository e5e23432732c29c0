using System.CommandLine;
using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Mixtures;

namespace GpuSeg.Cli.Options.Fits;

/// <summary>The options that a single fit and an exploration share.</summary>
internal sealed class FitOptions
{
    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Seed of the random start.",
        DefaultValueFactory = _ => 0,
        HelpName = "S",
    };

    private readonly Option<double> _regCovar = new("--reg-covar")
    {
        Description = "Added to the diagonal of covariances, in squared units of the intensities.",
        DefaultValueFactory = _ => new GaussianMixture().RegCovar,
        HelpName = "R",
    };

    /// <param name="converge">Help of <c>--converge</c>.</param>
    /// <param name="starts">Help of <c>--n-init</c>.</param>
    /// <param name="defaultStarts">Starts unless the user gives a number; null for those of the method.</param>
    public FitOptions(string converge, string starts, int? defaultStarts = null)
    {
        NInit = new("--n-init") { Description = starts, HelpName = "N" };
        if (defaultStarts is not null)
        {
            NInit.DefaultValueFactory = _ => defaultStarts;
        }

        Converge = new("--converge") { Description = converge };
        OptionChecks.Whole(NInit, 1);
        OptionChecks.Whole(_seed, 0);
        OptionChecks.Whole(MaxIter, 1);
        OptionChecks.AtLeast(_regCovar, 0);
    }

    /// <summary>The values of <c>--covariance</c>.</summary>
    public static string[] Covariances { get; } = [.. CovarianceTypes.All.Select(type => type.Name)];

    /// <summary>The names of the option for the number of clusters.</summary>
    public static (string Name, string[] Aliases) ClusterNames { get; } = ("-k", ["--n-components", "--n-clusters"]);

    public Option<int?> NInit { get; }

    public Option<bool> Converge { get; }

    public Option<int?> MaxIter { get; } = new("--max-iter")
    {
        Description = "Most iterations. Default: 100 for a mixture, 300 for KMeans, 10000 with --converge.",
        HelpName = "N",
    };

    public Option RegCovar => _regCovar;

    /// <summary>Returns the options in the order of help and records, with <paramref name="more"/> after the most iterations.</summary>
    public IReadOnlyList<Option> With(params Option[] more) => [NInit, _seed, Converge, MaxIter, .. more, _regCovar];

    public GaussianMixture Mixture(ParseResult parsed)
    {
        var mixture = new GaussianMixture
        {
            Converge = parsed.GetValue(Converge),
            Seed = parsed.GetValue(_seed),
            RegCovar = parsed.GetValue(_regCovar),
        };
        mixture = parsed.GetValue(NInit) is { } starts ? mixture with { NInit = starts } : mixture;
        return parsed.GetValue(MaxIter) is { } most ? mixture with { MaxIter = most } : mixture;
    }

    public KMeans KMeans(ParseResult parsed)
    {
        var kmeans = new KMeans { Converge = parsed.GetValue(Converge), Seed = parsed.GetValue(_seed) };
        kmeans = parsed.GetValue(NInit) is { } starts ? kmeans with { NInit = starts } : kmeans;
        return parsed.GetValue(MaxIter) is { } most ? kmeans with { MaxIter = most } : kmeans;
    }
}
