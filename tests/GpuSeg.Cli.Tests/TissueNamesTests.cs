using System.Text.Json;

namespace GpuSeg.Cli.Tests;

/// <summary>Clusters that are named after tissues by their means and volumes.</summary>
public sealed class TissueNamesTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Names_the_tissues_of_a_t1_weighted_image_everywhere()
    {
        var outcome = Segment(_work.T1, "--name-tissues", "auto", "--report", "--label-files");
        Assert.Empty(outcome.Stderr);
        // Half of the voxels have the darkest class, a third the middle one, a fifth the brightest one.
        Assert.Equal(["CSF", "GM", "WM"], _work.Table()["name"]);
        Assert.Equal(["CSF", "GM", "WM"], _work.Table()["abbreviation"]);
        var sidecar = _work.Json("_dseg.json");
        Assert.Equal("auto", sidecar.GetProperty("NameTissues").GetString());
        Assert.Equal("t1", sidecar.GetProperty("TissueImages").GetProperty("T1").GetString());
        Assert.Equal(["CSF", "GM", "WM"], Texts(sidecar.GetProperty("LabelNames")));
        Assert.True(sidecar.TryGetProperty("TissueQuality", out _));
        Assert.Equal(["CSF", "GM", "WM"], Texts(_work.Json("_model.json").GetProperty("label_names")));
        Assert.Contains(">GM<", File.ReadAllText($"{_work.Prefix}_report.html"));
        Assert.Contains("CSF", File.ReadAllText($"{_work.Prefix}_itksnap.label"));
    }

    [Fact]
    public void Names_nothing_that_the_images_contradict()
    {
        // In this FLAIR the cluster that is darkest in T1 is the brightest.
        var outcome = Segment(_work.T1, _work.Flair, "--name-tissues", "auto");
        const string reason = "No tissue is named, because the cluster of fluid is not dark in FLAIR.";
        Assert.Equal($"gpuseg: warning: {reason}\n", outcome.Stderr);
        Assert.Equal(["Cluster 1", "Cluster 2", "Cluster 3"], _work.Table()["name"]);
        Assert.Contains(reason, Texts(_work.Json("_dseg.json").GetProperty("Warnings")));
        Assert.False(_work.Json("_dseg.json").TryGetProperty("LabelNames", out _));
    }

    [Fact]
    public void Takes_contrasts_from_the_option_when_names_do_not_say_them()
    {
        var image = _work.Put("scan.nii", _work.T1Values);
        Assert.Contains("No image is T1-weighted or T2-weighted, so no tissue is named.", Segment(image, "--name-tissues", "auto").Stderr);
        Assert.Empty(Segment(image, "--name-tissues", "t1=scan").Stderr);
        Assert.Equal(["CSF", "GM", "WM"], _work.Table()["name"]);
        Assert.Equal("t1=scan", _work.Json("_dseg.json").GetProperty("NameTissues").GetString());

        // In a T2-weighted image the brightest cluster is fluid.
        Segment(image, "--name-tissues", "t2=scan");
        Assert.Equal(["WM", "GM", "CSF"], _work.Table()["name"]);
        Segment(_work.Put("t2w.nii", [.. _work.T1Values.Select(value => value > 0 ? 500 - value : 0)]), "--name-tissues", "auto");
        Assert.Equal(["CSF", "GM", "WM"], _work.Table()["name"]);
    }

    [Theory]
    [InlineData("t1", "--name-tissues is t1; it must be auto, or names of images such as t1=T1W,flair=FLAIR (t1, t1c, t2, flair, adc)")]
    [InlineData("pd=t1", "--name-tissues is pd=t1")]
    [InlineData("t1=a,t1=b", "--name-tissues is t1=a,t1=b")]
    [InlineData("t1=a,flair=a", "--name-tissues is t1=a,flair=a")]
    public void Rejects_invalid_values(string value, string message) => Refusal.OfUsage(
        Gpuseg.Run("segment", _work.T1, "-k", "3", "-o", _work.Prefix, "--name-tissues", value), message);

    [Fact]
    public void Rejects_names_of_absent_images_and_two_kinds_of_names()
    {
        Refusal.Of(3, Gpuseg.Run("segment", _work.T1, "-k", "3", "-o", _work.Prefix, "--name-tissues", "t1=other"),
            "No image is called other, which the names of tissues need as T1; the images are t1.");
        Refusal.OfUsage(
            Gpuseg.Run("segment", _work.T1, "-k", "3", "-o", _work.Prefix, "--name-tissues", "auto", "--label-names", "a,b,c"),
            "leave one of the options out");
    }

    [Fact]
    public void Names_only_the_tissues_that_clusters_separate_in_a_data_set()
    {
        var (raw, results) = (_work.At("raw"), _work.At("derivatives"));
        Gpuseg.Succeed("demo", "--bids", raw, "--subjects", "1");
        string[] fit = ["-k", "4", "--scale", "standard", "--n-init", "20", "--no-reports"];
        Gpuseg.Succeed(["bids", raw, results, "participant", .. fit, "--name-tissues", "auto"]);
        var names = File.ReadAllLines(Path.Combine(results, "sub-01/anat/sub-01_seg-gmm4scaled_dseg.tsv"))[1..]
            .Select(line => line.Split('\t')[1]);
        // The largest cluster holds grey and white matter.
        Assert.Equal(["Cluster 1", "CSF", "Cluster 3", "Cluster 4"], names);
        var again = Gpuseg.Succeed(["bids", raw, results, "participant", .. fit, "--name-tissues", "auto"]);
        Assert.Contains("0 segmented, 1 complete", again.Stdout);
        Assert.Contains("NameTissues", Gpuseg.Run(["bids", raw, results, "participant", .. fit]).Stdout);
    }

    [Theory]
    [InlineData("auto", 3, "CSF")]
    [InlineData("t1=t1", 3, "CSF")]
    [InlineData("auto", 4, "CSF", "GM", "WM")]
    public void Names_no_lesion_of_the_lesson(string naming, int clusters, params string[] tissues)
    {
        string[] images =
            [.. ((string[])["t1", "t1_contrast", "flair", "adc"]).Select(name => Shared.File("data", "lesson", $"{name}.nii.gz"))];
        Gpuseg.Succeed(["segment", .. images, "-k", $"{clusters}", "-o", _work.Prefix, "--name-tissues", naming]);
        var names = _work.Table()["name"];
        Assert.Equal(tissues, names.Where(name => !name.StartsWith("Cluster", StringComparison.Ordinal)).Order());
        // The smallest cluster is the lesion.
        Assert.Equal($"Cluster {clusters}", names[^1]);
    }

    private Outcome Segment(params string[] arguments) =>
        Gpuseg.Succeed(["segment", .. arguments, "-k", "3", "-o", _work.Prefix, "--overwrite"]);

    private static string[] Texts(JsonElement texts) => [.. texts.EnumerateArray().Select(text => text.GetString()!)];
}
