using System.Text.Json;

namespace GpuSeg.Cli.Tests;

/// <summary>The options of <c>gpuseg segment</c> and its output.</summary>
public sealed class SegmentTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Prints_a_plain_table_and_nothing_on_stderr_in_a_clean_run()
    {
        var outcome = Segment();
        Assert.Empty(outcome.Stderr);
        Assert.DoesNotContain('\e', outcome.Stdout);
        var lines = outcome.Stdout.TrimEnd('\n').Split('\n');
        Assert.Equal($"{_place.Labels().Count(label => label > 0)} of 336 voxels kept (> 0 in every image)", lines[0]);
        Assert.StartsWith("Gaussian mixture, full covariance, on cpu: ", lines[1]);
        Assert.StartsWith("stopped as scikit-learn does, tol 0.001; ", lines[2]);
        Assert.Equal(["label", "voxels", "mL", "mean", "t1", "mean", "flair"], lines[3].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["1", "2", "3"], lines[4..7].Select(line => line.Trim().Split(' ')[0]));
        Assert.Equal($"wrote {_place.Prefix}_dseg.nii.gz, {_place.Prefix}_dseg.tsv, {_place.Prefix}_model.json, {_place.Prefix}_dseg.json",
            lines[7]);
        Assert.Equal(8, lines.Length);
    }

    [Fact]
    public void Prints_one_JSON_object()
    {
        var outcome = Segment("--json", "--probseg");
        Assert.Empty(outcome.Stderr);
        var json = Workplace.Parse(outcome.Stdout);
        string[] suffixes = ["_dseg.nii.gz", "_dseg.tsv", "_model.json", "_probseg.nii.gz", "_dseg.json"];
        Assert.Equal(suffixes.Select(suffix => _place.Prefix + suffix), Texts(json.GetProperty("outputs")));
        var model = _place.Json("_model.json");
        Assert.Equal(model.GetProperty("n_iter_").GetInt32(), json.GetProperty("n_iter").GetInt32());
        Assert.Equal(model.GetProperty("converged_").GetBoolean(), json.GetProperty("converged").GetBoolean());
        Assert.Equal(model.GetProperty("lower_bound_").GetDouble(), json.GetProperty("lower_bound").GetDouble());
        Assert.Equal("cpu", json.GetProperty("backend").GetString());
        Assert.Equal(
            ["read", "mask", "init", "fit", "write"], json.GetProperty("timings_ms").EnumerateObject().Select(phase => phase.Name));
        Assert.All(json.GetProperty("timings_ms").EnumerateObject(), phase => Assert.True(phase.Value.GetDouble() >= 0));
    }

    [Fact]
    public void Reports_the_starts_on_stderr_when_verbose()
    {
        var outcome = Segment("-v", "--n-init", "2");
        Assert.Contains("gpuseg: start 2 of 2 found; iterating\n", outcome.Stderr);
        Assert.DoesNotContain("start 2", outcome.Stdout);
    }

    [Theory]
    [InlineData(
        "gmm", 1, "\nstarted from the result of a fit to a sample of at most 16,384 voxels; stopped as scikit-learn does, tol 0.001; ")]
    [InlineData("kmeans", 4,
        "\nstarted from the result of the best of 4 fits to a sample of at most 16,384 voxels; stopped as scikit-learn does, tol 0.0001\n")]
    public void Reports_a_start_from_a_sample(string method, int starts, string summary) =>
        Assert.Contains(summary, Segment("--method", method, "--init", "sample", "--n-init", $"{starts}").Stdout);

    [Theory]
    [InlineData(
        "gmm", @"\nbest of 4 starts, 3 of which met the path of another start; run to the optimum; the lower bound could still rise by "
            + @"[0-9E-]+ or less\n")]
    [InlineData("kmeans", @"\nbest of 4 starts, 3 of which met the path of another start; run to the optimum\n")]
    public void Runs_a_fit_to_its_optimum(string method, string summary)
    {
        var outcome = Segment("--method", method, "--converge", "--n-init", "4");
        Assert.Matches(summary, outcome.Stdout);
        Assert.Equal("optimum", _place.Json("_model.json").GetProperty("stopping").GetString());
        var parameters = _place.Json("_dseg.json").GetProperty("Parameters");
        Assert.True(parameters.GetProperty("converge").GetBoolean());
        Assert.False(parameters.TryGetProperty("tol", out _));
        Assert.Equal(10000, parameters.GetProperty("max_iter").GetInt32());
    }

    [Fact]
    public void Writes_a_fit_that_did_not_converge_with_a_warning()
    {
        var outcome = Segment("--max-iter", "1", "--tol", "0");
        Assert.Matches(@"\Agpuseg: warning: EM did not converge in 1 iteration; raise max_iter or tol\.\n\z", outcome.Stderr);
        Assert.Contains("NOT converged", outcome.Stdout);
        Assert.Equal(
            ["EM did not converge in 1 iteration; raise max_iter or tol."], Texts(_place.Json("_dseg.json").GetProperty("Warnings")));
    }

    [Fact]
    public void Warns_once_about_small_components()
    {
        var outcome = Segment("-k", "60");
        Assert.Matches(@"\Agpuseg: warning: \d+ of 60 components hold fewer than 3 voxels[^\n]+\.\n", outcome.Stderr);
        Assert.Single(outcome.Stderr.Split('\n'), line => line.Contains("components hold", StringComparison.Ordinal));
    }

    [Fact]
    public void Excludes_voxels_that_are_not_finite()
    {
        float[] values = [.. _place.FlairValues.Select(
            (value, i) => i switch { 1 => float.NaN, 2 => float.PositiveInfinity, 3 => float.NegativeInfinity, _ => value })];
        var holed = _place.Put("holed.nii", values);
        var outcome = Gpuseg.Succeed("segment", _place.T1, holed, "-k", "3", "-o", _place.Prefix);
        Assert.Matches(@"\Agpuseg: warning: holed is NaN or infinite in 3 voxels[^\n]+\.\n\z", outcome.Stderr);
        Assert.Equal([0, 0, 0], _place.Labels()[1..4].Select(label => (int)label));
        Assert.DoesNotContain((byte)0, _place.Labels()[4..11]);
    }

    [Fact]
    public void Names_an_image_that_covers_less()
    {
        float[] half = [.. _place.FlairValues.Select((value, i) => i < 168 ? 0 : value)];
        var outcome = Gpuseg.Succeed("segment", _place.T1, _place.Put("half.nii", half), "-k", "3", "-o", _place.Prefix);
        Assert.Matches(
            @"\Agpuseg: warning: half alone removes [45]\d\.\d % [^\n]+: it is 0 there[^\n]+ a mask file or the mask rule any "
                + @"\(`--mask FILE`, `--mask-rule any`[^\n]+\)\.\n\z",
            outcome.Stderr);
    }

    [Fact]
    public void Masks_by_a_file()
    {
        float[] mask = [.. _place.T1Values.Select((_, i) => i % 3 == 0 ? -1f : 0)];
        Segment("--mask", _place.Put("mask.nii", mask));
        // Zeros of the images inside the mask are included: the file alone decides.
        Assert.Equal(mask.Select(value => value != 0), _place.Labels().Select(label => label > 0));
        var sidecar = _place.Json("_dseg.json");
        Assert.Equal("file", sidecar.GetProperty("MaskRule").GetString());
        Assert.Equal("mask", sidecar.GetProperty("Inputs").EnumerateArray().Last().GetProperty("Role").GetString());
    }

    [Fact]
    public void Includes_negative_values_under_the_rule_nonzero()
    {
        float[] values = [.. _place.T1Values.Select(value => value == 0 ? 0 : value - 200)];
        var signed = _place.Put("signed.nii", values);
        Gpuseg.Succeed("segment", signed, "-k", "2", "-o", _place.Prefix, "--mask-rule", "nonzero");
        Assert.Equal(values.Select(value => value != 0), _place.Labels().Select(label => label > 0));
        Gpuseg.Succeed("segment", signed, "-k", "2", "-o", _place.Prefix, "--overwrite");
        Assert.Equal(values.Select(value => value > 0), _place.Labels().Select(label => label > 0));
    }

    [Fact]
    public void Records_scaling_in_the_model_and_keeps_the_table_in_image_units()
    {
        Segment("--label-order", "mean:t1");
        var (labels, table) = (_place.Labels(), _place.Table());
        Segment("--scale", "standard", "--label-order", "mean:t1", "--overwrite");
        Assert.Equal(labels, _place.Labels());
        // Statistics are taken of the scaled features, which are float32: 6e-8 of a deviation of about 100.
        Assert.All(table["mean_t1"].Zip(_place.Table()["mean_t1"]), pair =>
            Assert.Equal(double.Parse(pair.First), double.Parse(pair.Second), 1e-5));
        var inside = _place.T1Values.Where((_, i) => labels[i] > 0).Select(value => (double)value).ToList();
        var scaler = _place.Json("_model.json").GetProperty("scaler");
        Assert.Equal(inside.Average(), scaler.GetProperty("mean_")[0].GetDouble(), 1e-9);
        Assert.Equal(
            Math.Sqrt(inside.Average(value => Math.Pow(value - inside.Average(), 2))), scaler.GetProperty("scale_")[0].GetDouble(), 1e-9);
    }

    [Fact]
    public void Numbers_labels_by_the_rule()
    {
        Segment("--label-order", "weight");
        var voxels = _place.Table()["voxels"].Select(int.Parse).ToArray();
        Assert.Equal(voxels.OrderDescending(), voxels);
        Assert.Equal(["100", "200", "300"], MeansOf("mean:t1"));
        Assert.Equal(["300", "200", "100"], MeansOf("mean:flair"));
        Assert.Equal(["100", "200", "300"], MeansOf("none").Order());

        // t1 of the labels in order, to the next hundred.
        string[] MeansOf(string order)
        {
            Segment("--label-order", order, "--overwrite");
            return [.. _place.Table()["mean_t1"].Select(text => $"{Math.Round(double.Parse(text) / 100) * 100}")];
        }
    }

    [Theory]
    [InlineData("gmm", "kmeans")]
    [InlineData("gmm", "k-means++")]
    [InlineData("gmm", "random")]
    [InlineData("gmm", "random_from_data")]
    [InlineData("gmm", "sample")]
    [InlineData("kmeans", "k-means++")]
    [InlineData("kmeans", "random")]
    [InlineData("kmeans", "sample")]
    public void Runs_every_start(string method, string init)
    {
        Segment("--method", method, "--init", init, "--n-init", "3", "--seed", "1");
        var parameters = _place.Json("_dseg.json").GetProperty("Parameters");
        Assert.Equal((method, init, 3), (parameters.GetProperty("method").GetString(),
            parameters.GetProperty(method == "gmm" ? "init_params" : "init").GetString(), parameters.GetProperty("n_init").GetInt32()));
        Assert.InRange(_place.Labels().Max(), 1, 3);
    }

    [Fact]
    public void Finds_the_classes_with_KMeans()
    {
        var outcome = Segment("--method", "kmeans", "--label-order", "mean:t1", "--json");
        Assert.Equal(_place.T1Values.Select(value => (byte)Math.Round(value / 100)), _place.Labels());
        var (model, json) = (_place.Json("_model.json"), Workplace.Parse(outcome.Stdout));
        Assert.Equal(["model", "n_clusters", "cluster_centers_", "cluster_shares", "inertia_", "n_iter_", "converged", "stopping", "starts",
            "joined_starts", "n_features_in_", "feature_names_in_", "scaler"],
            model.EnumerateObject().Select(property => property.Name));
        Assert.Equal(JsonValueKind.Null, json.GetProperty("lower_bound").ValueKind);
        Assert.Equal(model.GetProperty("inertia_").GetDouble(), json.GetProperty("inertia").GetDouble());
        var table = _place.Table();
        Assert.Equal(double.Parse(table["mean_t1"][0]), model.GetProperty("cluster_centers_")[0][0].GetDouble(), 1e-3);
    }

    [Fact]
    public void Distinguishes_images_of_one_name()
    {
        Gpuseg.Succeed("segment", _place.T1, _place.Put("other/t1.nii", _place.FlairValues), "-k", "3", "-o", _place.Prefix);
        Assert.Equal(["t1", "t1_2"], Features());
    }

    [Fact]
    public void Reads_volumes_of_a_file_as_images()
    {
        var both = _place.Put(
            "both.nii.gz", TempFolder.Gzip(NiftiBytes.Floats([.. _place.T1Values, .. _place.FlairValues], [.. Workplace.Shape, 2])));
        Gpuseg.Succeed("segment", both, "-k", "3", "-o", _place.Prefix);
        Assert.Equal(["both_1", "both_2"], Features());
        var labels = _place.Labels();
        Segment("--overwrite");
        Assert.Equal(labels, _place.Labels());
    }

    [Fact]
    public void Reads_a_slice_as_an_image()
    {
        Gpuseg.Succeed(
            "segment", _place.Put("slice.nii", NiftiBytes.Floats(_place.T1Values[..56], [8, 7])), "-k", "2", "-o", _place.Prefix);
        Assert.Equal([2, 8, 7], Enumerable.Range(0, 3)
            .Select(i => (int)BitConverter.ToInt16(_place.Inflated("_dseg.nii.gz"), NiftiBytes.Dim + 2 * i)));
    }

    [Theory]
    [InlineData("pair.hdr")]
    [InlineData("pair.img")]
    public void Reads_a_pair_by_either_name(string name)
    {
        var bytes = File.ReadAllBytes(_place.T1);
        "ni1"u8.CopyTo(bytes.AsSpan(NiftiBytes.Magic));
        _place.Put("pair.hdr", bytes[..348].With(NiftiBytes.VoxOffset, 0f));
        _place.Put("pair.img", bytes[352..]);
        Gpuseg.Succeed("segment", _place.At(name), _place.Flair, "-k", "3", "-o", _place.Prefix);
        Assert.Equal(["pair", "flair"], Features());
        Assert.Equal("n+1\0"u8, _place.Inflated("_dseg.nii.gz").AsSpan(NiftiBytes.Magic, 4));
    }

    private Outcome Segment(params string[] options) =>
        Gpuseg.Succeed(
            ["segment", _place.T1, _place.Flair, .. options.Contains("-k") ? [] : (string[])["-k", "3"], "-o", _place.Prefix, .. options]);

    private IEnumerable<string?> Features() => Texts(_place.Json("_model.json").GetProperty("feature_names_in_"));

    private static IEnumerable<string?> Texts(JsonElement array) => array.EnumerateArray().Select(text => text.GetString());
}
