using GpuSeg.Images.Nifti;
using GpuSeg.Kernels.Ilgpu;
using GpuSeg.Studies.Phantom;

namespace GpuSeg.Cli.Tests;

/// <summary>The same command again after whatever happened to what an earlier run wrote.</summary>
public sealed class CohortResumeTests : IDisposable
{
    private const string Stem = "sub-01/anat/sub-01_";

    private readonly TempFolder _folder = new();

    public CohortResumeTests() => PhantomDataset.Write(Raw, 2);

    private string Raw => _folder.At("raw");

    private string Out => _folder.At("out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Recreates_and_reports_damaged_results()
    {
        string[] options = ["-k", "3", "--probseg", "--no-reports"];
        Assert.Equal(0, Participants(options).ExitCode);
        var whole = Tree.Of(Out);
        foreach (var (file, how) in ((string, string)[])
            [
                ("seg-gmm3_dseg.nii.gz", "is truncated: expected 98304 bytes of voxels, found "), ("seg-gmm3_dseg.tsv", "has "),
                ("seg-gmm3_model.json", "cannot be read as JSON"), ("seg-gmm3_dseg.json", "cannot be read as JSON"),
                    ("desc-gpuseg_mask.nii.gz", "is truncated"),
                ("desc-gpuseg_mask.json", "cannot be read as JSON"), ("seg-gmm3_probseg.nii.gz", "is truncated"),
                    ("seg-gmm3_probseg.json", "cannot be read as JSON"),
            ])
        {
            var bytes = File.ReadAllBytes(At(Stem + file));
            Damaged(file, [], "is empty");
            Damaged(file, bytes[..(bytes.Length / 2)], how);
            if (file.EndsWith(".gz", StringComparison.Ordinal))
            {
                Damaged(file, bytes[..^5], "is damaged: its gzip data do not end with the length of the image");
            }
        }

        void Damaged(string file, byte[] bytes, string how)
        {
            File.WriteAllBytes(At(Stem + file), bytes);
            var outcome = Participants(options);
            Assert.Contains($"gpuseg: warning: sub-01: {Stem}{file} was damaged ({how}", outcome.Stderr);
            Assert.EndsWith("); the session was segmented again.\n", outcome.Stderr);
            Assert.Equal(
                (0, "1 segmented, 1 complete already, 0 failed"), (outcome.ExitCode, outcome.Stdout.TrimEnd('\n').Split('\n')[^1]));
            Assert.Equal(whole, Tree.Of(Out));
        }
    }

    [Fact]
    public void Treats_files_dropped_by_DataLad_as_complete()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a permission there.");
        Participants("-k", "3", "--no-reports");
        foreach (var file in (string[])["seg-gmm3_dseg.nii.gz", "desc-gpuseg_mask.nii.gz", "seg-gmm3_model.json"])
        {
            File.Delete(At(Stem + file));
            File.CreateSymbolicLink(At(Stem + file), "../../.git/annex/objects/gone");
        }

        Assert.EndsWith("0 segmented, 2 complete already, 0 failed\n", Participants("-k", "3", "--no-reports").Stdout);
    }

    [Fact]
    public void Shares_the_mask_between_segmentations_of_the_same_voxels()
    {
        Participants("-k", "3", "--no-reports");
        var mask = File.ReadAllText(At(Stem + "desc-gpuseg_mask.json"));
        var outcome = Participants("-k", "2", "--mask-rule", "nonzero", "--no-reports");
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Stderr));
        Assert.Equal(mask, File.ReadAllText(At(Stem + "desc-gpuseg_mask.json")));
        foreach (var k in (string[])["3", "2"])
        {
            Assert.EndsWith("0 segmented, 2 complete already, 0 failed\n",
                Participants(["-k", k, "--no-reports", .. k == "2" ? ["--mask-rule", "nonzero"] : Array.Empty<string>()]).Stdout);
        }
    }

    [Fact]
    public void Treats_a_segmentation_with_a_replaced_mask_as_incomplete()
    {
        Participants("-k", "3", "--no-reports");
        string[] other = ["-k", "2", "--modalities", "FLAIR", "--mask-from", Mask(), "--participant-label", "01", "--no-reports"];
        Assert.Contains("sub-01_desc-gpuseg_mask.nii.gz is the mask of another segmentation and has other voxels; allow overwriting",
            Participants(other).Stderr);
        Assert.Equal(0, Participants([.. other, "--overwrite"]).ExitCode);
        var before = Tree.Of(Path.Combine(Out, "sub-01"));
        var outcome = Participants("-k", "3", "--no-reports");
        Assert.Equal((1, "0 segmented, 1 complete already, 1 failed"), (outcome.ExitCode, outcome.Stdout.TrimEnd('\n').Split('\n')[^1]));
        Assert.Contains(
            "seg-gmm3_dseg.json is of an earlier run: its mask sub-01/anat/sub-01_desc-gpuseg_mask.nii.gz was replaced by another "
                + "segmentation; allow overwriting", outcome.Stderr);
        Assert.Equal(before, Tree.Of(Path.Combine(Out, "sub-01")));
        Gpuseg.Succeed("bids", Raw, Out, "group", "-k", "2", "--participant-label", "01");
        Assert.DoesNotContain("of another segmentation", File.ReadAllText(At("group_dseg.tsv")));
        Gpuseg.Run("bids", Raw, Out, "group", "-k", "3");
        Assert.Contains("The mask beside it, sub-01_desc-gpuseg_mask.nii.gz, is that of another segmentation now.", File.ReadAllText(
            At("group_dseg.tsv")));
    }

    [Theory]
    [InlineData("participant", "--no-reports")]
    [InlineData("participant", "--no-reports", "--skip-existing")]
    [InlineData("group")]
    public void Removes_temporary_files_of_killed_runs_from_complete_sessions(string level, params string[] options)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Processes are killed otherwise there.");
        Participants("-k", "3", "--no-reports");
        // Temporary files are there for the milliseconds that writing takes.
        for (var attempt = 0; attempt < 10 && !Left().Any(); attempt++)
        {
            using var process = Gpuseg.Start(["bids", Raw, Out, "participant", "-k", "3", "--no-reports", "--overwrite"]);
            while (!process.HasExited && !Left().Any())
            {
            }

            process.Kill();
            process.WaitForExit();
        }

        Assert.NotEmpty(Left());
        var outcome = Gpuseg.Run(["bids", Raw, Out, level, "-k", "3", .. options]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Stderr));
        Assert.Empty(Left());

        IEnumerable<string> Left() => Directory.EnumerateFiles(Out, ".sub-*.tmp", SearchOption.AllDirectories);
    }

    [Fact]
    public void Continues_when_logs_cannot_be_written()
    {
        File.Delete(Path.Combine(Raw, "sub-02/anat/sub-02_FLAIR.nii.gz"));
        Directory.CreateDirectory(Out);
        File.WriteAllText(At("logs"), "a file in place of a folder");
        var outcome = Participants("-k", "3", "--modalities", "T1w,FLAIR");
        Assert.Equal(1, outcome.ExitCode);
        Assert.EndsWith("\n1 page made, such as sub-01.html\n1 segmented, 0 complete already, 1 failed\n", outcome.Stdout);
        Assert.Matches(
            @"(gpuseg: warning: [^\n]+logs is a file where a folder was expected[^\n]+\n){3}gpuseg: 1 of 2 sessions failed:\n  sub-02: "
                + @"[^\n]+\n\z", outcome.Stderr);
        Assert.Equal(1, Participants("-k", "3", "--modalities", "T1w,FLAIR", "--participant-label", "01").ExitCode);
    }

    [Fact]
    public void Keeps_the_segmentation_when_its_page_cannot_be_written()
    {
        Directory.CreateDirectory(At("sub-01.html"));
        var outcome = Participants("-k", "3");
        Assert.Equal(1, outcome.ExitCode);
        Assert.EndsWith("\n1 page made, such as sub-02.html\n2 segmented, 0 complete already, 0 failed, 1 page failed\n", outcome.Stdout);
        Assert.Matches(@"\Agpuseg: 1 of 2 pages failed:\n  sub-01: no page: [^\n]+sub-01.html is a folder[^\n]+\n\z", outcome.Stderr);
        outcome = Participants("-k", "3", "--json", "--log-json");
        var end = Workplace.Parse(outcome.Stderr.TrimEnd('\n').Split('\n')[^1]);
        Assert.Equal((1, 2, 1),
            (end.GetProperty("pages_failed").GetInt32(), end.GetProperty("complete").GetInt32(), end.GetProperty("exit_code").GetInt32()));
        Assert.Contains("\"event\":\"warning\",\"message\":\"sub-01: no page: ", outcome.Stderr);
        var session = Workplace.Parse(outcome.Stdout).GetProperty("sessions")[0];
        Assert.Equal(("complete", null), (session.GetProperty("state").GetString(), session.GetProperty("page").GetString()));
        Assert.Contains("is a folder", session.GetProperty("page_failure").GetString());
        Assert.Contains("0 segmented, 2 complete already, 0 failed, 1 page failed", Participants("-k", "3", "--reports-only").Stdout);
    }

    [Fact]
    public void Distinguishes_a_missing_backend_from_a_failed_session()
    {
        var missing =
            Backends.All.Entries.FirstOrDefault(entry => Record.Exception(() => entry.Create(new(1)).Dispose()) is not null)?.Name;
        Assert.SkipWhen(missing is null, "Every backend starts here.");
        Refusal.Of(3, Gpuseg.Run("bids", Raw, Out, "participant", "-k", "3", "--backend", missing),
            $"The backend {missing} cannot run here");
        Participants("-k", "3", "--no-reports", "--participant-label", "01");
        Assert.Equal(3, Gpuseg.Run("bids", Raw, Out, "participant", "-k", "3", "--backend", missing).ExitCode);
    }

    [Fact]
    public void Recognises_a_folder_however_its_path_is_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a permission there.");
        File.CreateSymbolicLink(_folder.At("link"), "raw");
        Gpuseg.Succeed("bids", Raw, Out, "participant", "-k", "3", "--no-reports");
        var before = Tree.Of(Out);
        foreach (var (raw, folder) in ((string, string)[])[(Raw + "/", Out), (_folder.At("link"), Out + "/"),
            (_folder.At("link/"), _folder.At("./out/"))])
        {
            Assert.EndsWith("0 segmented, 2 complete already, 0 failed\n",
                Gpuseg.Succeed("bids", raw, folder, "participant", "-k", "3", "--no-reports").Stdout);
            Assert.Equal(before, Tree.Of(Out));
            Gpuseg.Succeed("bids", raw, folder, "group");
            Array.ForEach(Directory.GetFiles(Out, "group_*"), File.Delete);
        }
    }

    // A derivative data set with a mask of half of the first brain.
    private string Mask()
    {
        var (folder, t1) = (_folder.At("strip"), Path.Combine(Raw, "sub-01/anat/sub-01_T1w.nii.gz"));
        Directory.CreateDirectory(Path.Combine(folder, "sub-01/anat"));
        File.WriteAllText(Path.Combine(folder, "dataset_description.json"),
            """{"Name": "strip", "BIDSVersion": "1.11.1", "DatasetType": "derivative"}""");
        using var outputs = new Images.Files.OutputSet(overwrite: false);
        outputs.AddImage(Path.Combine(folder, "sub-01/anat/sub-01_desc-brain_mask.nii.gz"), Images.Nifti.OutputImage.Labels(
            Images.Nifti.NiftiReader.ReadHeader(t1), Enumerable.Range(0, 64 * 64 * 24).Select(i => i % 64 < 32 ? (byte)1 : (byte)0)
                .ToArray(), 1));
        outputs.Commit();
        return folder;
    }

    private string At(string path) => Path.Combine(Out, path);

    private Outcome Participants(params string[] options) => Gpuseg.Run(["bids", Raw, Out, "participant", .. options]);
}
