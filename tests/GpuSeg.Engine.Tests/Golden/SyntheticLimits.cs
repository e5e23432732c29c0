using System.Text.Json;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Tests.Golden;

/// <summary>
/// Limits for a run on a synthetic set: those of the backend, and where the file says that this very run is delicate, what it measured.
/// </summary>
internal static class SyntheticLimits
{
    /// <summary>Applies "allow 10 times that", of float32; a float64 path, with 29 more binary digits, gets a thousandth of it.</summary>
    public static Limits Of(string backend, GoldenRun run, JsonElement fit, FeatureMatrix features)
    {
        var limits = Limits.Of(backend, run.Name);
        if (fit.TryGetProperty("sklearn_rounding", out var rounding))
        {
            limits = WithRounding(limits, rounding.GetProperty("runs"), run.Name);
        }

        var isExact = backend == "reference";
        limits = isExact ? limits : limits with
        {
            Labels = Math.Max(limits.Labels, LargestShareOfOnePoint(features)),
            Covariances = Math.Max(limits.Covariances, RoundingOfFarthest(features)),
        };
        // Stopped one iteration apart, these smaller and rougher sets differ by a whole step of EM.
        limits = isExact || run.IsFixed || run.Tol > 1e-4 ? limits : limits with { Means = 0.02 };
        return Effects(fit, run).Aggregate(limits, (widened, effect) => widened.AtLeast(effect, isExact ? 0.01 : 10, features.Count));
    }

    // A voxel on the border between two clusters may fall to either side, and with it all its duplicates.
    private static double LargestShareOfOnePoint(FeatureMatrix features) => Enumerable.Range(0, features.Count)
        .CountBy(i => string.Join(' ', features.Rows([i])))
        .Max(point => point.Value) / (double)features.Count;

    // The share of a voxel is off by the float32 rounding of its log-density, 2^-23 of half its squared distance in deviations. Far out it
    // carries that into the covariances that it dominates: in s07 one point at 1e4 among values below 20 makes 2^-23 * 2000.
    private static double RoundingOfFarthest(FeatureMatrix features)
    {
        var scaler = StandardScaler.Fit(features);
        return Math.ScaleB(1, -23) * Enumerable.Range(0, features.Count).Max(i => Enumerable.Range(0, features.Dimensions)
            .Sum(j => Math.Pow((features.Column(j)[i] - scaler.Mean[j]) / scaler.Scale[j], 2))) / 2;
    }

    // "never test tighter" than a second float64 implementation came; four times that, because it was
    // measured once; where it stopped at another iteration, the run is no
    // better defined than float32 makes it. Fixed runs have no entry of their own: the converged runs represent them.
    private static Limits WithRounding(Limits limits, JsonElement runs, string run)
    {
        var bound = 4 * runs.EnumerateObject().Max(entry => Math.Abs(entry.Value.Number("own_float64_lb_minus_sklearn")));
        var unstable = runs.TryGetProperty(run, out var own) && !own.GetProperty("own_float64_n_iter_equals_sklearn").GetBoolean();
        return unstable ? Limits.Float32Long : limits with
        {
            LowerBound = Math.Max(limits.LowerBound, Math.Max(bound, 1e-7)),
            Weights = Math.Max(limits.Weights, 1e-6),
            Means = Math.Max(limits.Means, 1e-6),
            Covariances = Math.Max(limits.Covariances, 1e-6),
        };
    }

    // Both float32 variants; 5 iterations represent 1 and 2, which were not measured.
    private static IEnumerable<JsonElement> Effects(JsonElement fit, GoldenRun run)
    {
        var key = run.IsFixed ? $"after_{Math.Max(run.MaxIter, 5)}" : run.Name;
        return from variant in fit.GetProperty("float32_effect").EnumerateObject()
               where variant.Value.ValueKind == JsonValueKind.Object && variant.Value.TryGetProperty(key, out _)
               select variant.Value.GetProperty(key);
    }
}
