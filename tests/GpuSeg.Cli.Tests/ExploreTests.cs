using System.IO.Compression;

namespace GpuSeg.Cli.Tests;

public sealed class ExploreTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    private string Folder => Path.Combine(_place.Out, "ex");

    [Fact]
    public void Writes_a_row_and_a_map_with_a_predictable_name_for_every_fit()
    {
        var outcome = Explore("-k", "2-3", "--n-init", "2");
        string[] names = [.. from images in (string[])["t1", "flair", "all"] from scale in (string[])["", "_standard"]
            from method in (string[])["gmm", "kmeans"] from k in (int[])[2, 3] select $"{images}_{method}_k{k}{scale}"];
        Assert.Equal(names, Table()["name"]);
        Assert.Equal(names.SelectMany(name => (string[])[$"{name}_dseg.nii.gz", $"{name}_stability.nii.gz"]).Order(), Names("maps"));
        Assert.All(["slices", "histograms", "hist2d", "labels_gmm", "labels_kmeans_standard", "slices_labels", "overlay", "scatter",
            "bound", "scores_gmm", "scores_kmeans"],
            figure => Assert.All([".png", ".svg"], ending => Assert.Contains(figure + ending, Names("figures"))));
        Assert.All(names.Where(name => name.StartsWith("all", StringComparison.Ordinal)), name =>
            Assert.Contains($"\n{name} ", outcome.Stdout));
    }

    [Fact]
    public void Warns_that_BIC_means_nothing_when_a_component_sits_on_one_grey_level()
    {
        var flat = _place.Put("flat.nii", [.. Enumerable.Range(0, 8 * 7 * 6).Select(i => i % 2 == 0 ? 100f : 200 + (i % 41))]);
        var outcome = Gpuseg.Succeed("explore", flat, "-k", "2", "--methods", "gmm", "--scale", "none", "-o", Folder);
        Assert.Contains(
            "A component sits on one grey level in 1 fit (flat_gmm_k2), where likelihood, BIC and AIC mean nothing",
            outcome.Stderr,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Chooses_no_number_of_clusters_by_fits_on_one_grey_level()
    {
        // Two noisy tissues and a saturated one: with three clusters one has a single value, and BIC would fall without bound.
        var random = new Random(3);
        var saturated = _place.Put("saturated.nii", [.. Enumerable.Range(0, 8 * 7 * 6)
            .Select(i => i % 3 == 0 ? 255f : (i % 3 == 1 ? 80 : 140) + 20 * random.NextSingle())]);
        Gpuseg.Succeed("explore", saturated, "-k", "1-4", "--methods", "gmm,kmeans", "--scale", "none", "-o", Folder);
        var lines = File.ReadAllLines(Path.Combine(Folder, "explore.tsv")).Select(line => line.Split('\t')).ToArray();
        var bic = Array.IndexOf(lines[0], "bic");
        Assert.Equal(
            [("gmm", "1", true), ("gmm", "2", false), ("gmm", "3", false), ("gmm", "4", false)],
            lines.Skip(1).Where(line => line[2] == "gmm").Select(line => (line[2], line[4], line[bic] != "n/a")));
        var inertia = Array.IndexOf(lines[0], "inertia");
        Assert.DoesNotContain("n/a", lines.Skip(1).Where(line => line[2] == "kmeans").Select(line => line[inertia]));
        var page = File.ReadAllText(Path.Combine(Folder, "report.html"));
        Assert.Contains("BIC means nothing for K = 2, 3 and 4, where a component sits on one grey level", page);
        Assert.Contains("a mixture with a component on one grey level: its BIC means nothing, and is left out", page);
        Assert.DoesNotContain("BIC falls up to the largest K tried", page);
        // The fit in the figures is one whose numbers mean something, and a single point of BIC makes no curve.
        Assert.Contains("Figures show the labels of", page);
        Assert.False(File.Exists(Path.Combine(Folder, "figures", "scores_gmm.png")));
        Assert.True(File.Exists(Path.Combine(Folder, "figures", "scores_kmeans.png")));
    }

    [Theory]
    [InlineData("all_gmm_k3", "none", "gmm")]
    [InlineData("all_kmeans_k3_standard", "standard", "kmeans")]
    public void Writes_the_maps_of_segment(string fit, string scale, string method)
    {
        Explore("-k", "2,3", "--n-init", "4", "--seed", "7");
        Gpuseg.Succeed("segment", _place.T1, _place.Flair, "-k", "3", "--n-init", "4", "--seed", "7", "--scale", scale, "--method", method,
            "-o", _place.Prefix);
        Assert.Equal(File.ReadAllBytes(_place.Prefix + "_dseg.nii.gz"), File.ReadAllBytes(Map(fit, "dseg")));
        var model = _place.Json("_model.json");
        var row = Array.IndexOf(Table()["name"], fit);
        Assert.Equal($"{model.GetProperty("n_iter_")}", Table()["iterations"][row]);
        Assert.Equal(method == "gmm" ? $"{model.GetProperty("bic")}"
            : $"{model.GetProperty("inertia_")}", Table()[method == "gmm" ? "bic" : "inertia"][row]);
    }

    [Fact]
    public void Writes_volumes_that_add_up_and_agreement_inside_the_mask_only()
    {
        Explore("-k", "3", "--n-init", "5");
        var table = Table();
        var labels = Workplace.Labels(Map("all_gmm_k3", "dseg"));
        var volumes = Enumerable.Range(1, 3)
            .Sum(label => double.Parse(table[$"volume_ml_{label}"][Array.IndexOf(table["name"], "all_gmm_k3")]));
        Assert.Equal(labels.Count(label => label > 0) * (double)Workplace.VoxelVolume / 1000, volumes, 1e-9);
        var agreement = Floats(Map("all_gmm_k3", "stability"));
        Assert.All(labels.Zip(agreement), voxel => Assert.True(voxel.First == 0 ? voxel.Second == 0 : voxel.Second is > 0 and <= 1));
        Assert.Equal(agreement.Where(share => share > 0)
            .Average(), double.Parse(table["agreement"][Array.IndexOf(table["name"], "all_gmm_k3")]), 1e-6);
    }

    [Fact]
    public void Writes_the_same_bytes_in_every_run_and_for_any_number_of_threads()
    {
        Explore("-k", "2-3", "--n-init", "3", "--threads", "1");
        var first = Contents();
        Explore("-k", "2-3", "--n-init", "3", "--threads", "2", "--overwrite");
        var second = Contents();
        Assert.Equal(first.Keys, second.Keys);
        Assert.All(first, file => Assert.True(file.Value.SequenceEqual(second[file.Key]), file.Key));
    }

    [Fact]
    public void Selects_sets_of_images_by_name()
    {
        Explore("-k", "2", "--subsets", "flair,t1+flair", "--methods", "kmeans", "--scale", "none");
        Assert.Equal(["flair_kmeans_k2", "all_kmeans_k2"], Table()["name"]);
        Explore("-k", "2", "--subsets", "all-combinations", "--methods", "gmm", "--scale", "none", "--covariance", "full,tied",
            "--overwrite");
        Assert.Equal(
            ["t1_gmm_k2", "t1_gmm_tied_k2", "flair_gmm_k2", "flair_gmm_tied_k2", "all_gmm_k2", "all_gmm_tied_k2"], Table()["name"]);
    }

    [Theory]
    [InlineData("-k 5-2", "-k is 5-2", "2-6")]
    [InlineData("-k 0-3", "-k is 0-3", "1 to 255")]
    [InlineData("-k 3,", "-k is 3,", "1 to 255")]
    [InlineData("--methods em", "--methods is em", "gmm or kmeans")]
    [InlineData("--scale none,log", "--scale is none,log", "none or standard")]
    [InlineData("--subsets all,,single", "--subsets is all,,single", "none of them empty")]
    [InlineData("--slices x", "--slices is x", "numbers from 0")]
    [InlineData("--n-init 0", "--n-init is 0", "at least 1")]
    public void Rejects_invalid_options(string options, params string[] parts)
    {
        Refusal.OfUsage(Gpuseg.Run(["explore", _place.T1, _place.Flair, "-o", Folder, .. options.Split(' ')]), parts);
        Assert.Empty(_place.Left);
    }

    [Theory]
    [InlineData("--subsets t1+t2", "No image is called 't2'", "t1, flair")]
    [InlineData("--slices 1,9", "The images have no axial slice 9", "0 to 5")]
    [InlineData("--show all_gmm_k9", "No fit of this exploration is called 'all_gmm_k9'", "t1_gmm_k2")]
    public void Rejects_options_that_the_images_do_not_support(string options, params string[] parts)
    {
        Refusal.Of(3, Gpuseg.Run(["explore", _place.T1, _place.Flair, "-o", Folder, .. options.Split(' ')]), parts);
        Assert.Empty(_place.Left);
    }

    [Fact]
    public void Keeps_existing_results_without_overwrite_and_names_leftovers()
    {
        Explore("-k", "2-3", "--methods", "kmeans");
        var before = Contents();
        Refusal.Of(1, Gpuseg.Run("explore", _place.T1, _place.Flair, "-o", Folder), "explore.tsv exists already", "--overwrite");
        Assert.Equal(before.Keys, Contents().Keys);
        var outcome = Gpuseg.Succeed("explore", _place.T1, _place.Flair, "-o", Folder, "-k", "2", "--methods", "kmeans", "--overwrite");
        Assert.Contains("of an earlier run, such as", outcome.Stderr);
    }

    [Fact]
    public void Accepts_any_file_name_as_an_image_name()
    {
        var (odd, all) = (_place.Put("a <b> & c.nii", _place.T1Values), _place.Put("all.nii", _place.FlairValues));
        Gpuseg.Succeed(
            "explore", odd, all, "-o", Folder, "-k", "2", "--methods", "kmeans", "--scale", "none", "--subsets", "all-combinations");
        string[] names = ["a <b> & c_kmeans_k2", "all_kmeans_k2", "a <b> & c+all_kmeans_k2"];
        Assert.Equal(names, Table()["name"]);
        Assert.All(names, name => Assert.True(File.Exists(Map(name, "dseg")), name));
        var page = File.ReadAllText(Path.Combine(Folder, "report.html"));
        Assert.Contains("a &lt;b&gt; &amp; c_kmeans_k2", page);
        Assert.DoesNotContain("<b> &", page);
    }

    [Fact]
    public void Rejects_two_fits_of_one_name()
    {
        var sum = _place.Put("t1+flair.nii", Workplace.Values(50, 10, 3));
        Refusal.Of(3, Gpuseg.Run("explore", _place.T1, _place.Flair, sum, "--subsets", "all-combinations", "-o", Folder),
            "Two fits would be called 't1+flair_gmm_k2'", "rename its file");
        Assert.Empty(_place.Left);
    }

    [Fact]
    public void Omits_comparisons_for_one_image_and_one_start()
    {
        var outcome =
            Gpuseg.Succeed("explore", _place.T1, "-o", Folder, "-k", "3", "--n-init", "1", "--methods", "kmeans", "--scale", "none");
        Assert.Contains("\n1 fit on cpu, one start:\n", outcome.Stdout);
        Assert.Equal(["t1_kmeans_k3_dseg.nii.gz"], Names("maps"));
        Assert.Equal("", outcome.Stderr);
        Assert.Equal(["bound", "hist2d", "scatter", "scores", "stability"], ((string[])["bound", "hist2d", "scatter", "scores",
            "stability"]).Where(figure => !Names("figures").Any(name => name.StartsWith(figure, StringComparison.Ordinal))));
    }

    private Outcome Explore(params string[] options) => Gpuseg.Succeed(["explore", _place.T1, _place.Flair, "-o", Folder, .. options]);

    private string Map(string fit, string kind) => Path.Combine(Folder, "maps", $"{fit}_{kind}.nii.gz");

    private IEnumerable<string> Names(string folder) =>
        Directory.GetFiles(Path.Combine(Folder, folder)).Select(path => Path.GetFileName(path)).Order();

    private SortedDictionary<string, byte[]> Contents() =>
        new(Directory.GetFiles(Folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(Folder, path), File.ReadAllBytes));

    private Dictionary<string, string[]> Table()
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, "explore.tsv")).Select(line => line.Split('\t')).ToArray();
        return lines[0].Select((name, column) => (name, cells: lines.Skip(1).Select(line => line[column]).ToArray()))
            .ToDictionary(pair => pair.name, pair => pair.cells);
    }

    private static float[] Floats(string path)
    {
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes.ToArray().AsSpan(352)).ToArray();
    }
}
