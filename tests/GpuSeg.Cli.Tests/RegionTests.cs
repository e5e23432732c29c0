using System.Text.Json;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Cli.Tests;

/// <summary>Labels in the regions of an atlas, and as shares of an intracranial volume.</summary>
public sealed class RegionTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Counts_every_label_in_every_region()
    {
        var atlas = _work.Put("atlas_dseg.nii", Regions(_work.T1Values.Length));
        _work.PutText("atlas_dseg.tsv", "index\tname\n17\tThalamus\n2035\tInsula\n");
        var outcome = Gpuseg.Succeed("segment", _work.T1, "-k", "2", "--regions", atlas, "-o", _work.Prefix, "--report");
        Assert.Equal("", outcome.Stderr);
        Assert.Contains($"{_work.Prefix}_regions.tsv", outcome.Stdout);
        var (labels, regions) = (Values($"{_work.Prefix}_dseg.nii.gz"), Regions(_work.T1Values.Length));
        var expected =
            from region in (int[])[0, 17, 1002, 2035]
            let size = regions.Where((value, i) => value == region && (region > 0 || labels[i] > 0)).Count()
            from label in Enumerable.Range(0, 3)
            where region > 0 || label > 0
            let count = regions.Where((value, i) => value == region && labels[i] == label).Count()
            select FormattableString.Invariant(
                $"{region}\t{Name(region)}\t{label}\t{(label == 0 ? "n/a" : $"Cluster {label}")}\t{count}\t")
                + FormattableString.Invariant($"{count * (Workplace.VoxelVolume / 1000.0)}\t{(double)count / size}");
        var lines = File.ReadAllLines($"{_work.Prefix}_regions.tsv");
        Assert.Equal("region\tregion_name\tlabel\tlabel_name\tvoxels\tvolume_ml\tshare", lines[0]);
        Assert.Equal(expected, lines[1..]);
        var dictionary = Json($"{_work.Prefix}_regions.json");
        Assert.Equal(lines[0].Split('\t'), dictionary.EnumerateObject().Select(column => column.Name));
        Assert.Contains("atlas_dseg.nii", dictionary.GetProperty("region").GetProperty("Description").GetString());
        var sidecar = Json($"{_work.Prefix}_dseg.json");
        Assert.Equal("atlas_dseg.nii", sidecar.GetProperty("Regions").GetString());
        var input = sidecar.GetProperty("Inputs").EnumerateArray().Last();
        Assert.Equal(("regions", "atlas_dseg"), (input.GetProperty("Role").GetString(), input.GetProperty("Name").GetString()));
        Assert.Equal(NiftiReader.Read(atlas)[0].Hash, input.GetProperty("VoxelSha256").GetString());
        var page = File.ReadAllText($"{_work.Prefix}_report.html");
        Assert.Contains("17 Thalamus", page);
        Assert.Contains("Outside all regions", page);

        static string Name(int region) => region switch { 17 => "Thalamus", 2035 => "Insula", _ => "n/a" };
    }

    [Theory]
    [InlineData("shifted", "lies on another grid than")]
    [InlineData("fractions", "is not a map of regions: voxel (1, 0, 0) is 0.5, expected whole numbers from 0")]
    [InlineData("negative", "is not a map of regions: voxel (0, 0, 0) is -1")]
    [InlineData("zeros", "holds no regions: every voxel is 0")]
    [InlineData("absent", "atlas.nii does not exist")]
    public void Refuses_a_map_that_is_not_an_atlas_on_the_grid(string kind, string message)
    {
        var values = Regions(_work.T1Values.Length);
        values[1] = kind == "fractions" ? 0.5f : values[1];
        values[0] = kind == "negative" ? -1 : values[0];
        var atlas = kind switch
        {
            "absent" => _work.At("atlas.nii"),
            "zeros" => _work.Put("atlas.nii", new float[values.Length]),
            _ => _work.Put("atlas.nii", values, shift: kind == "shifted" ? 1 : 0),
        };
        var outcome = Gpuseg.Run("segment", _work.T1, "-k", "2", "--regions", atlas, "-o", _work.Prefix);
        Assert.Equal((3, ""), (outcome.ExitCode, outcome.Stdout));
        Assert.Contains(message, outcome.Stderr);
        Assert.Empty(_work.Left);
    }

    [Fact]
    public void Places_a_map_by_nearest_neighbour_when_images_are_resampled()
    {
        var values = Regions(_work.T1Values.Length);
        var atlas = _work.Put("atlas.nii", values);
        Gpuseg.Succeed("segment", _work.T1, "-k", "2", "--regrid", "4", "--regions", atlas, "-o", _work.Prefix);
        var input = Json($"{_work.Prefix}_dseg.json").GetProperty("Inputs").EnumerateArray().Last();
        Assert.Equal(
            ("regions", "resampled, nearest"), (input.GetProperty("Role").GetString(), input.GetProperty("Voxels").GetString()));
        Assert.Equal(NiftiReader.Read(atlas)[0].Hash, input.GetProperty("VoxelSha256").GetString());
        string[][] rows = [.. File.ReadAllLines($"{_work.Prefix}_regions.tsv")[1..].Select(line => line.Split('\t'))];
        Assert.Equal(["0", "17", "1002", "2035"], rows.Select(row => row[0]).Distinct());
        // Each voxel of the mask is in one row.
        var mask = Values($"{_work.Prefix}_dseg.nii.gz").Count(label => label > 0);
        Assert.Equal(mask, rows.Where(row => row[2] != "0").Sum(row => int.Parse(row[4])));
        Refusal.Of(
            3, Gpuseg.Run("segment", _work.T1, "-k", "2", "--regions", $"{_work.Prefix}_dseg.nii.gz", "-o", _work.At("other")),
            "lies on another grid than");
    }

    [Fact]
    public void Gives_volumes_as_shares_of_the_intracranial_volume()
    {
        Gpuseg.Succeed("segment", _work.T1, "-k", "2", "--icv", "10.5", "-o", _work.Prefix, "--report");
        string[][] cells = [.. File.ReadAllLines($"{_work.Prefix}_dseg.tsv").Select(line => line.Split('\t'))];
        var (share, volume) = (Array.IndexOf(cells[0], "icv_share"), Array.IndexOf(cells[0], "volume_ml"));
        Assert.All(cells[1..], row => Assert.Equal(double.Parse(row[volume]) / 10.5, double.Parse(row[share]), 1e-12));
        Assert.Equal(10.5, Json($"{_work.Prefix}_dseg.json").GetProperty("IntracranialVolume").GetDouble());
        Assert.Contains("Share of ICV", File.ReadAllText($"{_work.Prefix}_report.html"));
        var outcome = Gpuseg.Succeed("segment", _work.T1, "-k", "2", "--icv", "1.5", "-o", _work.Prefix, "--overwrite");
        Assert.Matches(@"The mask has \d+ mL, more than the intracranial volume of 2 mL; check both\.", outcome.Stderr);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1400")]
    [InlineData("1450000")]
    [InlineData("many")]
    public void Refuses_an_intracranial_volume_that_is_not_in_millilitres(string volume)
    {
        var outcome = Gpuseg.Run("segment", _work.T1, "-k", "2", "--icv", volume, "-o", _work.Prefix);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains($"--icv is {volume}; it must be a volume in mL, a number above 0 and at most 20000", outcome.Stderr);
    }

    [Fact]
    public void Measures_regions_and_intracranial_shares_of_a_data_set()
    {
        var (raw, results) = (_work.At("raw"), _work.At("derivatives"));
        Gpuseg.Succeed("demo", "--bids", raw, "--subjects", "2");
        string[] command = ["bids", raw, results, "participant", "-k", "3", "--init", "sample"];
        Gpuseg.Succeed([.. command, "--no-reports"]);
        foreach (var subject in (string[])["sub-01", "sub-02"])
        {
            var folder = Directory.CreateDirectory(Path.Combine(raw, "derivatives", "atlas", subject, "anat")).FullName;
            var map = Path.Combine(results, subject, "anat", $"{subject}_seg-gmm3_dseg.nii.gz");
            File.Copy(map, Path.Combine(folder, $"{subject}_desc-aseg_dseg.nii.gz"));
            File.Copy(map, Path.Combine(folder, $"{subject}_desc-other_dseg.nii.gz"));
        }

        File.WriteAllText(Path.Combine(raw, "participants.tsv"), "participant_id\tage\ticv\nsub-01\t40\t1600\nsub-02\t41\tn/a\n");
        // Results without regions are of another request.
        string[] regions = ["--regions", "derivatives/atlas:desc-aseg", "--icv", "icv"];
        var refused = Gpuseg.Run([.. command, .. regions]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(
            "Regions was absent and is \"bids:raw:derivatives/atlas/sub-01/anat/sub-01_desc-aseg_dseg.nii.gz\" now", refused.Stderr);
        Gpuseg.Succeed([.. command, .. regions, "--overwrite"]);
        Assert.EndsWith("0 segmented, 2 complete already, 0 failed\n", Gpuseg.Succeed([.. command, .. regions]).Stdout);
        Assert.EndsWith("0 segmented, 2 complete already, 0 failed\n", Gpuseg.Succeed([.. command, "--no-reports"]).Stdout);
        // Each label is a region of its own.
        var lines = File.ReadAllLines(Path.Combine(results, "sub-01", "anat", "sub-01_seg-gmm3_regions.tsv"));
        Assert.Equal(
            ["1\t1", "2\t2", "3\t3"],
            lines[1..].Select(line => line.Split('\t')).Where(row => row[6] == "1").Select(row => $"{row[0]}\t{row[2]}"));
        Assert.Contains("<h2 id=\"regions-title\">", File.ReadAllText(Path.Combine(results, "sub-01.html")));
        Assert.Contains("*_regions.tsv", File.ReadAllLines(Path.Combine(results, ".bidsignore")));

        var ambiguous = Gpuseg.Run(["bids", raw, results, "participant", "-k", "3", "--init", "sample", "--regions", "atlas", "--dry-run"]);
        Assert.Contains("has several maps of regions of sub-01 on the grid of its images", ambiguous.Stdout);
        Assert.Contains("name the one by an entity, such as atlas:desc-aseg.", ambiguous.Stdout);

        // An atlas that has changed is noticed.
        var atlas = Path.Combine(raw, "derivatives", "atlas", "sub-02", "anat", "sub-02_desc-aseg_dseg.nii.gz");
        File.Copy(Path.Combine(raw, "derivatives", "truth", "sub-02", "anat", "sub-02_dseg.nii.gz"), atlas, overwrite: true);
        refused = Gpuseg.Run([.. command, .. regions]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("sub-02_desc-aseg_dseg.nii.gz have changed since", refused.Stderr);
        Gpuseg.Succeed([.. command, .. regions, "--overwrite", "--participant-label", "02"]);
        Assert.EndsWith("0 segmented, 2 complete already, 0 failed\n", Gpuseg.Succeed([.. command, .. regions]).Stdout);

        Gpuseg.Succeed("bids", raw, results, "group", "--icv", "icv");
        string[][] table = [.. File.ReadAllLines(Path.Combine(results, "group_dseg.tsv")).Select(line => line.Split('\t'))];
        Assert.Equal(["1600", "n/a"], table[1..].Select(row => row[Array.IndexOf(table[0], "icv_ml")]));
        Assert.Equal(
            double.Parse(table[1][Array.IndexOf(table[0], "volume_ml_1")]) / 1600,
            double.Parse(table[1][Array.IndexOf(table[0], "icv_share_1")]), 1e-12);
        Assert.Equal("n/a", table[2][Array.IndexOf(table[0], "icv_share_1")]);
        var unknown = Gpuseg.Run("bids", raw, results, "group", "--icv", "tiv");
        Assert.Equal(3, unknown.ExitCode);
        Assert.Contains("has no column tiv of intracranial volumes; its columns are participant_id, age, icv.", unknown.Stderr);
    }

    [Fact]
    public void Takes_regions_and_intracranial_volumes_of_a_list_from_its_columns()
    {
        var atlas = _work.Put("atlas.nii", Regions(_work.T1Values.Length));
        var list = _work.PutText("list.tsv", "id\tt1\tparts\ticv\nA\tt1.nii\tatlas.nii\t5\nB\tflair.nii\tatlas.nii\tn/a\n");
        string[] columns = ["--regions", "parts", "--icv", "icv"];
        Gpuseg.Succeed(["cohort", list, "-k", "2", "-o", _work.Out, .. columns]);
        var table = File.ReadAllText(Path.Combine(_work.Out, "sub-A", "anat", "sub-A_seg-gmm2_regions.tsv"));
        Assert.Contains("\n2035\t", table);
        Gpuseg.Succeed(["cohort", list, "group", "-o", _work.Out, .. columns]);
        string[][] rows = [.. File.ReadAllLines(Path.Combine(_work.Out, "group_dseg.tsv")).Select(line => line.Split('\t'))];
        Assert.Equal(["5", "n/a"], rows[1..].Select(row => row[Array.IndexOf(rows[0], "icv_ml")]));
        // The same atlas as one file for all.
        var plain = _work.PutText("plain.tsv", "id\tt1\nA\tt1.nii\nB\tflair.nii\n");
        var other = _work.At("other");
        Gpuseg.Succeed("cohort", plain, "-k", "2", "-o", other, "--regions", atlas);
        Assert.Equal(table, File.ReadAllText(Path.Combine(other, "sub-A", "anat", "sub-A_seg-gmm2_regions.tsv")));
        var unknown = Gpuseg.Run("cohort", plain, "-k", "2", "-o", other, "--icv", "tiv");
        Assert.Equal(3, unknown.ExitCode);
        Assert.Contains("has no column tiv; its columns are id, t1.", unknown.Stderr);
    }

    private static float[] Regions(int count) => [.. Enumerable.Range(0, count).Select(i => (i / 40 % 4) switch
    {
        0 => 0,
        1 => 17,
        2 => 1002f,
        _ => 2035,
    })];

    private static float[] Values(string path)
    {
        var volume = NiftiReader.Read(path)[0];
        var values = new float[volume.VoxelCount];
        volume.CopyTo(values);
        return values;
    }

    private static JsonElement Json(string path) => Workplace.Parse(File.ReadAllText(path));
}
