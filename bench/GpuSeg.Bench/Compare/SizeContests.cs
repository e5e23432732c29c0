using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Ilgpu;
using GpuSeg.Kernels.Measuring;

namespace GpuSeg.Bench.Compare;

/// <summary>Iterations over a million voxels and more, beside the time in which memory moves as many bytes.</summary>
internal sealed class SizeContests(CompareOptions options, OurSides sides, FeatureMatrix features, Starts starts, LabelCheck check)
{
    private const int K = 3;
    private const int Few = 2;
    private const int ComparedIterations = 12;
    private const int ThreadVoxels = 10_000_000;

    // Long enough for a precise time on any backend, and short enough to wait for.
    private const double IteratedVoxels = 5e8;
    private static readonly int[] s_sizes = [1_000_000, 10_000_000, 100_000_000];

    private int LloydIterations => starts.LloydIterations(K);

    public IEnumerable<PlannedRow> Rows()
    {
        foreach (var size in s_sizes.Where(size => size <= options.MostVoxels))
        {
            var voxels = new Lazy<RepeatedVoxels>(() => new(features, size));
            foreach (var row in sides.Backends.Append(options.Gpu).Distinct().SelectMany(backend => Rows(backend, size, voxels)))
            {
                yield return row;
            }
        }
    }

    /// <summary>Plans the row of two threads beside one.</summary>
    public PlannedRow SecondThread() => new(
        $"EM per iteration, {ThreadVoxels:N0} voxels, K={K}, D={features.Dimensions}: two threads beside one", Goals.SecondThread, () =>
        {
            if (Environment.ProcessorCount < 2)
            {
                throw new NotMeasuredException("this machine has one core");
            }

            var voxels = new RepeatedVoxels(features, ThreadVoxels);
            OurSide[] loaded = [Threads(1), Threads(2)];
            var note = $"{voxels.Work.Voxels:N0} voxels, resident";
            return new([Em(loaded[1], voxels.Work)], [Em(loaded[0], voxels.Work)], note, null, loaded);

            OurSide Threads(int threads) => new(Backends.All.Find("cpu"), threads, voxels.Fresh());
        });

    private IEnumerable<PlannedRow> Rows(string backend, int size, Lazy<RepeatedVoxels> voxels)
    {
        var isGoal = backend == options.Gpu && size == s_sizes[^1];
        var place = $"{size / 1_000_000}M voxels, K={K}, D={features.Dimensions}, {backend}";
        yield return new(
            $"EM per iteration, {place}, resident", isGoal ? Goals.GpuEmShare : Goals.NoShare,
            () => Resident(backend, voxels.Value, Em));
        yield return new(
            $"Lloyd per iteration, {place}, resident", isGoal ? Goals.GpuLloydShare : Goals.NoShare,
            () => Resident(backend, voxels.Value, Lloyd));
        yield return new(
            $"EM, one iteration, {place}, with transfer", null,
            () => WithTransfer(backend, voxels.Value, starts.Em(K) with { MaxIter = 1 }));
        yield return new(
            $"Lloyd, one iteration, {place}, with transfer", null,
            () => WithTransfer(backend, voxels.Value, starts.Lloyd(K) with { MaxIter = 1 }));
    }

    private Contest Resident(string name, RepeatedVoxels voxels, Func<OurSide, Work, Contender> iteration)
    {
        var (backend, work) = (sides.Find(name).Backend, voxels.Work);
        var kind = MemoryRate.Measure(backend, 1)?.Kind
            ?? throw new NotMeasuredException($"the memory rate of the backend {name} is unknown");
        var loaded = new OurSide(Backends.All.Find(name), 0, voxels.Fresh());
        return new(
            [iteration(loaded, work)],
            [new($"{kind} of as many bytes", () => work.Bytes / MemoryRate.Measure(backend, work.Bytes)!.BytesPerSecond)],
            $"{work.Voxels:N0} voxels; the ratio is the share of the rate at which memory is "
                + $"{(kind == "copy" ? "copied, reads and writes counted," : "read")} in the same run",
            work,
            loaded);
    }

    private Contender Em(OurSide side, Work work)
    {
        var em = starts.Em(K);
        var many = Few + (int)Math.Clamp(IteratedVoxels / work.Voxels, 10, 100);
        return new(
            side.Name,
            () => Timing.Slope(n => Timing.Of(() => (em with { MaxIter = n }).Fit(side.Voxels)), Few, many),
            EqualLabels(side, em with { MaxIter = ComparedIterations }));
    }

    private Contender Lloyd(OurSide side, Work work)
    {
        var lloyd = starts.Lloyd(K);
        var many = Math.Min(Few + (int)Math.Clamp(IteratedVoxels / work.Voxels, 10, 100), LloydIterations);
        return new(
            side.Name,
            () => Timing.Slope(n => Timing.Of(() => (lloyd with { MaxIter = n }).Fit(side.Voxels)), Few, many),
            EqualLabels(side, lloyd with { MaxIter = Math.Min(ComparedIterations, LloydIterations) }));
    }

    private Contest WithTransfer(string name, RepeatedVoxels voxels, IEstimator estimator)
    {
        var side = sides.Find(name);
        return new(
            [new(
                side.Name,
                () => Timing.Of(() => Fit(labels: false)),
                () => LabelCheck.EqualShare(Fit(labels: true), check.Expected(estimator).Value))],
            [],
            $"{voxels.Work.Voxels:N0} voxels from the host's memory: check of the values, loading, a fit of one iteration",
            voxels.Work);

        byte[] Fit(bool labels)
        {
            using var loaded = VoxelSet.Load(side.Backend, voxels.Fresh());
            var model = estimator.Fit(loaded).Model;
            return labels ? model.Predict(loaded) : [];
        }
    }

    private Func<double> EqualLabels(OurSide side, IEstimator estimator)
    {
        var expected = check.Expected(estimator);
        return () => LabelCheck.EqualShare(estimator.Fit(side.Voxels).Labels(), expected.Value);
    }
}
