using System.Text.Json;

namespace GpuSeg.Cli.Tests;

/// <summary>Mask files and excluded voxels, through the command.</summary>
public sealed class MaskFileTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Cuts_a_graded_mask_at_a_half_and_says_so_everywhere()
    {
        // In the half of the grid from 168 on the mask is 1, before it falls to 0.
        var mask = Put("mask", i => i >= 168 ? 1 : i >= 112 ? 0.3f : 0);
        var outcome = Segment("--mask", mask, "--report");
        const string found = "holds values from 0 to 1 instead of two: the mask is its 168 voxels above 0.5, of 224 that are not 0; ";
        Assert.StartsWith($"gpuseg: warning: {mask} {found}set a mask threshold (`--mask-threshold T`) to change this.\n", outcome.Stderr);
        Assert.StartsWith("168 of 336 voxels kept (above 0.5 in mask)\n", outcome.Stdout);
        Assert.Equal(168, _place.Labels().Count(label => label > 0));
        var sidecar = _place.Json("_dseg.json");
        Assert.Equal(0.5, sidecar.GetProperty("AutomaticMaskThreshold").GetDouble());
        Assert.Contains(found, Texts(sidecar, "Warnings").First());
        var page = File.ReadAllText(_place.Prefix + "_report.html");
        Assert.Contains(found, page);
        Assert.Contains("file mask, values above 0.5", page);

        Assert.DoesNotContain("holds values", Segment("--mask", mask, "--mask-threshold", "0.2", "--overwrite").Stderr);
        Assert.Equal(224, _place.Labels().Count(label => label > 0));
        sidecar = _place.Json("_dseg.json");
        Assert.Equal(0.2, sidecar.GetProperty("MaskThreshold").GetDouble());
        Assert.False(sidecar.TryGetProperty("AutomaticMaskThreshold", out _));
    }

    [Fact]
    public void Warns_about_labels()
    {
        var mask = Put("labels", i => i >= 168 ? 2 : i >= 112 ? 1 : 0);
        Assert.Contains("holds 2 labels (1, 2): the mask is all 224 voxels that are not 0; ", Segment("--mask", mask).Stderr);
    }

    [Fact]
    public void Refuses_an_empty_mask_with_what_it_holds()
    {
        var mask = Put("empty", _ => 0);
        Refusal.Of(
            3, Run("--mask", mask), $"The mask {mask} is empty: all its values are 0 or not finite;", "choose another mask (`--mask");
        mask = Put("one", i => i == 0 ? 1 : 0);
        Refusal.Of(3, Run("--mask", mask, "--mask-threshold", "7"), "is empty: no value is above 7, the greatest is 1;");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Leaves_excluded_voxels_out_of_the_fit(bool labelled)
    {
        string[] label = labelled ? ["--label-excluded"] : [];
        // The fit of the rest alone, by a mask file.
        var kept = (int i) => _place.T1Values[i] > 0 && _place.FlairValues[i] > 0;
        Segment("--mask", Put("rest", i => kept(i) && i >= 100 ? 1 : 0));
        var (rest, model) = (_place.Labels(), File.ReadAllText(_place.Prefix + "_model.json"));

        var excluded = Put("lesion", i => i < 100 ? 1 : 0);
        var outcome = Segment(["--exclude", excluded, "--overwrite", "--report", "--probseg", .. label]);
        var count = Enumerable.Range(0, 100).Count(kept);
        Assert.Empty(outcome.Stderr);
        Assert.Contains($"(> 0 in every image; {count} voxels excluded{(labelled ? " from the fit" : "")})\n", outcome.Stdout);
        Assert.Equal(model, File.ReadAllText(_place.Prefix + "_model.json"));
        Assert.Equal(rest[100..], _place.Labels()[100..]);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => labelled && kept(i)), _place.Labels()[..100].Select(value => value > 0));
        var sidecar = _place.Json("_dseg.json");
        Assert.Equal(count, sidecar.GetProperty("ExcludedVoxels").GetInt32());
        Assert.Equal(labelled ? "labelled" : "background", sidecar.GetProperty("Excluded").GetString());
        Assert.Equal("excluded", sidecar.GetProperty("Inputs").EnumerateArray().Last().GetProperty("Role").GetString());
        var page = File.ReadAllText(_place.Prefix + "_report.html");
        Assert.Contains(labelled ? "left out of the fit and labelled by its model" : "left out of the fit and have no label", page);
        Assert.Contains($"file lesion, {count} voxels, {(labelled ? "labelled" : "background")}", page);
    }

    [Fact]
    public void Scales_by_the_voxels_that_are_fitted()
    {
        var bright = _place.Put("bright.nii", [.. _place.T1Values.Select((value, i) => i < 20 ? 1e5f : value)]);
        var lesion = Put("lesion", i => i < 20 ? 1 : 0);
        string[] arguments = ["segment", bright, "-k", "3", "--scale", "standard", "-o", _place.Prefix, "--exclude", lesion];
        Gpuseg.Succeed(arguments);
        var model = File.ReadAllText(_place.Prefix + "_model.json");
        var labels = _place.Labels();
        Gpuseg.Succeed([.. arguments, "--label-excluded", "--overwrite"]);
        Assert.Equal(model, File.ReadAllText(_place.Prefix + "_model.json"));
        Assert.Equal(labels[20..], _place.Labels()[20..]);
        Assert.All(_place.Labels()[..20], label => Assert.True(label > 0));
    }

    [Fact]
    public void Refuses_exclusions_of_everything_or_on_another_grid_and_tells_those_of_nothing()
    {
        Refusal.Of(3, Run("--exclude", Put("all", _ => 1)), "all.nii excludes all ", " voxels of the mask, so there is nothing to fit;");
        var shifted = _place.Put("shifted.nii", [.. _place.T1Values.Select(_ => 1f)], shift: 40);
        Refusal.Of(3, Run("--exclude", shifted), "shifted.nii lies on another grid than ", "-interp nearestneighbour");
        Assert.Contains("none.nii excludes no voxel: it is empty;", Segment("--exclude", Put("none", _ => 0)).Stderr);
    }

    [Theory]
    [InlineData("--mask-threshold 0.5", "--mask-threshold 0.5 needs a mask;")]
    [InlineData("--mask x.nii --mask-threshold nan", "--mask-threshold is nan; it must be a finite number")]
    [InlineData("--label-excluded", "--label-excluded needs excluded voxels;")]
    public void Rejects_options_without_their_file(string options, string message) =>
        Refusal.OfUsage(Run(options.Split(' ')), message);

    [Fact]
    public void Leaves_excluded_voxels_out_of_an_exploration()
    {
        var folder = _place.At("explored");
        var lesion = Put("lesion", i => i < 100 ? 1 : 0);
        Gpuseg.Succeed("explore", _place.T1, "-k", "2", "--methods", "kmeans", "-o", folder, "--exclude", lesion);
        var labels = Workplace.Labels(Directory.GetFiles(Path.Combine(folder, "maps"), "*_dseg.nii.gz")[0]);
        Assert.Equal(_place.T1Values.Select((value, i) => value > 0 && i >= 100), labels.Select(label => label > 0));
        var sidecar = Workplace.Parse(File.ReadAllText(Path.Combine(folder, "explore.json")));
        Assert.Equal(Enumerable.Range(0, 100).Count(i => _place.T1Values[i] > 0), sidecar.GetProperty("ExcludedVoxels").GetInt32());
        Assert.Contains("file lesion, ", File.ReadAllText(Path.Combine(folder, "report.html")));
    }

    [Fact]
    public void Excludes_by_a_column_of_a_list()
    {
        var lesion = Put("lesion", i => i < 100 ? 1 : 0);
        Put("zeros", _ => 0);
        var list = _place.PutText("list.csv", "id,t1,exclude\nA,t1.nii,lesion.nii\nB,t1.nii,n/a\nC,t1.nii,\n");
        string[] arguments = ["cohort", list, "-o", _place.Out, "-k", "2", "--no-reports"];
        Refusal.OfUsage(Gpuseg.Run([.. arguments, "--mask-threshold", "0.5"]), "--mask-threshold 0.5 needs masks, and ", "no column mask");
        Assert.Empty(Gpuseg.Succeed(arguments).Stderr);
        Assert.Equal(100, Labels("A").TakeWhile(label => label == 0).Count());
        Assert.Equal(Labels("B"), Labels("C"));
        Assert.Equal(_place.T1Values.Select(value => value > 0), Labels("B").Select(label => label > 0));
        var sidecar = Workplace.Parse(File.ReadAllText(At("A", "json")));
        Assert.Equal(["bids:raw:t1.nii", "bids:raw:lesion.nii"], Texts(sidecar, "Sources"));

        // Another choice makes another result, which is not taken for the present one.
        var outcome = Gpuseg.Run([.. arguments, "--label-excluded"]);
        Assert.Contains("sub-A_seg-kmeans2", outcome.Stderr.Replace("gmm2", "kmeans2", StringComparison.Ordinal));
        Assert.Contains("Excluded was \"background\" and is \"labelled\" now; allow overwriting", outcome.Stderr);
        File.WriteAllText(list, File.ReadAllText(list).Replace(Path.GetFileName(lesion), "n/a", StringComparison.Ordinal));
        Assert.Contains("sub-A_seg-", Gpuseg.Run(arguments).Stderr);

        byte[] Labels(string subject) => Workplace.Labels(At(subject, "nii.gz"));

        string At(string subject, string extension) =>
            Path.Combine(_place.Out, $"sub-{subject}", "anat", $"sub-{subject}_seg-gmm2_dseg.{extension}");
    }

    [Fact]
    public void Cuts_a_graded_mask_of_a_plot_and_says_so()
    {
        var mask = Put("mask", i => i >= 168 ? 1 : i >= 112 ? 0.3f : 0);
        var outcome = Gpuseg.Succeed("plot", "histograms", _place.T1, "--mask", mask, "-o", _place.At("h.svg"));
        Assert.Contains("the mask is its 168 voxels above 0.5, of 224", outcome.Stderr);
    }

    private string Put(string name, Func<int, float> value) =>
        _place.Put($"{name}.nii", [.. _place.T1Values.Select((_, i) => value(i))]);

    private Outcome Run(params string[] options) =>
        Gpuseg.Run(["segment", _place.T1, _place.Flair, "-k", "3", "-o", _place.Prefix, .. options]);

    private Outcome Segment(params string[] options)
    {
        var outcome = Run(options);
        Assert.True(outcome.ExitCode == 0, outcome.Stderr);
        return outcome;
    }

    private static IEnumerable<string> Texts(JsonElement json, string name) =>
        json.GetProperty(name).EnumerateArray().Select(text => text.GetString()!);
}
