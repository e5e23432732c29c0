using System.Text.Json;
using GpuSeg.Studies.Phantom;

namespace GpuSeg.Cli.Tests;

/// <summary><c>bids --lesion</c> and <c>cohort --lesion</c>.</summary>
public sealed class BidsLesionTests : IDisposable
{
    private const byte Tumour = 4;

    private static readonly string[] s_fit = ["-k", "3", "--init", "random_from_data", "--max-iter", "2"];

    private readonly TempFolder _folder = new();

    public BidsLesionTests() => PhantomDataset.Write(Raw, 3);

    private string Raw => _folder.At("raw");

    private string Out => _folder.At("out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Writes_maps_volumes_and_pages_that_agree_with_the_truth()
    {
        File.Delete(Path.Combine(Raw, "sub-02/anat/sub-02_FLAIR.nii.gz"));
        var outcome = Bids("--lesion", "--allow-missing");
        Assert.Contains(
            "sub-02: No lesion is searched: None of t1w, t1ce, adc is a FLAIR image", outcome.Stderr, StringComparison.Ordinal);
        Assert.Contains("(`--lesion`)", outcome.Stderr, StringComparison.Ordinal);
        foreach (var subject in (string[])["01", "03"])
        {
            Assert.Matches($@"\nsub-{subject}: .*; lesion [\d.]+.mL -> ", $"\n{outcome.Stdout}");
            var map = Workplace.Labels(At(subject, "label-lesion_mask.nii.gz"));
            var truth = Workplace.Labels(Path.Combine(Raw, $"derivatives/truth/sub-{subject}/anat/sub-{subject}_dseg.nii.gz"));
            Assert.InRange(Dice(map, truth), 0.8, 1);
            var (own, finding) = (Json(subject, "label-lesion_mask.json"), Finding(subject));
            Assert.Equal("Lesion", own.GetProperty("Type").GetString());
            Assert.Equal(map.Count(voxel => voxel == 1), finding.GetProperty("LesionVoxels").GetInt32());
            Assert.Equal(own.GetProperty("LesionVolume_mL").GetRawText(), finding.GetProperty("LesionVolume_mL").GetRawText());
            Assert.True(Json(subject, "desc-lesionscore_FLAIR.json").GetProperty("SkullStripped").GetBoolean());
            Assert.Contains("Contour of the lesion", Page(subject), StringComparison.Ordinal);
            Assert.Contains("Parts of the lesion", Page(subject), StringComparison.Ordinal);
        }

        Assert.Contains(
            "bright and asymmetric region was searched", File.ReadAllText(Path.Combine(Out, "logs/CITATION.md")), StringComparison.Ordinal);
        Assert.False(File.Exists(At("02", "label-lesion_mask.nii.gz")));
        Assert.Contains("FLAIR", Finding("02").GetProperty("Reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("No lesion was searched", Page("02"), StringComparison.Ordinal);
        Gpuseg.Succeed("bids", Raw, Out, "group", "--allow-missing");
        var volumes = Column("lesion_ml");
        Assert.Equal("n/a", volumes[1]);
        Assert.Equal(Finding("01").GetProperty("LesionVolume_mL").GetRawText(), volumes[0]);
        Assert.Contains("lesion_ml", File.ReadAllText(Path.Combine(Out, "group_dseg.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Repeats_sessions_without_a_search_and_keeps_those_with_one()
    {
        File.Delete(Path.Combine(Raw, "sub-02/anat/sub-02_FLAIR.nii.gz"));
        Bids("--allow-missing", "--no-reports");
        var labels = Tree.Of(Out)["sub-01/anat/sub-01_seg-gmm3_dseg.nii.gz"];
        Assert.Contains("3 segmented, 0 complete", Bids("--allow-missing", "--no-reports", "--lesion").Stdout, StringComparison.Ordinal);
        Assert.Equal(labels, Tree.Of(Out)["sub-01/anat/sub-01_seg-gmm3_dseg.nii.gz"]);
        var tree = Tree.Of(Out);
        Assert.Contains("0 segmented, 3 complete", Bids("--allow-missing", "--no-reports", "--lesion").Stdout, StringComparison.Ordinal);
        Assert.Contains("0 segmented, 3 complete", Bids("--allow-missing", "--no-reports").Stdout, StringComparison.Ordinal);
        Assert.Equal(tree, Tree.Of(Out));
        File.WriteAllBytes(At("01", "label-lesion_mask.nii.gz"), [1, 2, 3]);
        Assert.Contains("1 segmented, 2 complete", Bids("--allow-missing", "--no-reports", "--lesion").Stdout, StringComparison.Ordinal);
        Assert.Equal(tree, Tree.Of(Out));
        Bids("--allow-missing", "--no-reports", "--overwrite");
        Assert.False(File.Exists(At("01", "desc-lesionscore_FLAIR.json")));
    }

    [Fact]
    public void Shares_the_lesion_of_a_session_and_refuses_to_replace_one_of_other_images()
    {
        string[] first = ["--participant-label", "01", "--no-reports", "--lesion"];
        Bids(first);
        var lesion = Tree.Of(Out)["sub-01/anat/sub-01_label-lesion_mask.nii.gz"];
        Gpuseg.Succeed(["bids", Raw, Out, "participant", "-k", "2", "--max-iter", "2", .. first]);
        Assert.Equal(lesion, Tree.Of(Out)["sub-01/anat/sub-01_label-lesion_mask.nii.gz"]);
        string[] other = ["bids", Raw, Out, "participant", "-k", "4", "--max-iter", "2", "--modalities", "FLAIR", .. first];
        Assert.Contains("is the lesion of another segmentation", Gpuseg.Run(other).Stderr, StringComparison.Ordinal);
        Assert.Equal(lesion, Tree.Of(Out)["sub-01/anat/sub-01_label-lesion_mask.nii.gz"]);
        Gpuseg.Succeed([.. other, "--overwrite"]);
        Assert.Contains("its lesion sub-01/anat/sub-01_label-lesion_mask.nii.gz was replaced", Gpuseg.Run(
            ["bids", Raw, Out, "participant", .. s_fit, .. first]).Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public void Does_not_mistake_a_lesion_for_the_brain()
    {
        Bids("--no-reports", "--lesion", "--participant-label", "01");
        string[] run = ["bids", Raw, _folder.At("other"), "participant", .. s_fit, "--participant-label", "01", "--mask-from", Out];
        var plan = Workplace.Parse(Gpuseg.Succeed([.. run, "--dry-run", "--json"]).Stdout);
        Assert.EndsWith("sub-01_desc-gpuseg_mask.nii.gz", plan.GetProperty("sessions")[0].GetProperty("mask").GetString());
    }

    [Fact]
    public void Finds_lesions_of_a_list_by_the_names_of_its_columns()
    {
        File.WriteAllText(
            _folder.At("list.tsv"),
            "id\tone\tflair\nA\traw/sub-01/anat/sub-01_T1w.nii.gz\traw/sub-01/anat/sub-01_FLAIR.nii.gz\n");
        string[] run = ["cohort", _folder.At("list.tsv"), "-o", Out, .. s_fit, "--no-reports"];
        Assert.Contains("; lesion ", Gpuseg.Succeed([.. run, "--lesion"]).Stdout, StringComparison.Ordinal);
        Assert.Contains("Flair", Finding("A").GetProperty("Contrasts").GetRawText(), StringComparison.Ordinal);
        Gpuseg.Succeed("cohort", _folder.At("list.tsv"), "group", "-o", Out);
        Assert.NotEqual("n/a", Column("lesion_ml")[0]);
    }

    [Fact]
    public void Adds_no_column_and_no_file_without_the_option()
    {
        Bids("--no-reports", "--participant-label", "01");
        Gpuseg.Succeed("bids", Raw, Out, "group", "--participant-label", "01");
        Assert.DoesNotContain("lesion_ml", File.ReadLines(Path.Combine(Out, "group_dseg.tsv")).First(), StringComparison.Ordinal);
        Assert.DoesNotContain(Tree.Of(Out).Keys, path => path.Contains("lesion", StringComparison.Ordinal));
    }

    private Outcome Bids(params string[] options) => Gpuseg.Succeed(["bids", Raw, Out, "participant", .. s_fit, .. options]);

    private string At(string subject, string name) => Path.Combine(Out, $"sub-{subject}", "anat", $"sub-{subject}_{name}");

    private JsonElement Json(string subject, string name) => Workplace.Parse(File.ReadAllText(At(subject, name)));

    private JsonElement Finding(string subject) => Json(subject, "seg-gmm3_dseg.json").GetProperty("Lesion");

    private string Page(string subject) => File.ReadAllText(Path.Combine(Out, $"sub-{subject}.html"));

    private string[] Column(string name)
    {
        string[][] rows = [.. File.ReadLines(Path.Combine(Out, "group_dseg.tsv")).Select(line => line.Split('\t'))];
        return [.. rows.Skip(1).Select(row => row[Array.IndexOf(rows[0], name)])];
    }

    private static double Dice(byte[] map, byte[] truth)
    {
        var common = map.Zip(truth).Count(pair => pair is { First: 1, Second: Tumour });
        return 2.0 * common / (map.Count(voxel => voxel == 1) + truth.Count(voxel => voxel == Tumour));
    }
}
