using GpuSeg.Engine.Passes;

namespace GpuSeg.Kernels.Tests.Contract;

/// <summary>Comparisons of sums by the estimates from them: log-likelihood, weights, means and covariances.</summary>
internal static class MomentAssert
{
    public static void Same(Moments expected, Moments actual)
    {
        Assert.Equal(expected.LogLikelihood, actual.LogLikelihood);
        Assert.Equal(expected.Weight, actual.Weight);
        Assert.Equal(expected.First, actual.First);
        Assert.Equal(expected.Second, actual.Second);
        Assert.Equal(expected.Centres, actual.Centres);
    }

    /// <param name="expected">The reference's sums.</param>
    /// <param name="actual">The backend's sums.</param>
    /// <param name="count">N, the number of voxels.</param>
    /// <param name="scale">Standard deviation of a typical cluster: the yardstick of a component that is narrower.</param>
    public static void Close(Moments expected, Moments actual, int count, double scale)
    {
        Assert.Equal(
            expected.LogLikelihood / count,
            actual.LogLikelihood / count,
            Tolerance.LogLikelihoodPerVoxel * Math.Max(1, Tolerance.VoxelsThatAverage / count));
        for (var k = 0; k < expected.Components; k++)
        {
            Assert.Equal(expected.Weight[k], actual.Weight[k], Tolerance.WeightPerVoxel * count);

            // The mean of less than one voxel is not estimated.
            if (expected.Weight[k] >= 1)
            {
                CloseComponent(expected, actual, k, scale);
            }
        }
    }

    private static void CloseComponent(Moments expected, Moments actual, int k, double scale)
    {
        var deviations = new double[expected.Dimensions];
        for (var i = 0; i < deviations.Length; i++)
        {
            // About the centre, not the mean: a single voxel far away has no spread, but its sums are as large.
            deviations[i] = Math.Max(scale, Math.Sqrt(Second(expected, k, i, i)));
            Assert.Equal(Mean(expected, k, i), Mean(actual, k, i), Tolerance.Mean * deviations[i]);
            for (var j = 0; j <= i; j++)
            {
                Assert.Equal(
                    Covariance(expected, k, i, j), Covariance(actual, k, i, j), Tolerance.Covariance * deviations[i] * deviations[j]);
            }
        }
    }

    private static double Mean(Moments moments, int k, int i) => moments.Centres[(k * moments.Dimensions) + i] + Shift(moments, k, i);

    private static double Covariance(Moments moments, int k, int i, int j) =>
        Second(moments, k, i, j) - (Shift(moments, k, i) * Shift(moments, k, j));

    private static double Second(Moments moments, int k, int i, int j) =>
        moments.Second[(k * Triangular.Size(moments.Dimensions)) + Triangular.Index(i, j)] / moments.Weight[k];

    private static double Shift(Moments moments, int k, int i) => moments.First[(k * moments.Dimensions) + i] / moments.Weight[k];
}
