using System.Text.Json;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Cli.Tests;

/// <summary>Images of one brain on several grids: other orders of voxels, resampling, and headers that disagree.</summary>
public sealed class RegridTests : IDisposable
{
    // 2 x 2 x 2 mm, 3 x 3 x 3 mm, 1 x 1 x 4 mm and the first one reversed; all show the same ball of three shells.
    private static readonly int[] s_fine = [24, 22, 20], s_coarse = [17, 16, 15], s_slices = [48, 44, 10];
    private static readonly double[] s_fineAffine = [2, 0, 0, -23, 0, 2, 0, -21, 0, 0, 2, -19];
    private static readonly double[] s_coarseAffine = [-3, 0, 0, 24, 0, 3, 0, -22.5, 0, 0, 3, -21];
    private static readonly double[] s_sliceAffine = [1, 0, 0, -23.5, 0, 1, 0, -21.5, 0, 0, 4, -18];
    private static readonly double[] s_reversedAffine = [-2, 0, 0, 23, 0, 2, 0, -21, 0, 0, -2, 19];

    private readonly Workplace _place = new();
    private readonly string _t1, _flair, _slices, _reversed;

    public RegridTests()
    {
        _t1 = Put("t1w.nii", s_fine, s_fineAffine, [100, 200, 300]);
        _flair = Put("flair.nii", s_coarse, s_coarseAffine, [400, 150, 250]);
        _slices = Put("t2w.nii", s_slices, s_sliceAffine, [220, 330, 120]);
        _reversed = Put("reversed.nii", s_fine, s_reversedAffine, [400, 150, 250]);
    }

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Refuses_other_grids_and_names_the_option_first()
    {
        var outcome = Gpuseg.Run("segment", _t1, _flair, "-k", "3", "-o", _place.Prefix);
        Refusal.Of(3, outcome, "flair.nii lies on another grid than", "its shape is 17 x 16 x 15 instead of 24 x 22 x 20");
        Assert.Matches(@"; have it resampled onto the first image's grid \(`--regrid`\), or .*antsApplyTransforms.*flirt", outcome.Stderr);
    }

    [Theory]
    [InlineData(3, new[] { 24, 22, 20 }, "first", new[] { "--regrid" })]
    [InlineData(3, new[] { 17, 16, 15 }, "flair", new[] { "--regrid", "flair" })]
    [InlineData(3, new[] { 16, 15, 14 }, "3 mm", new[] { "--regrid", "3" })]
    [InlineData(2, new[] { 24, 22, 20 }, "first", new[] { "--regrid", "first" })]
    public void Segments_images_on_several_grids(int images, int[] shape, string grid, string[] option)
    {
        string[] files = images == 3 ? [_t1, _flair, _slices] : [_t1, _slices];
        var stdout = Gpuseg.Succeed(["segment", .. files, "-k", "3", "-o", _place.Prefix, .. option]).Stdout;
        Assert.Matches(@"\nresampled onto [\w ]+ by the headers, not registered: [\w, ]+\n", stdout);
        var map = Assert.Single(NiftiReader.Read(_place.Prefix + "_dseg.nii.gz"));
        Assert.Equal((shape[0], shape[1], shape[2]), map.Grid.Shape);
        var sidecar = _place.Json("_dseg.json");
        Assert.Equal(grid, sidecar.GetProperty("Regrid").GetString());
        Assert.Equal("linear", sidecar.GetProperty("Interpolation").GetString());
        Assert.Equal(images, sidecar.GetProperty("Inputs").GetArrayLength());
        Assert.Equal(
            grid == "first" ? "as stored" : "resampled, linear", sidecar.GetProperty("Inputs")[0].GetProperty("Voxels").GetString());
        Assert.StartsWith("24 x 22 x 20 voxels of 2 x 2 x 2 mm", sidecar.GetProperty("Inputs")[0].GetProperty("Grid").GetString());
        // The shells keep their volumes, except for mixed voxels at their borders.
        var volumes = _place.Table()["volume_mm3"].Select(text => double.Parse(text, null)).Order().ToArray();
        Assert.Equal(Shells(), volumes.Sum(), 0.15 * Shells());
    }

    [Fact]
    public void Resamples_images_by_cubic_splines_on_request()
    {
        string[] command = ["segment", _t1, _flair, "-k", "3", "-o", _place.Prefix, "--regrid", "--report"];
        Gpuseg.Succeed(command);
        var linear = _place.Table()["mean_flair"];
        Gpuseg.Succeed([.. command, "--interpolation", "cubic", "--overwrite"]);
        var sidecar = _place.Json("_dseg.json");
        Assert.Equal("cubic", sidecar.GetProperty("Interpolation").GetString());
        Assert.Equal(["resampled, cubic"], Texts(sidecar, "Voxels").Except(["as stored"]));
        Assert.NotEqual(linear, _place.Table()["mean_flair"]);
        var page = File.ReadAllText(_place.Prefix + "_report.html");
        Assert.Contains("resampled, cubic", page);
        Assert.Contains("cubic B-splines limited to the range of the neighbouring voxels", page);
        Assert.DoesNotContain("linear interpolation", page);
    }

    [Theory]
    [InlineData("--interpolation is given without --regrid", "--interpolation", "cubic")]
    [InlineData("--interpolation is nearest; it must be linear or cubic", "--regrid", "--interpolation", "nearest")]
    public void Refuses_an_interpolation_that_does_not_apply(string sentence, params string[] option) =>
        Refusal.Of(2, Gpuseg.Run(["segment", _t1, _flair, "-k", "3", "-o", _place.Prefix, .. option]), sentence);

    [Fact]
    public void Keeps_the_header_of_the_first_image_bit_for_bit()
    {
        Gpuseg.Succeed("segment", _t1, _slices, "-k", "3", "-o", _place.Prefix, "--regrid");
        var (first, map) = (File.ReadAllBytes(_t1), _place.Inflated("_dseg.nii.gz"));
        Assert.Equal(first[40..56], map[40..56]);
        Assert.Equal(first[76..92], map[76..92]);
        Assert.Equal(first[252..328], map[252..328]);
    }

    [Fact]
    public void Undoes_another_order_of_voxels_without_the_option()
    {
        var mask = Put("mask.nii", s_fine, s_fineAffine, [0, 1, 1]);
        var reversedMask = Put("reversed_mask.nii", s_fine, s_reversedAffine, [0, 1, 1]);
        var second = Put("second.nii", s_fine, s_fineAffine, [400, 150, 250]);
        Gpuseg.Succeed("segment", _t1, second, "--mask", mask, "-k", "2", "-o", _place.Prefix);
        var expected = _place.Labels();
        var outcome = Gpuseg.Succeed("segment", _t1, _reversed, "--mask", reversedMask, "-k", "2", "-o", _place.Prefix, "--overwrite");
        Assert.Empty(outcome.Stderr);
        Assert.Equal(expected, _place.Labels());
        Assert.Equal(["reordered", "reordered"], Texts(_place.Json("_dseg.json"), "Voxels"));
        Assert.Contains("ARI 1.0000", Gpuseg.Succeed("compare", mask, reversedMask).Stdout);
        Gpuseg.Succeed("plot", "labels", mask, reversedMask, "-o", _place.At("out/labels.png"));
        Gpuseg.Succeed("plot", "overlay", _t1, "--labels", reversedMask, "-o", _place.At("out/overlay.png"));
    }

    [Fact]
    public void Resamples_a_mask_by_its_nearest_voxels()
    {
        var mask = Put("mask.nii", s_coarse, s_coarseAffine, [0, 1, 1]);
        var refused = Gpuseg.Run("segment", _t1, "--mask", mask, "-k", "2", "-o", _place.Prefix);
        Refusal.Of(3, refused, "mask.nii lies on another grid than", "(`--regrid`)", "-n GenericLabel", "-interp nearestneighbour");
        Gpuseg.Succeed("segment", _t1, "--mask", mask, "-k", "2", "-o", _place.Prefix, "--regrid");
        var sidecar = _place.Json("_dseg.json");
        Assert.Equal("resampled, nearest", sidecar.GetProperty("Inputs")[1].GetProperty("Voxels").GetString());
        Assert.Equal(Inner(), 8 * sidecar.GetProperty("MaskVoxels").GetInt32(), 0.1 * Inner());
    }

    [Theory]
    [InlineData("No image is called t2w", "--regrid", "t2w")]
    [InlineData("--regrid is empty", "--regrid", "")]
    public void Refuses_an_image_that_is_not_given(string sentence, params string[] option) =>
        Refusal.Of(2, Gpuseg.Run(["segment", _t1, _flair, "-k", "3", "-o", _place.Prefix, .. option]), sentence);

    [Fact]
    public void Refuses_an_image_that_the_option_took_as_its_value() => Refusal.Of(
        2, Gpuseg.Run("segment", "--regrid", _t1, _flair, "-k", "3", "-o", _place.Prefix), "Put --regrid without a value after the images");

    [Fact]
    public void Refuses_images_that_do_not_overlap()
    {
        var far = Put("far.nii", s_coarse, [-3, 0, 0, 924, 0, 3, 0, -22.5, 0, 0, 3, -21], [400, 150, 250]);
        Refusal.Of(3, Gpuseg.Run("segment", _t1, far, "-k", "3", "-o", _place.Prefix, "--regrid"), "far.nii covers no voxel of the grid");
    }

    [Fact]
    public void Explores_images_on_several_grids()
    {
        var folder = _place.At("out/explored");
        Gpuseg.Succeed("explore", _t1, _flair, "-k", "2", "--n-init", "1", "--methods", "kmeans", "-o", folder, "--regrid");
        Assert.Equal("first", Workplace.Parse(File.ReadAllText(Path.Combine(folder, "explore.json"))).GetProperty("Regrid").GetString());
    }

    [Fact]
    public void Segments_sessions_on_several_grids_and_notices_a_change_of_the_option()
    {
        var (raw, results) = (_place.At("raw"), _place.At("results"));
        foreach (var subject in (string[])["01", "02"])
        {
            Directory.CreateDirectory(Path.Combine(raw, $"sub-{subject}", "anat"));
            File.Copy(_t1, Path.Combine(raw, $"sub-{subject}", "anat", $"sub-{subject}_T1w.nii"));
            File.Copy(_flair, Path.Combine(raw, $"sub-{subject}", "anat", $"sub-{subject}_FLAIR.nii"));
        }

        File.WriteAllText(Path.Combine(raw, "dataset_description.json"), """{"Name": "grids", "BIDSVersion": "1.11.1"}""");
        string[] command = ["bids", raw, results, "participant", "-k", "3", "--no-reports"];
        var outcome = Gpuseg.Succeed([.. command, "--regrid"]);
        Assert.EndsWith("\n2 segmented, 0 complete already, 0 failed\n", outcome.Stdout);
        var path = Path.Combine(results, "sub-01", "anat", "sub-01_seg-gmm3_dseg.json");
        var sidecar = Workplace.Parse(File.ReadAllText(path));
        Assert.Equal(["t1w", "flair"], Texts(sidecar, "Name"));
        Assert.EndsWith("\n0 segmented, 2 complete already, 0 failed\n", Gpuseg.Succeed([.. command, "--regrid"]).Stdout);

        var config = Path.Combine(results, "logs", "config_seg-gmm3.json");
        Assert.Equal("first", Workplace.Parse(File.ReadAllText(config)).GetProperty("regrid").GetString());
        Assert.EndsWith(
            "\n0 segmented, 2 complete already, 0 failed\n",
            Gpuseg.Succeed("bids", raw, results, "participant", "--config-file", config, "--no-reports").Stdout);

        var changed = Gpuseg.Run([.. command, "--regrid", "flair"]);
        Assert.Equal(1, changed.ExitCode);
        Assert.Contains("Regrid was \"first\" and is \"flair\" now", changed.Stderr);
        var sharper = Gpuseg.Run([.. command, "--regrid", "--interpolation", "cubic"]);
        Assert.Equal(1, sharper.ExitCode);
        Assert.Contains("Interpolation was \"linear\" and is \"cubic\" now", sharper.Stderr);
        var dropped = Gpuseg.Run([.. command, "--modalities", "T1w"]);
        Assert.Equal(1, dropped.ExitCode);
        Assert.Contains("sub-01", dropped.Stderr);
    }

    [Fact]
    public void Notices_an_image_that_its_header_places_elsewhere()
    {
        var list = _place.PutText("list.tsv", "id\tt1w\tflair\nA\tt1w.nii\tflair.nii\n");
        string[] command = ["cohort", list, "-o", _place.At("results"), "-k", "3", "--no-reports", "--regrid"];
        Assert.EndsWith("\n1 segmented, 0 complete already, 0 failed\n", Gpuseg.Succeed(command).Stdout);
        _place.Put("flair.nii", File.ReadAllBytes(_flair).With(NiftiBytes.SrowX + 12, 25f));
        var outcome = Gpuseg.Run(command);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Matches(@"the grid of .*flair\.nii has changed since", outcome.Stderr);
    }

    [Fact]
    public void Warns_when_the_parts_of_a_header_disagree()
    {
        var path = _place.Put("t1w.nii", File.ReadAllBytes(_t1).WithPixdim(1, 2, 2));
        var outcome = Gpuseg.Succeed("segment", path, "-k", "3", "-o", _place.Prefix);
        Assert.Contains("warning: t1w has voxels of 1 x 2 x 2 mm by pixdim and of 2 x 2 x 2 mm by its sform", outcome.Stderr);
        Assert.Contains("(factor 2)", Assert.Single(_place.Json("_dseg.json").GetProperty("Warnings").EnumerateArray()).GetString());
    }

    [Fact]
    public void Warns_when_a_mask_is_off_by_a_few_hundredths_of_a_voxel()
    {
        var mask = Put("mask.nii", s_fine, [2, 0, 0, -22.95, 0, 2, 0, -21, 0, 0, 2, -19], [0, 1, 1]);
        var outcome = Gpuseg.Succeed("segment", _t1, "--mask", mask, "-k", "2", "-o", _place.Prefix);
        Assert.Contains("warning: mask lies up to 0.05 mm (2.5 % of a voxel) off the grid of t1w", outcome.Stderr);
    }

    private static IEnumerable<string?> Texts(JsonElement sidecar, string key) => sidecar.GetProperty("Inputs").EnumerateArray()
        .Select(input => input.TryGetProperty(key, out var value) ? value.GetString() : null).OfType<string>();

    private static double Shells() => Ball(18);

    private static double Inner() => Ball(15);

    private static double Ball(double radius) => 4 / 3.0 * Math.PI * radius * radius * radius;

    /// <summary>Writes a ball about the origin: shells up to 18, 15 and 10 mm with these values and noise, 0 around them.</summary>
    private string Put(string name, int[] shape, double[] affine, float[] values)
    {
        var (voxels, random) = (new float[shape[0] * shape[1] * shape[2]], new Random(name.Length));
        for (var i = 0; i < voxels.Length; i++)
        {
            double[] at = [i % shape[0], i / shape[0] % shape[1], i / shape[0] / shape[1]];
            var radius = Math.Sqrt(Enumerable.Range(0, 3)
                .Sum(row => Math.Pow(affine[4 * row + 3] + Enumerable.Range(0, 3).Sum(c => affine[4 * row + c] * at[c]), 2)));
            var value = radius > 18 ? 0 : radius > 15 ? values[0] : radius > 10 ? values[1] : values[2];
            voxels[i] = value > 1 ? value + 20 * random.NextSingle() : value;
        }

        return _place.Put(name, Headers.WithSform(voxels, shape, affine));
    }
}
