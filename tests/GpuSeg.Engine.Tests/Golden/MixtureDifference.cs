using System.Text.Json;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Tests.Golden;

/// <summary>The difference between a fitted mixture and scikit-learn's, in the units of <see cref="Limits"/>.</summary>
internal sealed record MixtureDifference(double LowerBound, double Weights, double Means, double Covariances, double Labels, int Iterations)
{
    public static MixtureDifference Between(GaussianMixtureModel model, VoxelSet voxels, JsonElement golden)
    {
        var (weights, means, covariances) = (golden.Numbers("weights"), golden.Numbers("means"), golden.Numbers("covariances"));
        var scale = new ClusterScale(model.CovarianceType, model.Dimensions, means, covariances);
        return new(
            Math.Abs(model.LowerBound - golden.Number("lower_bound")),
            Largest(model.Weights, weights, _ => 1),
            Largest(model.Means, means, scale.OfMean),
            Largest(model.Covariances, covariances, scale.OfCovariance, scale.LostToCancellation),
            GoldenLabels.ShareDifferent(
                model.Predict(voxels), golden, () => GoldenLabels.OfMixture(voxels.Features, model.CovarianceType, golden)),
            Math.Abs(model.NIter - golden.Whole("n_iter")));
    }

    /// <summary>Returns a sentence for every quantity that is too far off.</summary>
    public IEnumerable<string> Excesses(Limits limits) =>
    [
        .. Excess("lower bound", LowerBound, limits.LowerBound),
        .. Excess("weights", Weights, limits.Weights),
        .. Excess("means in sd", Means, limits.Means),
        .. Excess("covariances", Covariances, limits.Covariances),
        .. Excess("share of labels", Labels, limits.Labels),
        .. Excess("iterations", Iterations, limits.Iterations),
    ];

    /// <summary>
    /// Returns the largest difference in units of <paramref name="scale"/>, less what <paramref name="lost"/> says is not ours.
    /// </summary>
    public static double Largest(
        IReadOnlyList<double> found, IReadOnlyList<double> expected, Func<int, double> scale, Func<int, double>? lost = null)
    {
        Assert.Equal(expected.Count, found.Count);
        return Enumerable.Range(0, found.Count).Max(i => Math.Max(0, Math.Abs(found[i] - expected[i]) - (lost?.Invoke(i) ?? 0)) / scale(i));
    }

    // The condition is written so that NaN exceeds every limit.
    public static string[] Excess(string name, double found, double limit) =>
        found <= limit ? [] : [$"{name} off by {found:g3}, allowed {limit:g3}"];
}
