using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace GpuSeg.Cli.Tests;

/// <summary>The files of a good run, recomputed from the inputs.</summary>
public sealed class OutputTests : IDisposable
{
    private const int FirstVoxel = 352;

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Writes_the_classes_as_labels_on_the_grid_of_the_input_bit_for_bit()
    {
        // An oblique-looking qform beside the sform, odd units and a negative qfac: all are carried, none is understood.
        var bytes = File.ReadAllBytes(_place.T1).With(252, (short)3).With(NiftiBytes.Pixdim, -1f).With(256, 0.1f).With(268, -7.25f)
            .With(NiftiBytes.Pixdim + 16, 2.5f);
        var input = _place.Put("odd.nii.gz", TempFolder.Gzip(bytes));
        Gpuseg.Succeed("segment", input, _place.Flair, "-k", "3", "-o", _place.Prefix, "--label-order", "mean:odd");
        var map = _place.Inflated("_dseg.nii.gz");
        Assert.Equal(bytes[NiftiBytes.Dim..(NiftiBytes.Dim + 16)], map[NiftiBytes.Dim..(NiftiBytes.Dim + 16)]);
        Assert.Equal(bytes[NiftiBytes.Pixdim..NiftiBytes.VoxOffset], map[NiftiBytes.Pixdim..NiftiBytes.VoxOffset]);
        Assert.Equal(bytes[NiftiBytes.Units], map[NiftiBytes.Units]);
        Assert.Equal(bytes[252..328], map[252..328]);
        Assert.Equal((2, 8), (BitConverter.ToInt16(map, NiftiBytes.Datatype), BitConverter.ToInt16(map, NiftiBytes.Datatype + 2)));
        Assert.Equal(Classes(), map[FirstVoxel..]);
    }

    [Fact]
    public void Keeps_the_grid_of_a_NIfTI_2_file()
    {
        var bytes = NiftiBytes.SmallNifti2();
        Gpuseg.Succeed("segment", _place.Put("two.nii", bytes), "-k", "2", "-o", _place.Prefix);
        var map = _place.Inflated("_dseg.nii.gz");
        Assert.Equal(544 + 24, map.Length);
        Assert.All(((int, int)[])[(0, 12), (16, 80), (104, 168), (344, 504)], range =>
            Assert.Equal(bytes[range.Item1..range.Item2], map[range.Item1..range.Item2]));
        Assert.Equal([1, 2], map[544..].Distinct().Order().Select(label => (int)label));
    }

    [Fact]
    public void Describes_the_label_map_in_the_table()
    {
        Segment();
        var (labels, table) = (_place.Labels(), _place.Table());
        Assert.Equal(
            ["index", "name", "voxels", "volume_mm3", "volume_ml", "mean_t1", "sd_t1", "mean_flair", "sd_flair", "color"], table.Keys);
        Assert.Equal(["1", "2", "3"], table["index"]);
        Assert.Equal(["Cluster 1", "Cluster 2", "Cluster 3"], table["name"]);
        Assert.Equal(3, table["color"].Distinct().Count());
        Assert.All(table["color"], color => Assert.Matches("^#[0-9a-f]{6}$", color));
        for (var k = 1; k <= 3; k++)
        {
            Assert.Equal(labels.Count(label => label == k), Cell("voxels", k));
            Assert.Equal(Cell("voxels", k) * Workplace.VoxelVolume, Cell("volume_mm3", k), 1e-9);
            Assert.Equal(Cell("volume_mm3", k) / 1000, Cell("volume_ml", k), 1e-12);
            foreach (var (name, values) in ((string, float[])[])[("t1", _place.T1Values), ("flair", _place.FlairValues)])
            {
                var inside = values.Where((_, i) => labels[i] == k).Select(value => (double)value).ToList();
                Assert.Equal(inside.Average(), Cell($"mean_{name}", k), 1e-9);
                Assert.Equal(Math.Sqrt(inside.Average(value => Math.Pow(value - inside.Average(), 2))), Cell($"sd_{name}", k), 1e-9);
            }
        }

        double Cell(string column, int k) => double.Parse(table[column][k - 1], CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Writes_the_model_under_the_names_of_scikit_learn()
    {
        Segment();
        var model = _place.Json("_model.json");
        Assert.Equal(
            ["model", "covariance_type", "n_components", "weights_", "means_", "covariances_", "precisions_", "precisions_cholesky_",
                "converged_", "n_iter_",
                "lower_bound_", "score", "bic", "aic", "lower_bound_history", "lower_bound_still_to_gain", "stopping", "starts",
                    "joined_starts", "n_features_in_", "feature_names_in_", "scaler"],
            Names(model));
        Assert.Equal(1, Numbers(model.GetProperty("weights_")).Sum(), 1e-12);
        Assert.Equal([3, 2, 2], Shape(model.GetProperty("covariances_")));
        Assert.Equal(["t1", "flair"], model.GetProperty("feature_names_in_").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(model.GetProperty("n_iter_").GetInt32(), model.GetProperty("lower_bound_history").GetArrayLength());
        // -2 N score + p log N and + 2 p, where 3 full components of 2 features have p = 2 + 6 + 9 free parameters.
        var n = _place.Labels().Count(label => label > 0);
        var deviance = -2 * n * model.GetProperty("score").GetDouble();
        Assert.Equal(deviance + 17 * Math.Log(n), model.GetProperty("bic").GetDouble(), 1e-6);
        Assert.Equal(deviance + 34, model.GetProperty("aic").GetDouble(), 1e-6);
    }

    [Theory]
    [InlineData("full", 3, 2, 2)]
    [InlineData("tied", 2, 2)]
    [InlineData("diag", 3, 2)]
    [InlineData("spherical", 3)]
    public void Writes_every_covariance_type_in_its_shape(string covariance, params int[] shape)
    {
        Segment("--covariance", covariance, "--label-order", "mean:t1");
        Assert.Equal(shape, Shape(_place.Json("_model.json").GetProperty("covariances_")));
        Assert.Equal(shape, Shape(_place.Json("_model.json").GetProperty("precisions_")));
        Assert.Equal(Classes(), _place.Labels());
    }

    [Fact]
    public void Records_parameters_and_inputs_in_the_sidecar()
    {
        Segment("--seed", "5", "--tol", "0.01");
        var sidecar = _place.Json("_dseg.json");
        Assert.Equal(["Description", "GeneratedBy", "MaskRule", "FillHoles", "Scaling", "LabelOrder", "Parameters", "MaskVoxels",
            "FilledVoxels", "Backend", "Inputs", "Warnings"], Names(sidecar));
        Assert.Equal(_place.Labels().Count(label => label > 0), sidecar.GetProperty("MaskVoxels").GetInt32());
        Assert.Equal(
            """{"method":"gmm","n_components":3,"covariance_type":"full","init_params":"kmeans","n_init":1"""
            + ""","converge":false,"tol":0.01,"reg_covar":1E-06,"max_iter":100,"random_state":5}""",
            JsonSerializer.Serialize(sidecar.GetProperty("Parameters")));
        var inputs = sidecar.GetProperty("Inputs").EnumerateArray().ToArray();
        Assert.Equal(["t1", "flair"], inputs.Select(input => input.GetProperty("Name").GetString()));
        Assert.Equal(new[] { _place.T1, _place.Flair }.Select(
            path => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path).AsSpan(FirstVoxel)))),
            inputs.Select(input => input.GetProperty("VoxelSha256").GetString()));
    }

    [Fact]
    public void Writes_the_same_bytes_in_every_run_and_for_any_number_of_threads()
    {
        var first = All();
        Assert.Equal(first, All());
        Assert.Equal(first, All("--threads", "1"));
        Assert.Equal(first, All("--threads", "2"));

        string[] All(params string[] options)
        {
            Segment(["--probseg", "--overwrite", .. options]);
            Assert.Equal(["s_dseg.json", "s_dseg.nii.gz", "s_dseg.tsv", "s_model.json", "s_probseg.nii.gz"], _place.Left);
            return [.. _place.Left.Select(name => Convert.ToHexString(File.ReadAllBytes(Path.Combine(_place.Out, name))))];
        }
    }

    [Fact]
    public void Writes_posteriors_that_sum_to_one_and_peak_at_the_label()
    {
        // One image alone, so that classes overlap with the noise between them.
        var blurred = _place.Put("blurred.nii", Workplace.Values(100, 12, 3));
        Gpuseg.Succeed("segment", blurred, "-k", "3", "-o", _place.Prefix, "--probseg");
        var (labels, bytes) = (_place.Labels(), _place.Inflated("_probseg.nii.gz"));
        Assert.Equal([4, 8, 7, 6, 3], Enumerable.Range(0, 5).Select(i => (int)BitConverter.ToInt16(bytes, NiftiBytes.Dim + 2 * i)));
        Assert.Equal(16, BitConverter.ToInt16(bytes, NiftiBytes.Datatype));
        for (var i = 0; i < labels.Length; i++)
        {
            var shares = Enumerable.Range(0, 3).Select(k => BitConverter.ToSingle(bytes, FirstVoxel + 4 * (k * labels.Length + i)))
                .ToArray();
            Assert.Equal(labels[i] == 0 ? 0 : 1, shares.Sum(), 1e-6);
            Assert.Equal(labels[i] == 0 ? 0 : shares.Max(), labels[i] == 0 ? shares.Max() : shares[labels[i] - 1]);
        }
    }

    private void Segment(params string[] options) =>
        Gpuseg.Succeed(["segment", _place.T1, _place.Flair, "-k", "3", "-o", _place.Prefix, .. options]);

    private byte[] Classes() => [.. _place.T1Values.Select(value => (byte)Math.Round(value / 100))];

    private static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];

    private static int[] Shape(JsonElement array) =>
        array.ValueKind == JsonValueKind.Array ? [array.GetArrayLength(), .. Shape(array[0])] : [];

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];
}
