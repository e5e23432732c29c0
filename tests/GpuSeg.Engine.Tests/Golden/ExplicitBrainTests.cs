using System.Text.Json;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Tests.Golden;

/// <summary>Fits of the lesson's images from an explicit start: every backend follows scikit-learn, iteration by iteration.</summary>
public class ExplicitBrainTests
{
    public static IEnumerable<TheoryDataRow<string, string, CovarianceType>> Mixtures =>
        from pair in Pairs
        from type in CovarianceTypes.All
        select new TheoryDataRow<string, string, CovarianceType>(pair.Backend, pair.Config, type);

    public static IEnumerable<TheoryDataRow<string, string>> Centres =>
        from pair in Pairs select new TheoryDataRow<string, string>(pair.Backend, pair.Config);

    private static IEnumerable<(string Backend, string Config)> Pairs =>
        from backend in TestBackends.Names
        from config in GoldenFiles.Names("explicit")
        where backend != "ilgpu-cpu" || config.Contains("flair_k3", StringComparison.Ordinal)
        select (backend, config);

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Mixtures))]
    public void Follows_scikit_learn_in_mixtures(string backend, string config, CovarianceType type)
    {
        var golden = GoldenFiles.Read("explicit", config);
        var fit = golden.GetProperty("gmm").GetProperty(type.Name);
        TestBackends.With(backend, Features(golden), voxels => Differences.AssertNone(
            from run in GoldenRun.Of(fit)
            where IsAffordable(backend, run, golden)
            from excess in Excesses(backend, run, fit, type, voxels)
            select $"{run.Name}: {excess}"));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Centres))]
    public void Follows_scikit_learn_in_KMeans(string backend, string config)
    {
        var golden = GoldenFiles.Read("explicit", config);
        var fit = golden.GetProperty("kmeans");
        TestBackends.With(backend, Features(golden), voxels => Differences.AssertNone(
            from run in GoldenRun.Of(fit)
            where IsAffordable(backend, run, golden)
            from excess in KMeansDifference.Between(run.KMeans(fit).Fit(voxels).Model, voxels, run.Golden)
                .Excesses(KMeansLimits.Of(backend, run))
            select $"{run.Name}: {excess}"));
    }

    private static FeatureMatrix Features(JsonElement golden) => BrainImages.Features(golden.GetProperty("images").GetString()!);

    // Slow backends run what shows the same in less time: iterations are alike, and the quick ones carry the long runs of the large models.
    private static bool IsAffordable(string backend, GoldenRun run, JsonElement golden)
    {
        var isSmall = golden.Whole("K") == 3;
        var isSingle = golden.GetProperty("images").GetString() == "flair";
        return backend switch
        {
            "cpu" or "cuda" => true,
            "opencl" => run.IsFixed || run.Tol >= 1e-4 || isSmall,
            "reference" => run.MaxIter <= 5 || isSingle || (isSmall && (run.IsFixed || run.Tol >= 1e-4)),
            _ => run.MaxIter <= 2 || (isSingle && (run.IsFixed || run.Tol >= 1e-4)),
        };
    }

    private static IEnumerable<string> Excesses(string backend, GoldenRun run, JsonElement fit, CovarianceType type, VoxelSet voxels)
    {
        // The yardstick is held to scikit-learn's digits, which the histogram of a single image does not give.
        var model = (run.Mixture(fit, type) with { UseHistogram = backend != "reference" }).Fit(voxels).Model;
        var limits = Limits.Of(backend, run.Name);
        var history = fit.Numbers("lower_bound_by_iteration").Take(model.NIter).ToArray();
        var path = MixtureDifference.Largest([.. model.LowerBoundHistory.Take(history.Length)], history, _ => 1);
        return
        [
            .. MixtureDifference.Between(model, voxels, run.Golden).Excesses(limits),
            .. MixtureDifference.Excess("lower bound on the way", path, limits.LowerBound),
            .. MixtureDifference.Excess(
                "bic", Math.Abs(model.Bic(voxels) - run.Golden.Number("bic")), 2 * voxels.Count * limits.LowerBound),
            .. MixtureDifference.Excess(
                "aic", Math.Abs(model.Aic(voxels) - run.Golden.Number("aic")), 2 * voxels.Count * limits.LowerBound),
        ];
    }
}
