using System.CommandLine;
using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Mixtures;

namespace GpuSeg.Cli.Commands;

/// <summary>The options of a fit that mean the same for a single one and for many.</summary>
internal sealed class FitOptions
{
    /// <param name="converging">What <c>--converge</c> does.</param>
    public FitOptions(string converging)
    {
        Converge = new("--converge") { Description = converging };
        Bounds.Whole(Seed, 0);
        Bounds.Whole(MaxIter, 1);
        Bounds.AtLeast(RegCovar, 0);
    }

    public Option<int> Seed { get; } = new("--seed") { Description = "Seed of the random start.", DefaultValueFactory = _ => 0, HelpName = "S" };

    public Option<bool> Converge { get; }

    public Option<int?> MaxIter { get; } = new("--max-iter") { Description = "Most iterations. Default: 100 for a mixture, 300 for KMeans, 10000 with --converge.", HelpName = "N" };

    public Option<double> RegCovar { get; } = new("--reg-covar") { Description = "Added to the diagonal of covariances.", DefaultValueFactory = _ => new GaussianMixture().RegCovar, HelpName = "R" };

    public GaussianMixture Mixture(ParseResult parsed)
    {
        var mixture = new GaussianMixture { Converge = parsed.GetValue(Converge), Seed = parsed.GetValue(Seed), RegCovar = parsed.GetValue(RegCovar) };
        return parsed.GetValue(MaxIter) is { } most ? mixture with { MaxIter = most } : mixture;
    }

    public KMeans KMeans(ParseResult parsed)
    {
        var kmeans = new KMeans { Converge = parsed.GetValue(Converge), Seed = parsed.GetValue(Seed) };
        return parsed.GetValue(MaxIter) is { } most ? kmeans with { MaxIter = most } : kmeans;
    }
}
