namespace GpuSeg.Cli.Tests;

/// <summary>Explorations that go wrong: a sentence, an exit code, and nothing left behind.</summary>
public sealed class ExploreFailureTests : IDisposable
{
    private const int Failed = 1, Unusable = 3;

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    private string Folder => Path.Combine(_place.Out, "deep", "ex");

    [Fact]
    public void Rejects_truncated_gzip() =>
        Refused(Unusable, [_place.Put("cut.nii.gz", TempFolder.Gzip(File.ReadAllBytes(_place.T1))[..^200]), _place.Flair],
            "cut.nii.gz is truncated", "again");

    [Fact]
    public void Rejects_a_different_grid() =>
        Refused(Unusable, [_place.T1, _place.Put("other.nii", NiftiBytes.Small())], "8 x 7 x 6", "4 x 3 x 2", "resample");

    [Fact]
    public void Rejects_a_constant_image() =>
        Refused(Unusable, [_place.T1, _place.Put("flat.nii", Enumerable.Repeat(7f, _place.T1Values.Length).ToArray())],
            "Image flat has the same value 7", "leave it out");

    [Fact]
    public void Rejects_an_image_of_NaN() =>
        Refused(Unusable, [_place.T1, _place.Put("nan.nii", Enumerable.Repeat(float.NaN, _place.T1Values.Length).ToArray())], "No voxel is",
            "--mask");

    [Fact]
    public void Rejects_fewer_distinct_voxels_than_the_fewest_clusters() =>
        Refused(Unusable, [_place.Put("two.nii", [.. _place.T1Values.Select((_, i) => 1f + i % 2)]), "-k", "3-5"], "3 clusters",
            "only 2 distinct values");

    [Fact]
    public void Rejects_a_folder_that_is_a_file() =>
        Refused(Failed, [_place.T1, "-o", _place.Flair], "flair.nii is a file where a folder was expected");

    [Fact]
    public void Excludes_single_NaN()
    {
        float[] values = [.. _place.FlairValues.Select((value, i) => i % 5 == 0 ? float.NaN : value)];
        var outcome = Gpuseg.Succeed("explore", _place.T1, _place.Put("holes.nii", values), "-o", Folder, "-k", "2", "--methods", "kmeans");
        Assert.Contains("holes alone removes", outcome.Stderr);
        var labels = Workplace.Labels(Path.Combine(Folder, "maps", "all_kmeans_k2_dseg.nii.gz"));
        Assert.Equal(values.Select((value, i) => value > 0 && _place.T1Values[i] > 0), labels.Select(label => label > 0));
    }

    [Fact]
    public void Continues_when_one_fit_fails_and_reports_it_in_all_outputs()
    {
        float[] copy = [.. _place.T1Values.Select(value => 2 * value)];
        var outcome = Gpuseg.Run(
            "explore", _place.T1, _place.Put("copy.nii", copy), "-o", Folder, "-k", "2-3", "--scale", "none", "--reg-covar", "0");
        Assert.Equal(Failed, outcome.ExitCode);
        Assert.Contains("gpuseg: all_gmm_k2 failed: ", outcome.Stderr);
        Assert.DoesNotContain("   at ", outcome.Stderr);
        Assert.Contains("raise reg_covar", outcome.Stderr);
        Assert.Matches(@"all_gmm_k2 +- +failed ", outcome.Stdout);
        var row = File.ReadLines(Path.Combine(Folder, "explore.tsv"))
            .Single(line => line.StartsWith("all_gmm_k2\t", StringComparison.Ordinal)).Split('\t');
        Assert.Contains("raise reg_covar", row[^1]);
        Assert.All(row[7..^1], cell => Assert.Equal("n/a", cell));
        Assert.Contains("all_gmm_k2 failed: ", File.ReadAllText(Path.Combine(Folder, "report.html")));
        Assert.False(File.Exists(Path.Combine(Folder, "maps", "all_gmm_k2_dseg.nii.gz")));
        Assert.True(File.Exists(Path.Combine(Folder, "maps", "t1_gmm_k3_dseg.nii.gz")));
        Assert.True(File.Exists(Path.Combine(Folder, "maps", "all_kmeans_k3_dseg.nii.gz")));
    }

    [Fact]
    public void Reports_more_clusters_than_an_image_has_values()
    {
        var two = _place.Put("two.nii", [.. _place.T1Values.Select((_, i) => 1f + i % 2)]);
        var outcome = Gpuseg.Run("explore", _place.T1, two, "-o", Folder, "-k", "2-3", "--methods", "kmeans", "--scale", "none");
        Assert.DoesNotContain("   at ", outcome.Stderr);
        var rows = File.ReadLines(Path.Combine(Folder, "explore.tsv")).Select(line => line.Split('\t'))
            .ToDictionary(row => row[0], row => row[^1]);
        Assert.Contains("Only 2 of 3 clusters hold voxels", rows["two_kmeans_k3"]);
        Assert.Equal("n/a", rows["all_kmeans_k3"]);
        Assert.Contains("two_kmeans_k3: Only 2 of 3 clusters hold voxels", File.ReadAllText(Path.Combine(Folder, "report.html")));
    }

    [Fact]
    public async Task Writes_in_exactly_one_of_several_concurrent_runs()
    {
        // They have some fits in common and others of their own.
        var outcomes = await Task.WhenAll(((string[])["2", "2-3", "3", "3-4"]).Select(k => Task.Run(
            () => Gpuseg.Run("explore", _place.T1, "-k", k, "--methods", "kmeans", "--n-init", "2", "-o", Folder),
                TestContext.Current.CancellationToken)));
        Assert.Single(outcomes, outcome => outcome.ExitCode == 0);
        Assert.All(outcomes.Where(outcome => outcome.ExitCode != 0), outcome => Refusal.Of(Failed, outcome, "exists already"));
        var fits = File.ReadLines(Path.Combine(Folder, "explore.tsv")).Skip(1).Select(line => line.Split('\t')[0]);
        Assert.Equal(fits.SelectMany(fit => (string[])[$"{fit}_dseg.nii.gz", $"{fit}_stability.nii.gz"])
            .Order(), Directory.GetFiles(Path.Combine(Folder, "maps")).Select(path => Path.GetFileName(path)).Order());
    }

    [Fact]
    public void Leaves_nothing_on_a_full_disk()
    {
        using var disk = new SmallDisk(_place.Out);
        Refusal.Of(Failed, Explore([_place.T1, _place.Flair]), "cannot be written", "check free space");
        Assert.Empty(_place.Left);
    }

    private Outcome Explore(string[] arguments) => Gpuseg.Run(["explore", "-o", Folder, .. arguments]);

    private void Refused(int exitCode, string[] arguments, params string[] parts)
    {
        Refusal.Of(exitCode, arguments.Contains("-o") ? Gpuseg.Run(["explore", .. arguments]) : Explore(arguments), parts);
        Assert.Empty(_place.Left);
    }
}
