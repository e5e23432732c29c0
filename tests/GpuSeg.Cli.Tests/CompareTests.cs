using System.Text.Json;

namespace GpuSeg.Cli.Tests;

public sealed class CompareTests : IDisposable
{
    private static readonly string[] s_scores =
    [
        "adjusted_rand_score", "rand_score", "fowlkes_mallows_score", "adjusted_mutual_info_score", "normalized_mutual_info_score",
        "homogeneity_score", "completeness_score", "agreement",
    ];

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Agrees_fully_for_a_map_with_itself()
    {
        var map = Map("a.nii", Thirds);
        var found = Compare(map, map, "--truth");
        Assert.All(s_scores, score => Assert.Equal(1, found.GetProperty(score).GetDouble()));
        Assert.Equal([(1, 1), (2, 2), (3, 3)], Matches(found));
        Assert.All(Column(found, "dice").Concat(Column(found, "jaccard")), overlap => Assert.Equal(1, overlap));
        Assert.All(Column(found, "hd95_mm").Concat(Column(found, "assd_mm")).Concat(Column(found, "volume_difference_ml")), difference =>
            Assert.Equal(0, difference));
        Assert.Equal((0, 0), (Whole(found, "voxels_labelled_in_a_only"), Whole(found, "voxels_labelled_in_b_only")));
    }

    [Fact]
    public void Ignores_the_numbering_of_labels()
    {
        var found = Compare(Map("a.nii", Thirds), Map("b.nii", i => Thirds(i) switch { 0 => 0, 1 => 255, 2 => 1, _ => 9 }));
        Assert.All(s_scores, score => Assert.Equal(1, found.GetProperty(score).GetDouble()));
        Assert.Equal([(1, 255), (2, 1), (3, 9)], Matches(found));
        Assert.All(Column(found, "dice"), dice => Assert.Equal(1, dice));
    }

    [Fact]
    public void Prints_counts_and_measures()
    {
        // A bar of four voxels of 2 x 2 x 3 mm along the first axis, and the truth one voxel farther, next to a label that A lacks.
        var (a, b) = (Map("a.nii", i => i is >= 178 and < 182 ? 1 : 0), Map("b.nii", i => i is >= 179 and < 183 ? 7 : i == 300 ? 2 : 0));
        var outcome = Gpuseg.Succeed("compare", a, b, "--truth");
        Assert.Equal($"""
            A: {a}, 1 label
            B: {b}, 2 labels, the truth
            3 voxels have a label in both maps, 1 in A alone, 2 in B alone
            over those in both: ARI 1.0000, AMI 1.0000, 100.00 % with matched labels
            voxels with every pair of labels, with 0 as background:
            A  B 0  B 2  B 7
            0  330    1    1
            1    1    0    3
            matched labels, over the whole grid:
            A  B  voxels A  voxels B  common   Dice  Jaccard  HD95 mm  ASSD mm  mL A - B  % of B
            -  2         0         1       0  0.000    0.000        -        -     -0.01  -100.0
            1  7         4         4       3  0.750    0.600     2.00     0.50      0.00     0.0

            """, outcome.Stdout);
        Assert.Empty(outcome.Stderr);
    }

    [Fact]
    public void Labels_beyond_the_smaller_number_are_unmatched()
    {
        var found = Compare(Map("a.nii", Thirds), Map("b.nii", i => Thirds(i) is 0 or 2 ? 0 : 5));
        Assert.Equal([(1, null), (2, null), (3, 5)], Matches(found));
        Assert.Equal([0, 0, 2.0 * 102 / (102 + 203)], Column(found, "dice"));
        found = Compare(Map("b.nii", i => Thirds(i) is 0 or 2 ? 0 : 5), Map("a.nii", Thirds));
        Assert.Equal([(5, 3), (null, 1), (null, 2)], Matches(found));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Measures_overlap_but_no_agreement_for_disjoint_maps(bool empty)
    {
        var found = Compare(Map("a.nii", i => i == 0 && !empty ? 1 : 0), Map("b.nii", i => i == 335 ? 1 : 0), "--truth");
        Assert.All(s_scores, score => Assert.Equal(JsonValueKind.Null, found.GetProperty(score).ValueKind));
        Assert.Equal([(empty ? null : 1, 1)], Matches(found));
        Assert.Equal([0], Column(found, "dice"));
        // The diagonal of 8 x 7 x 6 voxels of 2 x 2 x 3 mm.
        Assert.Equal([empty ? double.NaN : Math.Sqrt((14 * 14) + (12 * 12) + (15 * 15))], Column(found, "hd95_mm"));
        Assert.DoesNotContain("ARI", Gpuseg.Succeed("compare", _place.At("a.nii"), _place.At("b.nii")).Stdout);
    }

    [Fact]
    public void Names_labels_by_the_table_beside_the_map()
    {
        var (a, b) = (Map("a_dseg.nii", Thirds), Map("b_dseg.nii", Thirds));
        _place.PutText("b_dseg.tsv", "name\tcolor\tindex\nCSF\t#00\t1\ngrey matter\t#01\t2\nn/a\t#02\t3\n");
        var found = Compare(a, b);
        Assert.Equal(["CSF", "grey matter", null], found.GetProperty("pairs").EnumerateArray()
            .Select(pair => pair.GetProperty("name_b").GetString()));
        Assert.All(found.GetProperty("pairs").EnumerateArray(), pair =>
            Assert.Equal(JsonValueKind.Null, pair.GetProperty("name_a").ValueKind));
        var lines = Gpuseg.Succeed("compare", a, b).Stdout.Split('\n');
        Assert.Contains("A  B  name in B    voxels A  voxels B  common   Dice  Jaccard", lines);
        Assert.Contains("3  3  -                 102       102     102  1.000    1.000", lines);
    }

    [Fact]
    public void Warns_about_a_table_without_names()
    {
        var (a, b) = (Map("a_dseg.nii", Thirds), Map("b_dseg.nii", Thirds));
        _place.PutText("a_dseg.tsv", "label\tname\n1\tCSF\n");
        var outcome = Gpuseg.Succeed("compare", a, b, "--json");
        Assert.Equal($"gpuseg: warning: {_place.At("a_dseg.tsv")} has no columns index and name; labels of its map are shown by number.\n",
            outcome.Stderr);
        Assert.Single(Workplace.Parse(outcome.Stdout).GetProperty("warnings").EnumerateArray());
    }

    [Fact]
    public void Labels_off_by_the_rounding_of_a_scaled_file_are_labels()
    {
        var stored = Workplace.Labels(Map("a.nii", Thirds)).Select(label => MathF.Round(label / 9.155e-5f)).ToArray();
        var scaled = _place.Put("scaled.nii", NiftiBytes.Floats(stored, Workplace.Shape).With(NiftiBytes.SclSlope, 9.155e-5f));
        Assert.Equal(1, Compare(_place.At("a.nii"), scaled).GetProperty("adjusted_rand_score").GetDouble());
    }

    [Fact]
    public void Writes_the_pairs_with_the_same_bytes_in_every_run()
    {
        var (a, b) = (Map("a.nii", i => i is >= 178 and < 182 ? 1 : 0), Map("b.nii", i => i is >= 179 and < 183 ? 7 : i == 300 ? 2 : 0));
        var found = Compare(a, b, "--truth", "-o", _place.Prefix);
        Assert.Equal(["s_compare.json", "s_compare.png", "s_compare.tsv"], _place.Left);
        Assert.Equal("""
            label_a	label_b	name_a	name_b	voxels_a	voxels_b	voxels_common	dice	jaccard	hd95_mm	assd_mm	volume_difference_ml	volume_difference_percent
            n/a	2	n/a	n/a	0	1	0	0	0	n/a	n/a	-0.012	-100
            1	7	n/a	n/a	4	4	3	0.75	0.6	2	0.5	0	0

            """, File.ReadAllText(_place.Prefix + "_compare.tsv"));
        byte[][] written = [.. Directory.GetFiles(_place.Out).Order().Select(File.ReadAllBytes)];
        Assert.Equal(((string[])["tsv", "png", "json"]).Select(kind => $"{_place.Prefix}_compare.{kind}"), found.GetProperty("outputs")
            .EnumerateArray().Select(path => path.GetString()));
        Assert.Equal(
            found.EnumerateObject().Skip(1).Select(property => property.ToString()),
            Workplace.Parse(File.ReadAllText(_place.Prefix + "_compare.json")).EnumerateObject().Select(property => property.ToString()));
        Assert.Equal("[[330,1,1],[1,0,3]]", JsonSerializer.Serialize(found.GetProperty("contingency").GetProperty("voxels")));
        Compare(a, b, "--truth", "-o", _place.Prefix, "--overwrite");
        Assert.Equal(written, Directory.GetFiles(_place.Out).Order().Select(File.ReadAllBytes));
    }

    [Fact]
    public void Omits_truth_measures_without_a_truth()
    {
        var map = Map("a.nii", Thirds);
        Assert.DoesNotContain("HD95", Gpuseg.Succeed("compare", map, map, "-o", _place.Prefix).Stdout);
        Assert.EndsWith("\tdice\tjaccard", File.ReadLines(_place.Prefix + "_compare.tsv").First());
    }

    [Theory]
    [InlineData("_compare.tsv")]
    [InlineData("_compare.json")]
    [InlineData("_compare.png")]
    public void Keeps_existing_outputs_and_never_overwrites_an_input(string suffix)
    {
        var map = Map("a.nii", Thirds);
        File.Copy(map, _place.Prefix + suffix);
        Refusal.Of(1, Gpuseg.Run("compare", map, map, "-o", _place.Prefix), $"s{suffix} exists already", "--overwrite");
        Refusal.Of(1, Gpuseg.Run("compare", map, _place.Prefix + suffix, "-o", _place.Prefix, "--overwrite"), "is an input");
        Assert.Equal(File.ReadAllBytes(map), File.ReadAllBytes(_place.Prefix + suffix));
        Assert.Equal(["s" + suffix], _place.Left);
    }

    [Fact]
    public void Rejects_a_different_grid()
    {
        Refused(_place.Put("b.nii", NiftiBytes.Small()), "lies on another grid than", "4 x 3 x 2", "resample");
        Refused(_place.Put("b.nii", new float[8 * 7 * 6], shift: 40), "40 mm elsewhere");
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(float.NaN)]
    [InlineData(-1)]
    [InlineData(1e12f)]
    public void Rejects_a_value_that_is_not_a_label(float value)
    {
        var values = new float[8 * 7 * 6];
        (values[100], values[101]) = (value, 1000);
        Refused(_place.Put("b.nii", values),
            $"b.nii is not a label map: voxel (4, 5, 1) is {value:G7}, expected whole numbers of at least 0; ",
            "not of intensities or probabilities");
    }

    [Fact]
    public void Compares_labels_above_255_under_their_numbers()
    {
        var (small, large) = (Map("a.nii", Thirds), Map("b.nii", i => Thirds(i) switch { 0 => 0, 1 => 2035, 2 => 24, _ => 1002 }));
        var found = Compare(small, large, "-o", _place.Prefix);
        Assert.Equal([(1, 2035), (2, 24), (3, 1002)], Matches(found));
        Assert.All(Column(found, "dice"), dice => Assert.Equal(1, dice));
        var labels = found.GetProperty("contingency").GetProperty("labels_b").EnumerateArray().Select(label => label.GetInt32());
        Assert.Equal([0, 24, 1002, 2035], labels);
        Assert.Equal("1\t2035\t", File.ReadAllLines($"{_place.Prefix}_compare.tsv")[1][..7]);
        Assert.Contains("B 1002", Gpuseg.Succeed("compare", small, large).Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_more_labels_than_it_can_compare() =>
        Refused(Map("b.nii", i => 1000 + i), "b.nii holds more than 255 different labels", "merge some of them");

    [Fact]
    public void Rejects_several_volumes() =>
        Refused(_place.Put("b.nii", NiftiBytes.Floats(new float[8 * 7 * 6 * 2], [.. Workplace.Shape, 2])), "b.nii holds 2 volumes",
            "single 3-D image", "extract");

    [Fact]
    public void Rejects_a_missing_file() => Refused(_place.At("gone.nii"), "gone.nii does not exist");

    [Fact]
    public void Rejects_maps_without_labels()
    {
        var empty = Map("b.nii", _ => 0);
        Refusal.Of(3, Gpuseg.Run("compare", empty, empty), "hold no labels", "nothing to compare");
    }

    [Fact]
    public void Rejects_a_single_map() =>
        Refusal.OfUsage(Gpuseg.Run("compare", Map("a.nii", Thirds)), "B is missing", "see gpuseg compare --help");

    [Fact]
    public void Rejects_a_prefix_that_names_a_file()
    {
        var map = Map("a.nii", Thirds);
        Refusal.OfUsage(Gpuseg.Run("compare", map, map, "-o", "out.nii.gz"), "names a file", "such as out.");
    }

    private static int Thirds(int i) => i % 11 == 0 ? 0 : 1 + (i % 3);

    private string Map(string name, Func<int, int> label) =>
        _place.Put(name, [.. Enumerable.Range(0, 8 * 7 * 6).Select(i => (float)label(i))]);

    private static JsonElement Compare(params string[] arguments) =>
        Workplace.Parse(Gpuseg.Succeed(["compare", "--json", .. arguments]).Stdout);

    private static (int? A, int? B)[] Matches(JsonElement found) =>
        [.. found.GetProperty("pairs").EnumerateArray()
            .Select(pair => (Label(pair.GetProperty("label_a")), Label(pair.GetProperty("label_b"))))];

    private static int? Label(JsonElement label) => label.ValueKind == JsonValueKind.Null ? null : label.GetInt32();

    private static double[] Column(JsonElement found, string name) =>
        [.. found.GetProperty("pairs").EnumerateArray().Select(pair => pair.GetProperty(name))
            .Select(cell => cell.ValueKind == JsonValueKind.Null ? double.NaN : cell.GetDouble())];

    private static int Whole(JsonElement found, string name) => found.GetProperty(name).GetInt32();

    private void Refused(string b, params string[] parts)
    {
        Refusal.Of(3, Gpuseg.Run("compare", Map("a.nii", Thirds), b, "-o", _place.Prefix), parts);
        Assert.Empty(_place.Left);
    }
}
