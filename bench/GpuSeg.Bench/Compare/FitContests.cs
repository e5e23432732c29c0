using System.Text.Json.Nodes;
using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Bench.Compare;

/// <summary>Rows beside scikit-learn in warm processes: iterations from one start, and complete fits with its defaults.</summary>
internal sealed class FitContests(Lazy<Peer> peer, OurSides sides, FeatureMatrix features, Starts starts, LabelCheck check)
{
    private const int K = 3;
    private const int Seed = 0;
    private const int Few = 2;

    private readonly float[][] _columns = [.. Enumerable.Range(0, features.Dimensions).Select(j => features.Column(j).ToArray())];

    public IEnumerable<PlannedRow> Rows() =>
    [
        new($"EM per iteration, K={K}, D={features.Dimensions}, full", Goals.Em, Expectation),
        new($"Lloyd per iteration, K=3, D={features.Dimensions}", Goals.Lloyd3, () => Lloyd(3)),
        new($"Lloyd per iteration, K=8, D={features.Dimensions}", Goals.Lloyd8, () => Lloyd(8)),
        new($"Complete mixture fit and labels, K={K}, defaults", Goals.MixtureFit, () => Complete(
            new GaussianMixture { NComponents = K, Seed = Seed }, PeerCommands.Of("mixture", K, features.Dimensions, Seed), "lower bound",
            model => ((GaussianMixtureModel)model).LowerBound)),
        new($"Complete KMeans fit and labels, K={K}, n_init=10", Goals.KMeansFit, () => Complete(
            new KMeans { NClusters = K, NInit = 10, Seed = Seed },
            PeerCommands.Of("kmeans", K, features.Dimensions, Seed, ("n_init", 10)),
            "inertia",
            model => ((KMeansModel)model).Inertia)),
        new($"Complete KMeans fit and labels, K={K}, n_init=1, beside ML.NET", null, MlNet),
    ];

    private Contest Expectation()
    {
        // Together as long as one of scikit-learn's fits: an idle CPU takes milliseconds to reach its full clock, on either side.
        const int theirMany = 12, ourMany = 102, ourRepeats = 10;
        var ours = starts.Em(K);
        var theirs = PeerCommands.Of(ours, features.Dimensions);
        return Iterations(
            (side, n) => (ours with { MaxIter = n }).Fit(side.Voxels),
            ourMany,
            ourRepeats,
            ours with { MaxIter = theirMany },
            theirs,
            theirMany,
            1);
    }

    private Contest Lloyd(int clusters)
    {
        var (ours, many) = (starts.Lloyd(clusters), starts.LloydIterations(clusters));
        return Iterations(
            (side, n) => (ours with { MaxIter = n }).Fit(side.Voxels),
            many,
            20,
            ours with { MaxIter = many },
            PeerCommands.Of("kmeans", clusters, features.Dimensions, Seed, ("centres", PeerCommands.Json(ours.InitialCentres!))),
            many,
            5);
    }

    private Contest Iterations(
        Action<OurSide, int> fit, int ourMany, int ourRepeats, IEstimator compared, JsonObject command, int theirMany, int theirRepeats)
    {
        var theirs = peer.Value.Fit(PeerCommands.WithIterations(command, theirMany), ThreadCount.Tried[0], 1, labels: true);
        return new(
            Ours(
                side => Timing.Slope(n => Timing.Of(ourRepeats, () => fit(side, n)), Few, ourMany),
                side => compared.Fit(side.Voxels).Labels(),
                check.Expected(compared)),
            Theirs(t => Timing.Slope(n => Ask(command, t, theirRepeats, n).Seconds, Few, theirMany)),
            Agreement(compared, theirs));
    }

    private Contest Complete(IEstimator estimator, JsonObject command, string objective, Func<IClusterModel, double> value)
    {
        var (ours, theirs) = (estimator.Fit(sides.All[0].Voxels).Model, peer.Value.Fit(command, ThreadCount.Tried[0], 1));
        return new(
            Ours(side => Timing.Of(() => FromFeatures(estimator, side)), side => FromFeatures(estimator, side), check.Expected(estimator)),
            Theirs(t => peer.Value.Fit(command, t, 1).Seconds),
            $"{objective} {value(ours):G9} after {ours.NIter} iterations; scikit-learn {theirs.Objective:G9} after {theirs.NIter}");
    }

    private Contest MlNet()
    {
        var (estimator, theirs) = (new KMeans { NClusters = K, NInit = 1, Seed = Seed }, new MlNetKMeans(features, K));
        var ours = estimator.Fit(sides.All[0].Voxels).Model;
        var labels = theirs.FitAndLabel();
        return new(
            Ours(side => Timing.Of(() => FromFeatures(estimator, side)), side => FromFeatures(estimator, side), check.Expected(estimator)),
            [new("ML.NET, all threads", () => Timing.Of(() => theirs.FitAndLabel()))],
            $"inertia {ours.Inertia:G9} after {ours.NIter} iterations; ML.NET {Inertia.Of(features, labels, K):G9}; "
                + $"{Inertia.EqualUpToNames(ours.Predict(sides.All[0].Voxels), labels, K):P2} of the labels equal up to their names");
    }

    // The same steps as scikit-learn's fit_predict: check the values, copy them into shape, fit, label.
    private byte[] FromFeatures(IEstimator estimator, OurSide side)
    {
        var fresh = new FeatureMatrix(features.Names, _columns);
        using var voxels = VoxelSet.Load(side.Backend, fresh);
        return estimator.Fit(voxels).Labels();
    }

    private string Agreement(IEstimator compared, PeerFit theirs)
    {
        var shares = sides.All.DistinctBy(side => side.Backend.Name).Select(side =>
        {
            var labels = compared.Fit(side.Voxels).Labels();
            var equal = labels.Zip(theirs.Labels!, (a, b) => a == b).Count(same => same);
            return $"{side.Backend.Name} {labels.Length - equal} of {labels.Length}";
        });
        return $"labels that differ from scikit-learn's after {theirs.NIter} iterations from the same start: {string.Join(", ", shares)}";
    }

    private IReadOnlyList<Contender> Ours(Func<OurSide, double> measure, Func<OurSide, byte[]> labels, Lazy<byte[]> expected) =>
    [
        .. sides.All.Select(side => new Contender(
            side.Name, () => measure(side), () => LabelCheck.EqualShare(labels(side), expected.Value), side.HasGoal)),
    ];

    private static IReadOnlyList<Contender> Theirs(Func<int, double> measure) =>
        [.. ThreadCount.Tried.Select(t => new Contender($"scikit-learn, {ThreadCount.Text(t)}", () => measure(t)))];

    private PeerFit Ask(JsonObject command, int t, int repeats, int iterations)
    {
        var fit = peer.Value.Fit(PeerCommands.WithIterations(command, iterations), t, repeats);
        return fit.NIter == iterations
            ? fit
            : throw new NotMeasuredException($"scikit-learn stopped after {fit.NIter} of {iterations} iterations; use different data");
    }
}
