namespace GpuSeg.Cli.Tests;

/// <summary>Results measured by their truth.</summary>
public sealed class EvaluateTests : IDisposable
{
    private static readonly int[] s_shape = [6, 4, 3];
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Measures_unions_of_labels_along_the_spacing()
    {
        // The result is x = 0..2 of the first row, the truth x = 1..4: two of five voxels of 2 x 3 x 5 mm are common.
        var result = Map("r.nii", (0, 1), (1, 3), (2, 1), (6, 7));
        var truth = Map("t.nii", (1, 1), (2, 4), (3, 1), (4, 1), (6, 7));
        var outcome = Gpuseg.Succeed("evaluate", result, truth, "--labels", "part=1+3:1+4,none=9:9,truth=9:1", "-o", _work.Prefix);
        var rows = File.ReadAllLines($"{_work.Prefix}_evaluation.tsv").Select(line => line.Split('\t')).ToArray();
        Assert.Equal("session region dice jaccard hd95_mm volume_ml truth_volume_ml volume_difference_ml volume_difference_percent",
            string.Join(' ', rows[0]));
        // numpy: distances 2 0 0 from the result and 0 0 2 4 from the truth; numpy.percentile(..., 95) is 3.4.
        Assert.Equal(["r", "part", "0.571428571429", "0.4", "3.4", "0.09", "0.12", "-0.03", "-25"], Rounded(rows[1]));
        Assert.Equal(["r", "none", "n/a", "n/a", "n/a", "0", "0", "0", "n/a"], rows[2]);
        Assert.Equal(["r", "truth", "0", "0", "n/a", "0", "0.09", "-0.09", "-100"], Rounded(rows[3]));
        Assert.Contains("r        part    0.571      3.4  0.1       0.1    -25.0\n", outcome.Stdout);
    }

    [Fact]
    public void Takes_regions_from_shared_names_or_else_from_numbers()
    {
        var (result, truth) = (Map("r_dseg.nii", (0, 1), (1, 2)), Map("t_dseg.nii", (0, 5), (1, 6)));
        Assert.Equal(["1", "2", "5", "6"], Regions());
        _work.PutText("r_dseg.tsv", "index\tname\n1\tgm\n2\twm\n");
        _work.PutText("t_dseg.tsv", "index\tname\n5\tGM\n6\tWM\n");
        Assert.Equal(["gm", "wm"], Regions());

        string[] Regions() => [.. Workplace.Parse(Gpuseg.Succeed("evaluate", result, truth, "--json").Stdout).GetProperty("regions")
            .EnumerateArray().Select(region => region.GetProperty("region").GetString()!)];
    }

    [Fact]
    public void Pairs_sessions_of_folders_and_summarises_regions()
    {
        Put("a/sub-01/anat/sub-01_seg-x_dseg.nii", (0, 1), (1, 1));
        Put("a/sub-02/ses-1/anat/sub-02_ses-1_seg-x_dseg.nii", (0, 1));
        Put("a/sub-03/anat/sub-03_seg-x_dseg.nii");
        Put("a/sub-04/anat/sub-04_seg-x_dseg.nii", (0, 1));
        Put("a/sub-01/anat/sub-01_label-lesion_mask.nii", (5, 1));
        Put("b/sub-01/anat/sub-01_dseg.nii", (0, 1), (1, 1));
        Put("b/sub-02/ses-1/anat/sub-02_ses-1_dseg.nii", (0, 1), (1, 1), (2, 1));
        Put("b/sub-03/anat/sub-03_dseg.nii");
        var several = Gpuseg.Run("evaluate", _work.At("a"), _work.At("b"));
        Refusal.Of(3, several, "several label maps of sub-01: sub-01_label-lesion_mask.nii, sub-01_seg-x_dseg.nii; ", "(--match)");
        var outcome = Gpuseg.Succeed("evaluate", _work.At("a"), _work.At("b"), "--match", "seg-x", "--labels", "one=1:1", "--json");
        Assert.Equal("gpuseg: warning: 1 session without truth is left out: sub-04.\n", outcome.Stderr);
        var region = Assert.Single(Workplace.Parse(outcome.Stdout).GetProperty("regions").EnumerateArray());
        // Neither the result nor the truth of sub-03 has the region.
        Assert.Equal(2, region.GetProperty("sessions").GetInt32());
        Assert.Equal(0.75, region.GetProperty("dice_mean").GetDouble());
        Assert.Equal(0.75, region.GetProperty("dice_median").GetDouble());
        Assert.Equal(0.5, region.GetProperty("dice_worst").GetDouble());
        Assert.Equal("sub-02_ses-1", region.GetProperty("worst").GetString());
        Assert.Equal(0.03, region.GetProperty("volume_error_ml_mean").GetDouble(), 9);
    }

    [Fact]
    public void Rejects_paths_and_regions_that_do_not_fit()
    {
        var map = Map("r.nii", (0, 1));
        Refusal.Of(3, Gpuseg.Run("evaluate", map, _work.At("gone")), "gone does not exist");
        Refusal.Of(3, Gpuseg.Run("evaluate", map, _work.Out), "must be two files or two folders");
        Refusal.Of(3, Gpuseg.Run("evaluate", _work.Out, _work.Out), "has no label map of a subject");
        Refusal.Of(3, Gpuseg.Run("evaluate", map, _work.T1), "t1.nii lies on a");
        Refusal.Of(3, Gpuseg.Run("evaluate", map, Map("p.nii", (0, 0.3f))), "is not a label map");
        foreach (var labels in (string[])["x", "a=1", "a=1:b", "a=0:1", "a=1:1,a=2:2", "=1:1"])
        {
            Refusal.OfUsage(Gpuseg.Run("evaluate", map, map, "--labels", labels), $"--labels is {labels}; it must be regions");
        }

        Gpuseg.Succeed("evaluate", map, map, "-o", _work.Prefix);
        Refusal.Of(1, Gpuseg.Run("evaluate", map, map, "-o", _work.Prefix), "exists already", "--overwrite");
    }

    private string Map(string name, params (int Voxel, float Label)[] labels) => Put(name, labels);

    private string Put(string name, params (int Voxel, float Label)[] labels)
    {
        var values = new float[6 * 4 * 3];
        foreach (var (voxel, label) in labels)
        {
            values[voxel] = label;
        }

        return _work.Put(name, NiftiBytes.Floats(values, s_shape).WithPixdim(2, 3, 5).WithoutSform());
    }

    private static string[] Rounded(string[] cells) => [.. cells.Select(cell =>
        double.TryParse(cell, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? Math.Round(number, 12).ToString(System.Globalization.CultureInfo.InvariantCulture)
            : cell)];
}
