using System.Text.Json;

namespace GpuSeg.Engine.Tests.Golden;

/// <summary>
/// The largest difference allowed between a fit and scikit-learn's. Means are compared in standard deviations of their cluster, covariances
/// relative to
/// sqrt(C_ii C_jj), labels as the share of voxels labelled differently. Source: shared/golden/README.md, "Tolerances".
/// </summary>
internal sealed record Limits(double LowerBound, double Weights, double Means, double Covariances, double Labels, int Iterations)
{
    /// <summary>"a float64 path: lower bound 1e-9, everything else 1e-8 relative, labels equal".</summary>
    public static Limits Float64 { get; } = new(1e-9, 1e-8, 1e-8, 1e-8, 0, 0);

    /// <summary>"fixed iterations and tol=1e-3", for float32 compute with float64 sums; 10 voxels of 240391.</summary>
    public static Limits Float32 { get; } = new(1e-6, 2e-6, 2e-5, 1e-5, 10 / 240391d, 0);

    /// <summary>"tol=1e-6": hundreds of iterations carry a rounding far; weights and covariances, not named there, as the means.</summary>
    public static Limits Float32Long { get; } = new(3e-6, 5e-3, 5e-3, 5e-3, 0.003, 2);

    public static Limits Of(string backend, string run) =>
        backend == "reference" ? Float64 : run.StartsWith("tol=1e-06", StringComparison.Ordinal) ? Float32Long : Float32;

    /// <summary>Widens the limits to <paramref name="times"/> the effect of float32 on this run, if that is larger.</summary>
    public Limits AtLeast(JsonElement effect, double times, int voxels) => new(
        Math.Max(LowerBound, times * effect.Number("d_lb")),
        Math.Max(Weights, times * effect.Number("d_w")),
        Math.Max(Means, times * effect.Number("d_mean_in_sd")),
        Math.Max(Covariances, times * effect.Number("d_cov_rel")),
        Math.Max(Labels, times * effect.Number("labels_changed") / voxels),
        Math.Max(Iterations, (int)(times * IterationsOff(effect))));

    private static int IterationsOff(JsonElement effect) => effect.TryGetProperty("n_iter_float32", out var found)
        ? Math.Abs(found.GetInt32() - effect.Whole("n_iter_float64"))
        : 0;
}
