using System.Diagnostics;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Reference;

namespace GpuSeg.Kernels;

/// <summary>The outcome of a numerical self-test of a backend.</summary>
/// <param name="Error">
/// Largest difference from the reference: log-likelihood per voxel, and sums relative to the voxels (dimensionless).
/// </param>
/// <param name="MegavoxelsPerSecond">Millions of voxels through one expectation step of 3 components and 4 features, resident.</param>
public sealed record BackendCheck(double Error, double MegavoxelsPerSecond)
{
    private const int Voxels = 1 << 16;
    private const int Components = 3;
    private const int Features = 4;

    /// <summary>Largest error that passes: a few hundred float32 roundings of values of size 1, see docs/architecture.md.</summary>
    public const double Tolerance = 1e-5;

    private static readonly TimeSpan TimeToMeasure = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether the error is within <see cref="Tolerance"/>.</summary>
    public bool Passed => Error <= Tolerance;

    /// <summary>Compares <paramref name="backend"/> with the reference on synthetic voxels, then measures its rate.</summary>
    public static BackendCheck Run(IBackend backend)
    {
        ArgumentNullException.ThrowIfNull(backend);
        var (features, density) = Problem();
        using var reference = new ReferenceBackend();
        using var expected = VoxelSet.Load(reference, features);
        using var voxels = VoxelSet.Load(backend, features);
        var (wanted, found) = (new Moments(Components, Features), new Moments(Components, Features));
        expected.Passes.Expect([density], Membership.Soft, [wanted]);
        voxels.Passes.Expect([density], Membership.Soft, [found]);
        return new(Difference(wanted, found), Rate(voxels.Passes, density, found));
    }

    private static double Difference(Moments wanted, Moments found)
    {
        var differences = Differences(wanted.Weight, found.Weight)
            .Concat(Differences(wanted.First, found.First))
            .Concat(Differences(wanted.Second, found.Second))
            .Append(wanted.LogLikelihood - found.LogLikelihood);
        // Max ignores NaN, which must fail.
        return differences.Max(difference => double.IsNaN(difference) ? double.PositiveInfinity : Math.Abs(difference)) / Voxels;
    }

    private static IEnumerable<double> Differences(double[] a, double[] b) => a.Zip(b, (x, y) => x - y);

    private static double Rate(IVoxelPasses passes, MixtureDensity density, Moments moments)
    {
        var watch = Stopwatch.StartNew();
        var count = 0;
        do
        {
            passes.Expect([density], Membership.Soft, [moments]);
            count++;
        }
        while (watch.Elapsed < TimeToMeasure);
        return count * (Voxels / 1e6) / watch.Elapsed.TotalSeconds;
    }

    // Three overlapping clouds from a linear congruential generator, so that every machine checks the same voxels.
    private static (FeatureMatrix Features, MixtureDensity Density) Problem()
    {
        var columns = Enumerable.Range(0, Features).Select(_ => new float[Voxels]).ToArray();
        var state = 1u;
        for (var i = 0; i < Voxels; i++)
        {
            foreach (var column in columns)
            {
                state = unchecked((state * 1664525) + 1013904223);
                column[i] = (i % Components * 2) + (state / (float)uint.MaxValue);
            }
        }

        return (new FeatureMatrix(["a", "b", "c", "d"], columns), Density());
    }

    private static MixtureDensity Density()
    {
        var density = new MixtureDensity(Components, Features);
        for (var k = 0; k < Components; k++)
        {
            density.Offsets[k] = -1 - (0.1 * k);
            for (var i = 0; i < Features; i++)
            {
                density.Means[(k * Features) + i] = (k - 1) * 0.9;
                density.Factors[(k * Triangular.Size(Features)) + Triangular.Index(i, i)] = 1 + (0.2 * i);
            }
        }

        return density;
    }
}
