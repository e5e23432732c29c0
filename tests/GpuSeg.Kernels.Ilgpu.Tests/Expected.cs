using GpuSeg.Engine.Passes;

namespace GpuSeg.Kernels.Ilgpu.Tests;

/// <summary>Comparisons of passes with the reference, within the errors of float32 per voxel and of double sums.</summary>
internal static class Expected
{
    // Log-densities near 20 have steps of 2e-6 in float32; their errors have no common direction, so the mean is far better.
    private const double LogLikelihoodPerVoxel = 1e-6;
    private const double LogDensityPerVoxel = 2e-5;

    // Relative to N: too little to affect a start of EM or its labels.
    private const double Weight = 2e-6;
    private const double MeanPerDeviation = 2e-5;
    private const double CovariancePerDeviations = 1e-5;
    private const double Share = 1e-5;

    public static void SameMoments(IVoxelPasses reference, IVoxelPasses passes, MixtureDensity[] densities, Membership membership)
    {
        Moments[] expected = [.. densities.Select(density => new Moments(density.Components, density.Dimensions))];
        Moments[] actual = [.. densities.Select(density => new Moments(density.Components, density.Dimensions))];
        reference.Expect(densities, membership, expected);
        passes.Expect(densities, membership, actual);
        for (var m = 0; m < densities.Length; m++)
        {
            Near(expected[m].LogLikelihood, actual[m].LogLikelihood, LogLikelihoodPerVoxel * Math.Max(passes.Count, 30), "log-likelihood");
            SameMoments(expected[m], actual[m], passes.Count);
        }
    }

    public static void SameAssignments(IVoxelPasses reference, IVoxelPasses passes, Centres[] centres)
    {
        Assignment[] expected = [.. centres.Select(c => new Assignment(c.Clusters, c.Dimensions))];
        Assignment[] actual = [.. centres.Select(c => new Assignment(c.Clusters, c.Dimensions))];
        reference.Assign(centres, expected);
        passes.Assign(centres, actual);
        for (var m = 0; m < centres.Length; m++)
        {
            Assert.Equal(expected[m].Counts, actual[m].Counts);
            Near(expected[m].Inertia, actual[m].Inertia, 1e-6 * expected[m].Inertia, "inertia");
            for (var i = 0; i < expected[m].Sums.Length; i++)
            {
                Near(expected[m].Sums[i], actual[m].Sums[i], 1e-6 * (1 + expected[m].Counts[i / centres[m].Dimensions]), $"sum {i}");
            }
        }
    }

    public static void SameVoxels(IVoxelPasses reference, IVoxelPasses passes, MixtureDensity density, Centres centres)
    {
        var n = passes.Count;
        var (expectedLabels, labels) = (new byte[n], new byte[n]);
        var (expectedNumbers, numbers) = (new double[n], new double[n]);
        reference.Label(density, expectedLabels);
        passes.Label(density, labels);
        Assert.Equal(expectedLabels, labels);
        reference.LogDensity(density, expectedNumbers);
        passes.LogDensity(density, numbers);
        Near(expectedNumbers, numbers, LogDensityPerVoxel, "log-density");
        reference.Nearest(centres, expectedLabels, expectedNumbers);
        passes.Nearest(centres, labels, numbers);
        Assert.Equal(expectedLabels, labels);
        Near(expectedNumbers, numbers, 1e-6, "squared distance");
        var (expectedShares, shares) = (new float[n * density.Components], new float[n * density.Components]);
        reference.Posterior(density, expectedShares);
        passes.Posterior(density, shares);
        Near([.. expectedShares.Select(x => (double)x)], [.. shares.Select(x => (double)x)], Share, "share");
    }

    private static void SameMoments(Moments expected, Moments actual, int n)
    {
        var (d, size) = (expected.Dimensions, Triangular.Size(expected.Dimensions));
        for (var k = 0; k < expected.Components; k++)
        {
            Near(expected.Weight[k], actual.Weight[k], Weight * Math.Max(n, 1), $"weight {k}");
            var weight = Math.Max(expected.Weight[k], 1);
            double Deviation(int i) => Math.Sqrt(Math.Max(expected.Second[(k * size) + Triangular.Index(i, i)] / weight, 1e-2));
            for (var i = 0; i < d; i++)
            {
                // Sums about the rounded centre, moved to the centre of the reference.
                var shift = actual.Centres[(k * d) + i] - expected.Centres[(k * d) + i];
                Assert.InRange(Math.Abs(shift), 0, 1e-6);
                var first = actual.First[(k * d) + i] + (shift * actual.Weight[k]);
                Near(expected.First[(k * d) + i], first, MeanPerDeviation * weight * Deviation(i), $"first {k},{i}");
                for (var j = 0; j <= i; j++)
                {
                    var at = (k * size) + Triangular.Index(i, j);
                    var tolerance = CovariancePerDeviations * weight * Deviation(i) * Deviation(j);
                    Near(expected.Second[at], actual.Second[at], tolerance, $"second {k},{i},{j}");
                }
            }
        }
    }

    private static void Near(double[] expected, double[] actual, double tolerance, string what)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Near(expected[i], actual[i], tolerance * Math.Max(1, Math.Abs(expected[i])), $"{what} {i}");
        }
    }

    private static void Near(double expected, double actual, double tolerance, string what) =>
        Assert.True(
            Math.Abs(expected - actual) <= tolerance,
            $"{what}: expected {expected:R}, got {actual:R}, off by {Math.Abs(expected - actual):E1}, allowed {tolerance:E1}");
}
