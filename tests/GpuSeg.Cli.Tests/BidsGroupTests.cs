namespace GpuSeg.Cli.Tests;

public sealed class BidsGroupTests : IDisposable
{
    private static readonly string[] s_files = ["group_dseg.html", "group_dseg.json", "group_dseg.tsv"];

    private readonly TempFolder _folder = new();

    private string Raw => _folder.At("raw");

    private string Out => _folder.At("out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Records_ignored_images_with_the_results_of_a_session()
    {
        const string note = "sub-01/anat/sub-01_run-2_FLAIR.nii.gz is left out: sub-01/anat/sub-01_FLAIR.nii.gz is the first of 2 runs.";
        Gpuseg.Succeed("demo", "--bids", Raw, "--subjects", "1");
        var flair = Path.Combine(Raw, "sub-01", "anat", "sub-01_FLAIR.nii.gz");
        File.Copy(flair, flair.Replace("_FLAIR", "_run-2_FLAIR", StringComparison.Ordinal));
        string[] command = ["bids", Raw, Out, "participant", "-k", "3", "--init", "sample"];
        Assert.Contains(note, Gpuseg.Succeed(command).Stderr);
        Assert.Contains(note, Workplace.Parse(File.ReadAllText(Path.Combine(Out, "sub-01", "anat", "sub-01_seg-gmm3_dseg.json")))
            .GetProperty("Warnings").EnumerateArray().Select(warning => warning.GetString()));
        Assert.Contains(note, File.ReadAllText(Path.Combine(Out, "sub-01.html")));
        Assert.EndsWith("0 segmented, 1 complete already, 0 failed\n", Gpuseg.Succeed(command).Stdout);
        Gpuseg.Succeed("bids", Raw, Out, "group");
        var (columns, rows) = Table();
        Assert.Contains(note, Assert.Single(rows)[Array.IndexOf(columns, "warnings")]);
    }

    [Fact]
    public void Collects_all_sessions_with_failures_and_reasons()
    {
        Gpuseg.Succeed("demo", "--bids", Raw, "--subjects", "4");
        var image = Path.Combine(Raw, "sub-02", "anat", "sub-02_T1w.nii.gz");
        var whole = File.ReadAllBytes(image);
        File.WriteAllBytes(image, whole[..20000]);
        string[] fit = ["-k", "4", "--scale", "standard", "--n-init", "20"];
        Gpuseg.Run(["bids", Raw, Out, "participant", .. fit, "--participant-label", "01", "02", "03"]);

        // Nothing is written for a look; nor does the level need the fit's options.
        var outcome = Gpuseg.Run("bids", Raw, Out, "group", "--dry-run");
        Assert.Equal((1, "seg-gmm4scaled: 2 of 4 sessions complete, 1 failed, 1 missing\nnothing was written\n"),
            (outcome.ExitCode, outcome.Stdout));
        Assert.Empty(Directory.GetFiles(Out, "group_*"));

        outcome = Gpuseg.Run("bids", Raw, Out, "group");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Equal(
            $"seg-gmm4scaled: 2 of 4 sessions complete, 1 failed, 1 missing\nwrote "
                + $"{string.Join(", ", s_files.Reverse().Select(name => Path.Combine(Out, name)))}\n", outcome.Stdout);
        Assert.Matches(
            @"\Agpuseg: 2 of 4 segmentations are not complete:\n  sub-02 seg-gmm4scaled failed: sub-02/anat/sub-02_T1w.nii.gz is "
                + @"truncated[^\n]+\n  sub-04 seg-gmm4scaled is missing: [^\n]+\n\z", outcome.Stderr);
        var (columns, rows) = Table();
        Assert.Equal(["complete", "failed", "complete", "missing"], rows.Select(row => row[Array.IndexOf(columns, "state")]));
        // What was noted of a session that failed goes when it succeeds.
        File.WriteAllBytes(image, whole);
        Gpuseg.Succeed(["bids", Raw, Out, "participant", .. fit]);
        Assert.Empty(Directory.GetFiles(Path.Combine(Out, "logs"), "*failure*"));
        // Callers of BIDS-Apps give the same line to both levels.
        outcome = Gpuseg.Succeed(["bids", Raw, Out, "group", .. fit, "--overwrite", "--skip_bids_validation", "--json"]);
        Assert.Equal("", outcome.Stderr);
        Assert.All(Workplace.Parse(outcome.Stdout).GetProperty("sessions").EnumerateArray(), session =>
            Assert.Equal("complete", session.GetProperty("state").GetString()));
        (columns, rows) = Table();
        // The lesion, the smallest, is matched to the lesion, whatever a session calls it: it alone is bright in FLAIR for its ADC.
        foreach (var row in rows)
        {
            double[] volumes = [.. Enumerable.Range(1, 4).Select(label => Number(row, $"volume_ml_{label}"))];
            Assert.Equal(Number(row, "mask_ml"), volumes.Sum(), 1e-6);
            Assert.Equal(3, Array.IndexOf(volumes, volumes.Min()));
        }
        var first = s_files.ToDictionary(name => name, name => File.ReadAllText(Path.Combine(Out, name)));
        Assert.DoesNotContain(_folder.Root, string.Concat(first.Values));
        Gpuseg.Succeed("bids", Raw, Out, "group");
        Assert.All(first, file => Assert.Equal(file.Value, File.ReadAllText(Path.Combine(Out, file.Key))));
        Assert.Equal([.. s_files], Directory.GetFiles(Out, "*group*").Select(path => Path.GetFileName(path)).Order());

        double Number(string[] row, string column) => double.Parse(row[Array.IndexOf(columns, column)]);
    }

    [Fact]
    public void Keeps_the_group_page_when_the_wanted_segmentation_is_absent()
    {
        Gpuseg.Succeed("demo", "--bids", Raw, "--subjects", "2");
        Gpuseg.Succeed("bids", Raw, Out, "participant", "-k", "3", "--init", "sample", "--no-reports");
        Gpuseg.Succeed("bids", Raw, Out, "group");
        var before = s_files.ToDictionary(name => name, name => File.ReadAllBytes(Path.Combine(Out, name)));
        var entries = Directory.GetFileSystemEntries(Out).Order().ToArray();
        foreach (var words in (string[][])[["-k", "4"], ["-k", "3", "--scale", "standard"]])
        {
            var outcome = Gpuseg.Run(["bids", Raw, Out, "group", .. words]);
            Assert.Equal((3, ""), (outcome.ExitCode, outcome.Stdout));
            Assert.Equal($"gpuseg: There is no seg-gmm{(words.Length > 2 ? "3scaled" : "4")} here; there is seg-gmm3.\n", outcome.Stderr);
        }

        Assert.All(before, file => Assert.Equal(file.Value, File.ReadAllBytes(Path.Combine(Out, file.Key))));
        Assert.Equal(entries, Directory.GetFileSystemEntries(Out).Order());
    }

    [Fact]
    public void Lists_a_session_that_lacks_a_channel_and_leaves_one_without_anatomy_out()
    {
        Gpuseg.Succeed("demo", "--bids", Raw, "--subjects", "5");
        File.Delete(Path.Combine(Raw, "sub-02", "anat", "sub-02_FLAIR.nii.gz"));
        Directory.CreateDirectory(Path.Combine(Raw, "sub-06", "func"));
        File.WriteAllText(Path.Combine(Raw, "sub-06", "func", "sub-06_task-rest_bold.nii.gz"), "");
        Gpuseg.Succeed("bids", Raw, Out, "participant", "-k", "3", "--init", "sample", "--allow-missing", "--no-reports");
        Gpuseg.Succeed("bids", Raw, Out, "group");
        var (columns, rows) = Table();
        Assert.Equal(5, rows.Length);
        Assert.Equal(["n/a", "flair", "n/a", "n/a", "n/a"], rows.Select(row => row[Array.IndexOf(columns, "lacks")]));
        Assert.Equal("1", rows[1][Array.IndexOf(columns, "n_warnings")]);
        var page = File.ReadAllText(Path.Combine(Out, "group_dseg.html"));
        Assert.Contains("different channels in 1 session", page);
        Assert.Contains("Plots are drawn from 5 sessions with the same channels on; there are 4 here.", page);
        Assert.DoesNotContain("<svg", page);
    }

    [Fact]
    public void Keeps_label_numbers_when_a_session_fails_or_is_added()
    {
        Gpuseg.Succeed("demo", "--bids", Raw, "--subjects", "5");
        Gpuseg.Succeed("bids", Raw, Out, "participant", "-k", "3", "--scale", "standard", "--no-reports");
        Gpuseg.Succeed("bids", Raw, Out, "group");
        var (columns, all) = Table();
        for (var left = 0; left < all.Length; left++)
        {
            var anat = Path.Combine(Out, all[left][0], "anat");
            Directory.Move(anat, anat + "-away");
            Gpuseg.Run("bids", Raw, Out, "group");
            Directory.Move(anat + "-away", anat);
            Assert.All(Table().Rows.Where(row => row[Index("state")] == "complete"), row => Assert.Equal(
                all.Single(same => same[0] == row[0])[Index("labels")], row[Index("labels")]));
        }

        Gpuseg.Succeed("bids", Raw, Out, "group", "--label-order", "mean:flair");
        (columns, var rows) = Table();
        double[] means = [.. Enumerable.Range(1, 3).Select(label => rows.Average(row => double.Parse(row[Index($"mean_flair_{label}")])))];
        Assert.Equal(means.Order(), means);
        var outcome = Gpuseg.Run("bids", Raw, Out, "group", "--label-order", "mean:pd");
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("No image is called 'pd'", outcome.Stderr);

        int Index(string column) => Array.IndexOf(columns, column);
    }

    [Theory]
    [InlineData("bids_tcga", 2)]
    [InlineData("bids_openms", 2)]
    public void Collects_real_data_sets(string name, int sessions)
    {
        var raw = Shared.File("data", name);
        Gpuseg.Succeed("bids", raw, Out, "participant", "-k", "3", "--mask-rule", "nonzero");
        Assert.StartsWith($"seg-gmm3: {sessions} of {sessions} sessions complete, 0 failed, 0 missing\n",
            Gpuseg.Succeed("bids", raw, Out, "group").Stdout);
        Assert.Equal(sessions, Table().Rows.Length);
    }

    private (string[] Columns, string[][] Rows) Table()
    {
        string[][] lines = [.. File.ReadAllLines(Path.Combine(Out, "group_dseg.tsv")).Select(line => line.Split('\t'))];
        return (lines[0], lines[1..]);
    }
}
