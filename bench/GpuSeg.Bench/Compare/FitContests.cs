using System.Diagnostics;
using System.Text.Json.Nodes;
using GpuSeg.Engine;
using GpuSeg.Engine.Clustering;
using GpuSeg.Engine.Mixtures;

namespace GpuSeg.Bench.Compare;

/// <summary>The rows that run in warm processes: iterations from one start, and complete fits with scikit-learn's defaults.</summary>
internal sealed class FitContests(Peer peer, OurSides sides, FeatureMatrix features)
{
    private const int K = 3;
    private const int Seed = 0;

    private readonly float[][] _columns = [.. Enumerable.Range(0, features.Dimensions).Select(j => features.Column(j).ToArray())];

    /// <summary>EM: (time of many iterations - time of few) / difference, on both sides.</summary>
    public Contest Expectation()
    {
        const int few = 2, theirMany = 12, ourMany = 102;
        var start = new GaussianMixture { NComponents = K, MaxIter = 1 }.Fit(sides.All[0].Voxels);
        var ours = new GaussianMixture { NComponents = K, Tol = 0, Start = new([.. start.Weights], [.. start.Means], [.. start.Precisions]) };
        var theirs = Command("mixture", ("weights", Json(start.Weights)), ("means", Json(start.Means)), ("precisions", Json(start.Precisions)));
        return new(
            $"EM per iteration, K={K}, D={features.Dimensions}, full",
            60,
            Ours(side => Slope(n => Time(1, () => (ours with { MaxIter = n }).Fit(side.Voxels)), few, ourMany)),
            Theirs(t => Slope(n => Ask(theirs, t, 1, n).Seconds, few, theirMany)),
            Agreement(side => (ours with { MaxIter = theirMany }).Fit(side.Voxels), WithIterations(theirs, theirMany)));
    }

    /// <summary>Lloyd from a poor start, so that neither side is at rest before the last iteration.</summary>
    public Contest Lloyd()
    {
        const int few = 2, ourRepeats = 20, theirRepeats = 5;
        var centres = PoorCentres();
        var ours = new KMeans { NClusters = K, InitialCentres = centres, Tol = 0 };
        var many = Math.Min(ours.Fit(sides.All[0].Voxels).NIter - 1, 50);
        var theirs = Command("kmeans", ("centres", Json(centres)));
        return new(
            $"Lloyd per iteration, K={K}, D={features.Dimensions}",
            8,
            Ours(side => Slope(n => Time(ourRepeats, () => (ours with { MaxIter = n }).Fit(side.Voxels)), few, many)),
            Theirs(t => Slope(n => Ask(theirs, t, theirRepeats, n).Seconds, few, many)),
            Agreement(side => (ours with { MaxIter = many }).Fit(side.Voxels), WithIterations(theirs, many)));
    }

    /// <summary>A mixture from features in memory to labels.</summary>
    public Contest Mixture() => Complete(
        $"Complete mixture fit and labels, K={K}, defaults", new GaussianMixture { NComponents = K, Seed = Seed }, Command("mixture"), "lower bound",
        model => ((GaussianMixtureModel)model).LowerBound);

    /// <summary>KMeans with ten starts, from features in memory to labels.</summary>
    public Contest KMeans() => Complete(
        $"Complete KMeans fit and labels, K={K}, n_init=10", new KMeans { NClusters = K, NInit = 10, Seed = Seed }, Command("kmeans", ("n_init", 10)), "inertia",
        model => ((KMeansModel)model).Inertia);

    private Contest Complete(string name, IEstimator estimator, JsonObject command, string objective, Func<IClusterModel, double> value)
    {
        var (ours, theirs) = (estimator.Fit(sides.All[0].Voxels), peer.Fit(command, ThreadCount.Tried[0], 1));
        return new(
            name,
            null,
            Ours(side => Time(1, () => FromFeatures(estimator, side))),
            Theirs(t => peer.Fit(command, t, 1).Seconds),
            $"{objective} {value(ours):G9} after {ours.NIter} iterations; scikit-learn {theirs.Objective:G9} after {theirs.NIter}");
    }

    // What scikit-learn's fit_predict does: check the values, bring them into shape, fit, label.
    private void FromFeatures(IEstimator estimator, OurSide side)
    {
        var fresh = new FeatureMatrix(features.Names, _columns);
        using var voxels = VoxelSet.Load(side.Backend, fresh);
        estimator.Fit(voxels).Predict(voxels);
    }

    // Neighbours in the first image: the centres have a long way to go.
    private double[] PoorCentres()
    {
        float[] values = [.. _columns[0]];
        var indices = Enumerable.Range(0, values.Length).ToArray();
        Array.Sort(values, indices);
        return features.Rows([.. Enumerable.Range(0, K).Select(k => indices[(int)(values.Length * (0.010 + (0.001 * k)))])]);
    }

    private string Agreement(Func<OurSide, IClusterModel> fit, JsonObject command)
    {
        var theirs = peer.Fit(command, ThreadCount.Tried[0], 1, labels: true);
        var shares = sides.All.DistinctBy(side => side.Backend.Name).Select(side =>
        {
            var labels = fit(side).Predict(side.Voxels);
            var equal = labels.Zip(theirs.Labels!, (a, b) => a == b).Count(same => same);
            return $"{side.Backend.Name} {labels.Length - equal} of {labels.Length}";
        });
        return $"labels other than scikit-learn's after {theirs.NIter} iterations from the same start: {string.Join(", ", shares)}";
    }

    private IReadOnlyList<Contender> Ours(Func<OurSide, double> measure) =>
        [.. sides.All.Select(side => new Contender(side.Name, () => measure(side)))];

    private static IReadOnlyList<Contender> Theirs(Func<int, double> measure) =>
        [.. ThreadCount.Tried.Select(t => new Contender(ThreadCount.Text(t), () => measure(t)))];

    private PeerFit Ask(JsonObject command, int t, int repeats, int iterations)
    {
        var fit = peer.Fit(WithIterations(command, iterations), t, repeats);
        return fit.NIter == iterations
            ? fit
            : throw new PeerException($"scikit-learn stopped after {fit.NIter} iterations where {iterations} were to be timed; use other data.");
    }

    private static JsonObject WithIterations(JsonObject command, int iterations)
    {
        var limited = (JsonObject)command.DeepClone();
        limited["max_iter"] = iterations;
        return limited;
    }

    private JsonObject Command(string method, params ReadOnlySpan<(string Name, JsonNode Value)> arguments)
    {
        var command = new JsonObject { ["method"] = method, ["k"] = K, ["d"] = features.Dimensions, ["seed"] = Seed };
        foreach (var (name, value) in arguments)
        {
            command[name] = value;
        }

        return command;
    }

    private static JsonArray Json(IEnumerable<double> values) => [.. values.Select(value => JsonValue.Create(value))];

    private static double Slope(Func<int, double> time, int few, int many) => (time(many) - time(few)) / (many - few);

    private static double Time(int repeats, Action action)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < repeats; i++)
        {
            action();
        }

        return watch.Elapsed.TotalSeconds / repeats;
    }
}
