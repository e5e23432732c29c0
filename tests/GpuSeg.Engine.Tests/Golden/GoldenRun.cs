using System.Text.Json;
using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Mixtures;

namespace GpuSeg.Engine.Tests.Golden;

/// <summary>
/// One run from an explicit start: its name in the file ("5", "tol=0.001,max_iter=100"), its stopping rule and scikit-learn's result.
/// </summary>
internal sealed record GoldenRun(string Name, double Tol, int MaxIter, JsonElement Golden)
{
    /// <summary>Lists the runs of a fixed number of iterations, then the runs that stop by themselves.</summary>
    public static IEnumerable<GoldenRun> Of(JsonElement fit) =>
    [
        .. fit.GetProperty("after_iterations").EnumerateObject().Select(run => new GoldenRun(run.Name, 0, int.Parse(run.Name), run.Value)),
        .. fit.GetProperty("converged_runs").EnumerateObject().Select(Converged),
    ];

    public bool IsFixed => Tol == 0;

    public GaussianMixture Mixture(JsonElement fit, CovarianceType type)
    {
        var start = fit.GetProperty("start");
        return new()
        {
            NComponents = fit.Whole("K"),
            CovarianceType = type,
            RegCovar = fit.Number("reg_covar"),
            Tol = Tol,
            MaxIter = MaxIter,
            Start = new(start.Numbers("weights_init"), start.Numbers("means_init"), start.Numbers("precisions_init")),
        };
    }

    public KMeans KMeans(JsonElement fit) => new()
    {
        NClusters = fit.Whole("K"),
        Tol = Tol,
        MaxIter = MaxIter,
        InitialCentres = fit.GetProperty("start").Numbers("init"),
    };

    private static GoldenRun Converged(JsonProperty run)
    {
        double[] values = [.. run.Name.Split(',').Select(part => double.Parse(part.Split('=')[1]))];
        return new(run.Name, values[0], (int)values[1], run.Value);
    }
}
