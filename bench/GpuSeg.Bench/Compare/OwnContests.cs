using GpuSeg.Bench.Micro;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Ilgpu;

namespace GpuSeg.Bench.Compare;

/// <summary>GpuSeg's methods beside plainer ones: a histogram beside its voxels, its exponential beside the framework's.</summary>
internal sealed class OwnContests(FeatureMatrix features)
{
    private const int K = 3;
    private const int Few = 2;
    private const int Many = 102;

    public IEnumerable<PlannedRow> Rows() =>
    [
        new($"EM per iteration, {features.Names[0]} alone, K={K}: histogram beside voxels", Goals.Histogram, () => OneImage(
            em => em with { MaxIter = Many },
            (side, em) => Timing.Slope(n => Timing.Of(() => (em with { MaxIter = n }).Fit(side.Voxels)), Few, Many))),
        new($"Mixture fit, {features.Names[0]} alone, K={K}, defaults: histogram beside voxels", null, () => OneImage(
            _ => new() { NComponents = K }, (side, mixture) => Timing.Of(() => mixture.Fit(side.Voxels)))),
        new("2^x beside TensorPrimitives.Exp, per element", Goals.Exp2, Exponential),
    ];

    private Contest OneImage(Func<GaussianMixture, GaussianMixture> choose, Func<OurSide, GaussianMixture, double> measure)
    {
        var one = features.Select([0]);
        var (side, check) = (new OurSide(Backends.All.Find("cpu"), 0, one), new LabelCheck(one));
        var voxels = choose(new Starts(one, side.Voxels).Em(K)) with { UseHistogram = false };
        var histogram = voxels with { UseHistogram = true };
        var expected = check.Expected(voxels);
        return new(
            [new(
                $"{side.Name}, histogram",
                () => measure(side, histogram),
                () => LabelCheck.EqualShare(histogram.Fit(side.Voxels).Labels(), expected.Value))],
            [new($"{side.Name}, voxels", () => measure(side, voxels))],
            "resident; in both cases the last step of a fit is over the voxels",
            null,
            side,
            check);
    }

    private static Contest Exponential()
    {
        const int repeats = 50_000;
        var (x, result) = (Exponentials.Values(), new float[Exponentials.Count]);
        return new(
            [new("Exponential.Exp2", () => Timing.Of(repeats, () => Exponentials.Ours(x, result)) / Exponentials.Count)],
            [new("TensorPrimitives.Exp", () => Timing.Of(repeats, () => Exponentials.Theirs(x, result)) / Exponentials.Count)],
            $"one thread, {Exponentials.Count} values in the first-level cache");
    }
}
