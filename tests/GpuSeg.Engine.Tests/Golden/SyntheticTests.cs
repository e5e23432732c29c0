using System.Text.Json;
using GpuSeg.Engine.Mixtures;

namespace GpuSeg.Engine.Tests.Golden;

/// <summary>Small sets with what makes clustering hard: duplicates, outliers, offsets, ties, empty clusters, collapsed covariances.</summary>
public class SyntheticTests
{
    private static readonly string[] KMeansStarts =
        ["kmeans_explicit", "kmeans_empty_cluster_start", "kmeans_duplicate_centre_start", "kmeans_two_empty_clusters_start"];

    public static IEnumerable<TheoryDataRow<string, string>> Cases =>
        from backend in TestBackends.Names from set in GoldenFiles.Names("synthetic") select new TheoryDataRow<string, string>(backend, set);

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Mixture_follows_scikit_learn(string backend, string set)
    {
        var golden = GoldenFiles.Read("synthetic", set);
        TestBackends.With(backend, Features(set), voxels =>
            {
                foreach (var fit in Fits(golden))
                foreach (var type in Enum.GetValues<CovarianceType>())
                {
                    var explicitFit = fit.GetProperty("gmm_explicit").GetProperty(Name(type));
                    foreach (var run in GoldenRun.Of(explicitFit))
                    {
                        if (run.Golden.TryGetProperty("error", out _)) { File.AppendAllText("/tmp/golden.log", $"{set} ERR\n"); continue; }
                        string r;
                        try {
                        var model = run.Mixture(explicitFit, type).Fit(voxels);
                        var diff = MixtureDifference.Between(model, voxels, run.Golden);
                        r = diff.ToString() + " || " + string.Join("; ", diff.Excesses(Limits.Of(backend, run.Name)));
                        } catch (Exception e) { r = "EXC || " + e.Message.ReplaceLineEndings(" "); }
                        File.AppendAllText("/tmp/golden.log", $"{backend} {set} K{fit.Whole("K")} {type} {run.Name} {r}\n");
                    }
                }
            });
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void KMeans_follows_scikit_learn(string backend, string set)
    {
        var golden = GoldenFiles.Read("synthetic", set);
        TestBackends.With(backend, Features(set), voxels =>
            {
                foreach (var fit in Fits(golden))
                foreach (var start in KMeansStarts)
                {
                    if (!fit.TryGetProperty(start, out var explicitFit)) continue;
                    foreach (var run in GoldenRun.Of(explicitFit))
                    {
                        string r;
                        try {
                        var model = run.KMeans(explicitFit).Fit(voxels);
                        var diff = KMeansDifference.Between(model, voxels, run.Golden);
                        r = diff.ToString() + " || " + string.Join("; ", diff.Excesses(KMeansLimits.Of(backend)));
                        } catch (Exception e) { r = "EXC || " + e.Message.ReplaceLineEndings(" "); }
                        File.AppendAllText("/tmp/golden.log", $"{backend} {set} K{fit.Whole("K")} {start} {run.Name} {r}\n");
                    }
                }
            });
    }

    private static JsonElement.ArrayEnumerator Fits(JsonElement golden) => golden.GetProperty("fits").EnumerateArray();

    private static string Name(CovarianceType type) => type.ToString().ToLowerInvariant();

    private static FeatureMatrix Features(string set)
    {
        string[] lines = File.ReadAllLines(GoldenFiles.PathOf("golden", "synthetic", set + ".csv"));
        float[][] rows = [.. lines[1..].Select(line => Array.ConvertAll(line.Split(','), float.Parse))];
        return new(lines[0].Split(','), [.. rows[0].Select((_, j) => Array.ConvertAll(rows, row => row[j]))]);
    }
}
