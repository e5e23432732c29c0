using System.Text.Json;
using GpuSeg.Images.Files;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Phantom;

namespace GpuSeg.Cli.Tests;

/// <summary>Masks of a cohort, and cohorts from lists.</summary>
public sealed class CohortTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public CohortTests() => PhantomDataset.Write(Raw, 2);

    private string Raw => _folder.At("raw");

    private string Out => _folder.At("out");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("raw/derivatives/strip", "derivatives/strip", "bids:raw:derivatives/strip/")]
    [InlineData("masks-1", "{root}/masks-1", "bids:masks1:")]
    public void Masks_by_a_derivative_data_set(string folder, string given, string uri)
    {
        given = given.Replace("{root}", _folder.Root, StringComparison.Ordinal);
        PutMask(folder, "01", x => x < 40);
        PutMask(folder, "02", x => x < 30);
        string[] arguments = ["bids", Raw, Out, "participant", "-k", "2", "--mask-from", given];
        Assert.Matches(@"\n +mask +[^\n]+sub-01_desc-brain_mask.nii.gz\n", Gpuseg.Succeed([.. arguments, "--dry-run"]).Stdout);
        Assert.Contains("2 segmented", Gpuseg.Succeed(arguments).Stdout);
        Assert.Equal(Workplace.Labels(MaskAt(folder, "01")), Workplace.Labels(At("sub-01/anat/sub-01_seg-gmm2_dseg.nii.gz"))
            .Select(label => Math.Min(label, (byte)1)));
        var sidecar = Json("sub-01/anat/sub-01_seg-gmm2_dseg.json");
        Assert.Equal(($"{uri}sub-01/anat/sub-01_desc-brain_mask.nii.gz", "file"),
            (sidecar.GetProperty("Sources").EnumerateArray().Last().GetString(), Text(sidecar, "MaskRule")));
        Assert.Equal("file", Text(Json("sub-01/anat/sub-01_desc-gpuseg_mask.json"), "MaskRule"));
        var links = Json("dataset_description.json").GetProperty("DatasetLinks").EnumerateObject()
            .Select(link => $"{link.Name} {link.Value}");
        Assert.Equal(uri == "bids:masks1:" ? ["masks1 ../masks-1", "raw ../raw"] : ["raw ../raw"], links);

        Assert.Contains("2 complete already", Gpuseg.Succeed(arguments).Stdout);
        PutMask(folder, "02", x => x < 20);
        var outcome = Gpuseg.Run(arguments);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Matches(
            @"\n  sub-02: [^\n]+the voxels of [^\n]+sub-02_desc-brain_mask.nii.gz have changed since; allow overwriting", outcome.Stderr);
        Assert.Matches(
            @"\n  sub-01: [^\n]+MaskRule was ""file"" and is ""positive"" now; allow overwriting", Gpuseg.Run([.. arguments[..^2]]).Stderr);
    }

    [Fact]
    public void Writes_the_same_derivative_data_set_for_a_list()
    {
        Gpuseg.Succeed("bids", Raw, Out, "participant", "-k", "2", "--modalities", "T1w,FLAIR");
        File.WriteAllText(
            _folder.At("list.tsv"),
            "id\tt1w\tflair\nP-01\traw/sub-01/anat/sub-01_T1w.nii.gz\traw/sub-01/anat/sub-01_FLAIR.nii.gz\n"
            + "bad\traw/gone.nii\traw/gone.nii\n"
            + $"P-02\t{Raw}/sub-02/anat/sub-02_T1w.nii.gz\t{Raw}/sub-02/anat/sub-02_FLAIR.nii.gz\n");
        var listed = _folder.At("listed");
        string[] arguments = ["cohort", _folder.At("list.tsv"), "-o", listed, "-k", "2"];
        Assert.Contains("sub-bad cannot be segmented: line 3 of list.tsv (id bad): ", Gpuseg.Succeed([.. arguments, "--dry-run"]).Stdout);
        var outcome = Gpuseg.Run(arguments);
        Assert.Equal(1, outcome.ExitCode);
        Assert.EndsWith("2 segmented, 0 complete already, 1 failed\n", outcome.Stdout);
        Assert.Matches(
            @"\Agpuseg: 1 of 3 sessions failed:\n  sub-bad: line 3 of list.tsv \(id bad\): [^\n]+gone.nii does not exist[^\n]+\n\z",
                outcome.Stderr);
        foreach (var file in (string[])["dseg.nii.gz", "dseg.tsv", "model.json"])
        {
            Assert.Equal(File.ReadAllBytes(At($"sub-02/anat/sub-02_seg-gmm2_{file}")), File.ReadAllBytes(
                Path.Combine(listed, $"sub-P02/anat/sub-P02_seg-gmm2_{file}")));
        }

        Assert.Equal("participant_id\tsource_id\nsub-P01\tP-01\nsub-P02\tP-02\nsub-bad\tbad\n", File.ReadAllText(
            Path.Combine(listed, "participants.tsv")));
        var sidecar = Workplace.Parse(File.ReadAllText(Path.Combine(listed, "sub-P02/anat/sub-P02_seg-gmm2_dseg.json")));
        Assert.Equal("bids:raw:raw/sub-02/anat/sub-02_T1w.nii.gz", sidecar.GetProperty("Sources")[0].GetString());
        Assert.DoesNotContain(
            _folder.Root, string.Concat(Directory.GetFiles(listed, "*.json", SearchOption.AllDirectories).Select(File.ReadAllText)));
        Assert.EndsWith("0 segmented, 2 complete already, 1 failed\n", Gpuseg.Run(arguments).Stdout);
        outcome = Gpuseg.Run("cohort", _folder.At("list.tsv"), "group", "-o", listed);
        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith("seg-gmm2: 2 of 3 sessions complete, 1 failed, 0 missing\n", outcome.Stdout);
        Assert.Equal(4, File.ReadAllLines(Path.Combine(listed, "group_dseg.tsv")).Length);

        // The record alone is as good as the options.
        File.WriteAllText(_folder.At("list.tsv"), string.Join(
            '\n', File.ReadAllLines(_folder.At("list.tsv")).Where(line => !line.StartsWith("bad", StringComparison.Ordinal))));
        Assert.Contains("2 complete already", Gpuseg.Succeed(["cohort", _folder.At("list.tsv"), "-o", listed, "--config-file",
            Path.Combine(listed, "logs", "config_seg-gmm2.json")]).Stdout);
    }

    [Fact]
    public void Masks_by_a_column_instead_of_the_rule()
    {
        PutMask("m", "01", x => x < 40);
        File.WriteAllText(
            _folder.At("list.csv"), "id,t1,mask\nA,raw/sub-01/anat/sub-01_T1w.nii.gz,m/sub-01/anat/sub-01_desc-brain_mask.nii.gz\n");
        string[] arguments = ["cohort", _folder.At("list.csv"), "-o", Out, "-k", "2"];
        Refusal.OfUsage(Gpuseg.Run([.. arguments, "--mask-rule", "nonzero"]), "The column mask of ",
            "and --mask-rule cannot be combined; leave one of them out");
        Gpuseg.Succeed(arguments);
        Assert.Contains(
            "1 complete already", Gpuseg.Succeed([.. arguments[..^2], "--config-file", At("logs/config_seg-gmm2.json")]).Stdout);
        Assert.Equal(Workplace.Labels(MaskAt("m", "01")), Workplace.Labels(At("sub-A/anat/sub-A_seg-gmm2_dseg.nii.gz"))
            .Select(label => Math.Min(label, (byte)1)));
        Assert.Equal(["bids:raw:raw/sub-01/anat/sub-01_T1w.nii.gz", "bids:raw:m/sub-01/anat/sub-01_desc-brain_mask.nii.gz"],
            Json("sub-A/anat/sub-A_seg-gmm2_dseg.json").GetProperty("Sources").EnumerateArray().Select(source => source.GetString()));
    }

    [Fact]
    public void Rejects_a_list_without_ids_before_writing()
    {
        File.WriteAllText(_folder.At("list.tsv"), "subject\tt1\na\tb\n");
        Refusal.Of(3, Gpuseg.Run("cohort", _folder.At("list.tsv"), "-o", Out, "-k", "2"),
            "list.tsv has no column id; its header is 'subject t1': write id");
        Assert.False(Directory.Exists(Out));
    }

    private void PutMask(string folder, string subject, Predicate<int> keep)
    {
        var path = MaskAt(folder, subject);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var header = NiftiReader.ReadHeader(Path.Combine(Raw, $"sub-{subject}/anat/sub-{subject}_T1w.nii.gz"));
        using var outputs = new OutputSet(overwrite: true);
        outputs.AddImage(
            path, OutputImage.Labels(header, Enumerable.Range(0, 64 * 64 * 24).Select(i => keep(i % 64) ? (byte)1 : (byte)0).ToArray(), 1));
        outputs.Commit();
    }

    private string MaskAt(string folder, string subject) => _folder.At($"{folder}/sub-{subject}/anat/sub-{subject}_desc-brain_mask.nii.gz");

    private string At(string path) => Path.Combine(Out, path);

    private JsonElement Json(string path) => Workplace.Parse(File.ReadAllText(At(path)));

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
