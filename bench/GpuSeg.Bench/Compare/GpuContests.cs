using GpuSeg.Bench.Data;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Ilgpu;
using GpuSeg.Kernels.Measuring;

namespace GpuSeg.Bench.Compare;

/// <summary>Rows for GPUs only: cost of launches, restarts in one fit, and EM of other libraries on the same GPU.</summary>
internal sealed class GpuContests(
    CompareOptions options, OurSides sides, FeatureMatrix features, Starts starts, LabelCheck check, ScratchFolder scratch)
{
    private const int K = 3;
    private const int Few = 2;
    private const int Restarts = 10;
    private const int ManyLarge = 10_000_000;
    private static readonly string[] s_libraries = ["torch", "cupy", "sklearn"];

    public IEnumerable<PlannedRow> Rows()
    {
        var small = $"{features.Count:N0} voxels, {options.Gpu}";
        yield return new($"EM per iteration, {small}: beside as many empty launches", Goals.GpuLaunches, Launches);
        yield return new($"Mixture fit, {small}: {Restarts} starts beside 1", Goals.GpuRestarts, ManyStarts);
        foreach (var library in s_libraries)
        {
            yield return new(
                $"EM per iteration, {small}: beside {library} on the same GPU",
                Goal(library, Goals.TorchSmall),
                () => Beside(library, features.Count));
            yield return new(
                $"EM per iteration, {ManyLarge:N0} voxels, {options.Gpu}: beside {library} on the same GPU",
                Goal(library, Goals.TorchLarge),
                () => Beside(library, ManyLarge));
        }
    }

    private static Goal? Goal(string library, Goal goal) => library == "torch" ? goal : null;

    private Contest Launches()
    {
        const int iterations = 200;
        var side = sides.Find(options.Gpu);
        _ = LaunchTime.MeasureEmptyIteration(side.Backend, 1)
            ?? throw new NotMeasuredException($"the backend {options.Gpu} launches no kernels");
        return new(
            [Em(side, Few + iterations)],
            [new("empty launches", () => LaunchTime.MeasureEmptyIteration(side.Backend, iterations)!.Value)],
            $"chains of {iterations} iterations; as many empty kernels as the iterations launch");
    }

    private Contest ManyStarts()
    {
        var (side, one) = (sides.Find(options.Gpu), new GaussianMixture { NComponents = K });
        var many = one with { NInit = Restarts };
        var expected = check.Expected(many);
        return new(
            [new(
                $"{side.Name}, {Restarts} starts",
                () => Timing.Of(() => many.Fit(side.Voxels)),
                () => LabelCheck.EqualShare(many.Fit(side.Voxels).Labels(), expected.Value))],
            [new($"{side.Name}, 1 start", () => Timing.Of(() => one.Fit(side.Voxels)))],
            "resident, warm, scikit-learn's defaults");
    }

    private Contest Beside(string library, int count)
    {
        _ = sides.Find(options.Gpu);
        var voxels = new RepeatedVoxels(features, count);
        var peer = new Peer(options.Python, "gpu.py", library);
        try
        {
            peer.LoadColumns(ColumnFile.Write(features, scratch), features.Dimensions, voxels.Times);
            return Beside($"{library} {peer.Versions[library]}", peer, new(Backends.All.Find(options.Gpu), 0, voxels.Fresh()));
        }
        catch
        {
            peer.Dispose();
            throw;
        }
    }

    private Contest Beside(string name, Peer peer, OurSide side)
    {
        const int many = 22;
        var (em, dimensions) = (starts.Em(K), features.Dimensions);
        var theirs = Ask(many, labels: true);
        var expected = check.Expected(em with { MaxIter = many }).Value;
        return new(
            [Em(side, 102)],
            [new(name, () => Timing.Slope(n => Ask(n, labels: false).Seconds, Few, many))],
            $"float32 on both sides, {side.Voxels.Count:N0} voxels; "
                + $"{LabelCheck.EqualShare(theirs.Labels, expected):P3} of the other side's labels equal the reference's",
            null,
            side,
            peer);

        PeerFit Ask(int iterations, bool labels) =>
            peer.Fit(PeerCommands.WithIterations(PeerCommands.Of(em, dimensions), iterations), 1, 1, labels);
    }

    private Contender Em(OurSide side, int many)
    {
        const int compared = 12;
        var em = starts.Em(K);
        var expected = check.Expected(em with { MaxIter = compared });
        return new(
            side.Name,
            () => Timing.Slope(n => Timing.Of(() => (em with { MaxIter = n }).Fit(side.Voxels)), Few, many),
            () => LabelCheck.EqualShare((em with { MaxIter = compared }).Fit(side.Voxels).Labels(), expected.Value));
    }
}
