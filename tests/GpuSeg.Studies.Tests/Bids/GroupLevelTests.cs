using System.Security.Cryptography;
using System.Text.Json;
using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Derivatives;
using GpuSeg.Studies.Bids.Group;
using GpuSeg.Studies.Bids.Plans;

namespace GpuSeg.Studies.Tests.Bids;

public sealed class GroupLevelTests : IDisposable
{
    private const string Description =
        """{"Name": "x", "BIDSVersion": "1.11.1", "GeneratedBy": [{"Name": "gpuseg"}], "DatasetLinks": {"raw": "../.."}}""";

    private readonly MadeDataset _raw =
        new("sub-01/anat/sub-01_T1w.nii", "sub-02/anat/sub-02_T1w.nii", "sub-03/anat/sub-03_T1w.nii", "sub-04/anat/sub-04_T1w.nii");

    public GroupLevelTests() => _raw.Text("derivatives/gpuseg/dataset_description.json", Description);

    private string Folder => _raw.At("derivatives/gpuseg");

    public void Dispose() => _raw.Dispose();

    [Fact]
    public void Writes_a_row_with_matched_labels_for_every_session()
    {
        Put("01", "gmm2", [(8, 100), (4, 300)]);
        Put("02", "gmm2", [(4, 300), (8, 100)], warnings: """["Look at it.", "Twice."]""");
        Put("03", "gmm2", [(8, 200), (4, 600)], converged: false, deviation: 4);
        new SessionLog(_raw.Root, Folder, "gmm2").Failed(_raw.Plans()[3], $"{_raw.Root}/sub-04/anat/sub-04_T1w.nii is truncated.");
        Write();
        Assert.Equal(
            """
            participant_id seg state converged n_iter lower_bound bic mask_voxels mask_share mask_ml volume_ml_1 share_1 volume_ml_2 share_2 mean_t1w_1 mean_t1w_2 labels matched_to match_distance n_warnings warnings reason
            sub-01 gmm2 complete true 7 -1.5 250 12 0.5 0.144 0.096 0.6666666666666666 0.048 0.3333333333333333 100 300 1,2 sub-01 n/a 0 n/a n/a
            sub-02 gmm2 complete true 7 -1.5 250 12 0.5 0.144 0.096 0.6666666666666666 0.048 0.3333333333333333 100 300 2,1 sub-01 0 2 Look_at_it._Twice. n/a
            sub-03 gmm2 complete false 7 -1.5 250 12 0.5 0.144 0.096 0.6666666666666666 0.048 0.3333333333333333 200 600 1,2 sub-01 0 0 n/a n/a
            sub-04 gmm2 failed n/a n/a n/a n/a n/a n/a n/a n/a n/a n/a n/a n/a n/a n/a n/a n/a 0 n/a sub-04/anat/sub-04_T1w.nii_is_truncated.

            """,
            File.ReadAllText(At(GroupOutputs.Table)).Replace(' ', '_').Replace('\t', ' '));
        using var dictionary = JsonDocument.Parse(File.ReadAllText(At(GroupOutputs.Dictionary)));
        Assert.Equal(File.ReadLines(At(GroupOutputs.Table)).First().Split('\t'), dictionary.RootElement.EnumerateObject()
            .Select(column => column.Name));
        Assert.Contains(LabelMatching.Rule, dictionary.RootElement.GetProperty("labels").GetProperty("Description").GetString());
        Assert.Equal("mL", dictionary.RootElement.GetProperty("volume_ml_1").GetProperty("Units").GetString());
        Assert.Equal("page", File.ReadAllText(At(GroupOutputs.Page)));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(Folder), path =>
            path.EndsWith(".tmp", StringComparison.Ordinal) || path.EndsWith(".lock", StringComparison.Ordinal));
    }

    [Fact]
    public void Distinguishes_complete_failed_and_missing_sessions()
    {
        Directory.Delete(_raw.At("sub-03/anat"), recursive: true);
        Put("01", "gmm2", [(1, 1), (2, 2)]);
        Put("05", "gmm2", [(1, 1), (2, 2)]);
        new SessionLog(_raw.Root, Folder, "gmm2").Failed(_raw.Plans()[0], "out of luck.");
        new SessionLog(_raw.Root, Folder, "kmeans3").Failed(_raw.Plans()[3], "no voxel.");
        var rows = Group(only: "gmm2").Rows;
        Assert.Equal(["complete", "missing", "failed", "missing", "complete"], rows.Select(row => row.State.ToString().ToLowerInvariant()));
        Assert.Equal(["A later attempt to segment it failed: out of luck."], rows[0].Warnings);
        Assert.Equal(["The raw data set has no such session."], rows[4].Warnings);
        Assert.StartsWith("sub-03 is empty; if it is a DataLad subdataset, run `datalad get -n ", rows[2].Reason);
        Assert.Equal(["gmm2", "kmeans3"], Group().Segmentations.Select(rows => rows.Key));
        Assert.Equal(["sub-01", "sub-02", "sub-03", "sub-04"], Group(only: "gmm2", others: false).Rows.Select(row => row.Id));
        Assert.Equal("no voxel.", Group(only: "kmeans3").Rows.Single(row => row.Id == "sub-04").Reason);
    }

    [Theory]
    [InlineData("dseg.tsv", "index\tname\n1", "sub-01_seg-gmm2_dseg.tsv has 1 cell in line 2 and 2 in the first")]
    [InlineData("dseg.tsv", "index\tname\n1\tx\n", "sub-01_seg-gmm2_dseg.tsv has no column voxels")]
    [InlineData(
        "dseg.tsv", "index\tname\tvoxels\tvolume_ml\tmean_t1w\tsd_t1w\n", "sub-01_seg-gmm2_dseg.tsv is not a complete table of 2 labels")]
    [InlineData(
        "dseg.tsv", "index\tvoxels\tvolume_ml\tmean_t1w\tsd_t1w\n1\tx\t1\t1\t1\n", "sub-01_seg-gmm2_dseg.tsv is not a table of labels")]
    [InlineData("dseg.json", "{}", "were not written by gpuseg")]
    [InlineData("dseg.json", "[", "cannot be read as JSON")]
    [InlineData("model.json", "{\"model\": 3, \"n_iter_\": 1}", "were not written by gpuseg")]
    [InlineData("dseg.nii.gz", "x", "sub-01_seg-gmm2_dseg.nii.gz")]
    public void Fails_only_the_session_of_unreadable_files(string file, string text, string reason)
    {
        Put("01", "gmm2", [(1, 1), (2, 2)]);
        Put("02", "gmm2", [(1, 1), (2, 2)]);
        _raw.Text($"derivatives/gpuseg/sub-01/anat/sub-01_seg-gmm2_{file}", text);
        var rows = Group().Rows;
        Assert.Equal([GroupState.Failed, GroupState.Complete], rows.Take(2).Select(row => row.State));
        Assert.Contains(reason, rows[0].Reason);
        Assert.DoesNotContain(_raw.Root, rows[0].Reason);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(30)]
    public void Fails_only_the_session_of_a_truncated_map(int bytes)
    {
        Put("01", "gmm2", [(1, 1), (2, 2)]);
        var map = At("sub-01/anat/sub-01_seg-gmm2_dseg.nii.gz");
        File.WriteAllBytes(map, File.ReadAllBytes(map)[..^bytes]);
        Assert.Equal(GroupState.Failed, Group().Rows[0].State);
    }

    [Fact]
    public void Removes_temporary_files_of_killed_processes()
    {
        Put("01", "gmm2", [(1, 1), (2, 2)]);
        foreach (var file in (string[])["seg-gmm2_dseg.nii.gz", "seg-gmm2_dseg.tsv", "seg-gmm2_dseg.json", "seg-gmm2_model.json",
            "seg-gmm2_probseg.nii.gz", "seg-gmm2_probseg.json", "desc-gpuseg_mask.nii.gz", "desc-gpuseg_mask.json"])
        {
            _raw.Text($"derivatives/gpuseg/sub-01/anat/.sub-01_{file}.x.tmp", "");
        }

        Assert.Empty(GroupLevel.Clear(Folder));
        Assert.Empty(Directory.GetFiles(At("sub-01/anat"), ".*"));
    }

    [Fact]
    public void Reports_a_mask_of_a_different_segmentation()
    {
        Put("01", "gmm2", [(1, 1), (2, 2)], more: ", \"MaskVoxelXxh128\": \"a\"");
        _raw.Text("derivatives/gpuseg/sub-01/anat/sub-01_desc-gpuseg_mask.json", """{"VoxelXxh128": "a"}""");
        Assert.Empty(Group().Rows[0].Warnings);
        _raw.Text("derivatives/gpuseg/sub-01/anat/sub-01_desc-gpuseg_mask.json", """{"VoxelXxh128": "b"}""");
        Assert.Equal(
            ["The mask beside it, sub-01_desc-gpuseg_mask.nii.gz, is that of another segmentation now."], Group().Rows[0].Warnings);
    }

    [Fact]
    public void Fails_only_the_subject_of_an_unreadable_folder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Folders have no such permission.");
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may read everywhere.");
        Put("01", "gmm2", [(1, 1), (2, 2)]);
        Put("02", "gmm2", [(1, 1), (2, 2)]);
        Put("05", "gmm2", [(1, 1), (2, 2)]);
        foreach (var folder in (string[])["sub-02/anat", "sub-05"])
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(At(folder), UnixFileMode.None);
            }
        }

        var rows = Group().Rows;
        foreach (var folder in (string[])["sub-02/anat", "sub-05"])
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(At(folder), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        Assert.Equal(["complete", "failed", "missing", "missing", "failed"], rows.Select(row => row.State.ToString().ToLowerInvariant()));
        Assert.All([rows[1], rows[4]], row => Assert.Contains("cannot be read", row.Reason));
    }

    [Fact]
    public void Reports_lines_with_the_same_label_as_one_failure()
    {
        Put("01", "gmm2", [(1, 1), (2, 2)]);
        SessionPlan same = new() { Subject = "02", Failure = "line 2: as line 3." };
        var result = GroupLevel.Of(BidsDataset.Scan(_raw.Root).Data, [_raw.Plans()[0], same, same with { Failure = "line 3: as line 2." }],
            Folder, new(), TestContext.Current.CancellationToken);
        Assert.Equal(
            [(GroupState.Complete, null), (GroupState.Failed, "line 2: as line 3.")], result.Rows.Select(row => (row.State, row.Reason)));
    }

    [Fact]
    public void Stops_when_cancelled()
    {
        Put("01", "gmm2", [(1, 1), (2, 2)]);
        Assert.Throws<OperationCanceledException>(
            () => GroupLevel.Of(BidsDataset.Scan(_raw.Root).Data, _raw.Plans(), Folder, new(), new(canceled: true)));
    }

    [Fact]
    public void Treats_an_unreadable_failure_log_as_a_failure()
    {
        Put("01", "gmm2", [(1, 1), (2, 2)]);
        _raw.Text("derivatives/gpuseg/logs/sub-02_seg-gmm2_failure.json", "{");
        var rows = Group().Rows;
        Assert.Equal([GroupState.Complete, GroupState.Failed], rows.Take(2).Select(row => row.State));
        Assert.StartsWith("logs/sub-02_seg-gmm2_failure.json cannot be read as JSON", rows[1].Reason);
    }

    [Fact]
    public void Writes_segmentations_and_channels_of_several_kinds_into_one_table()
    {
        Put("01", "gmm2", [(1, 1), (2, 2)]);
        Put("02", "gmm2", [(1, 1), (2, 2)], channel: "flair", session: "a");
        Put("01", "kmeans3", [(1, 1), (2, 2), (1, 9)]);
        Directory.CreateDirectory(_raw.At("sub-02/ses-a/anat"));
        var columns = Group().Columns.Select(column => column.Name).ToArray();
        Assert.Superset(new HashSet<string> { "session_id", "lower_bound", "inertia", "volume_ml_3", "mean_t1w_3", "mean_flair_1" },
            columns.ToHashSet());
        Assert.Equal(columns.Distinct(), columns);
        // Only what has the same channels is matched.
        Assert.Equal(["sub-01", "sub-02_ses-a"], Group(only: "gmm2").Rows.Select(row => row.Match?.Reference).OfType<string>());
    }

    [Fact]
    public void Keeps_labels_of_a_shared_model()
    {
        Put("01", "gmm2", [(8, 100), (4, 300)], more: Applied("a"));
        Put("02", "gmm2", [(4, 310), (8, 110)], more: Applied("a"));
        Assert.All(Group().Rows.Take(2), row =>
            Assert.Equal(("1,2", null, 0), (string.Join(',', row.Match!.Labels), row.Match.Reference, row.Warnings.Count)));
    }

    [Fact]
    public void Warns_about_sessions_labelled_by_a_minority_model()
    {
        _raw.Text("derivatives/gpuseg/m.json", "b");
        var there = Convert.ToHexStringLower(SHA256.HashData("b"u8));
        Put("01", "gmm2", [(8, 100), (4, 300)], more: Applied("a"));
        Put("02", "gmm2", [(4, 310), (8, 110)], more: Applied(there));
        Assert.Equal(["sub-01"], Strangers());
        Put("03", "gmm2", [(4, 310), (8, 110)], more: Applied("a"));
        Assert.Equal(["sub-02"], Strangers());
        Assert.Equal("1,2", string.Join(',', Group().Rows[1].Match!.Labels));

        IEnumerable<string> Strangers() =>
            Group().Rows.Where(row => row.Warnings.Any(warning =>
                warning.StartsWith("Its labels come from a different model than those of most sessions", StringComparison.Ordinal)))
                    .Select(row => row.Id);
    }

    private static string OfSubject(string sha256) =>
        $$""", "LabelsShared": true, "Model": {"File": "m.json", "Sha256": "{{sha256}}", "Subject": "sub-x"}""";

    private static string Applied(string sha256) => $$""", "LabelsShared": true, "Model": {"File": "m.json", "Sha256": "{{sha256}}"}""";

    [Theory]
    [InlineData("fmriprep", typeof(OutputException), "that gpuseg did not write (fmriprep)")]
    [InlineData("gpuseg", typeof(ImageException), "holds no segmentation of the wanted sessions")]
    [InlineData(null, typeof(ImageException), "holds no results of gpuseg")]
    public void Rejects_a_folder_without_results(string? generator, Type type, string part)
    {
        File.Delete(At("dataset_description.json"));
        if (generator is not null)
        {
            _raw.Text("derivatives/gpuseg/dataset_description.json", Description.Replace("gpuseg", generator, StringComparison.Ordinal));
        }

        var before = Directory.GetFileSystemEntries(Folder);
        var refused = Record.Exception(() => Group());
        Assert.IsType(type, refused);
        Assert.Contains(part, refused.Message);
        Assert.Equal(before, Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public void Lists_existing_segmentations_when_the_wanted_one_is_absent()
    {
        Put("01", "gmm4", [(1, 1), (2, 2)]);
        Put("02", "gmm4scaled", [(1, 1), (2, 2)]);
        new SessionLog(_raw.Root, Folder, "kmeans3").Failed(_raw.Plans()[3], "no voxel.");
        var refused = Assert.Throws<ImageException>(() => Group(only: "gmm5"));
        Assert.Equal("There is no seg-gmm5 here; there are seg-gmm4, seg-gmm4scaled, seg-kmeans3.", refused.Message);
        File.Delete(At("logs/sub-04_seg-kmeans3_failure.json"));
        Directory.Delete(At("sub-02"), recursive: true);
        Assert.Equal("There is no seg-gmm5 here; there is seg-gmm4.", Assert.Throws<ImageException>(() => Group(only: "gmm5")).Message);
    }

    [Fact]
    public void Numbers_labels_by_volume_over_the_group_whichever_session_is_the_reference()
    {
        // The reference is sub-01 with three sessions, sub-02 without sub-01; each has its own order of labels.
        Put("01", "gmm3", [(1, 100), (3, 300), (8, 200)]);
        Put("02", "gmm3", [(3, 300), (8, 200), (1, 100)]);
        Put("03", "gmm3", [(8, 200), (1, 100), (3, 300)]);
        Assert.All(Group().Rows.Take(3), row => Assert.Equal([8, 3, 1], row.Result!.Labels.Select(label => label.Voxels)));
        Assert.All(Group().Rows.Take(3), row => Assert.Equal(("sub-01", "volume"), (row.Match!.Reference, row.Match.Order)));
        Directory.Delete(At("sub-01"), recursive: true);
        Assert.All(Group().Rows.Skip(1).Take(2), row => Assert.Equal([8, 3, 1], row.Result!.Labels.Select(label => label.Voxels)));
        Assert.All(Group().Rows.Skip(1).Take(2), row => Assert.Equal("sub-02", row.Match!.Reference));
        // A label that is the largest in most sessions but not in their sum is not the first.
        Put("01", "gmm3", [(30, 100), (3, 300), (8, 200)]);
        Assert.Equal([100.0, 200, 300], Group().Rows[1].Result!.Labels.Select(label => label.Means[0]));
    }

    [Theory]
    [InlineData("mean:T1W", null, "mean:t1w", "100 200 300")]
    [InlineData(null, "mean:t1w", "mean:t1w", "100 200 300")]
    [InlineData("weight", "mean:t1w", "volume", "200 300 100")]
    [InlineData("none", null, "volume", "200 300 100")]
    [InlineData(null, "none", "volume", "200 300 100")]
    public void Numbers_labels_by_the_rule_of_the_group_or_of_its_sessions(string? group, string? sessions, string rule, string means)
    {
        var more = sessions is null ? "" : $", \"LabelOrder\": \"{sessions}\"";
        Put("01", "gmm3", [(8, 200), (3, 300), (1, 100)], more: more);
        Put("02", "gmm3", [(3, 300), (8, 200), (1, 100)], more: more);
        Assert.All(Group(order: group).Rows.Take(2), row => Assert.Equal(
            (rule, means), (row.Match!.Order, string.Join(' ', row.Result!.Labels.Select(label => label.Means[0])))));
    }

    [Fact]
    public void Matches_subjects_with_models_of_their_own_and_keeps_their_sessions_together()
    {
        // The labels of sub-02 are in another order; its second session alone would be matched the other way round.
        Put("01", "gmm2subject", [(8, 100), (4, 300)], session: "1", more: OfSubject("a"));
        Put("01", "gmm2subject", [(7, 100), (5, 300)], session: "2", more: OfSubject("a"));
        Put("02", "gmm2subject", [(3, 300), (9, 100)], session: "1", more: OfSubject("b"));
        Put("02", "gmm2subject", [(2, 190), (10, 200)], session: "10", more: OfSubject("b"));
        Put("02", "gmm2subject", [(4, 300), (8, 100)], session: "9", more: OfSubject("b"));
        var rows = Group(only: "gmm2subject").Rows.Where(row => row.Result is not null).ToArray();
        Assert.Equal(["1,2", "1,2", "2,1", "2,1", "2,1"], rows.Select(row => string.Join(',', row.Match!.Labels)));
        Assert.All(rows, row => Assert.Equal(("sub-01", "volume"), (row.Match!.Reference, row.Match.Order)));
        Assert.All(rows, row => Assert.DoesNotContain(row.Warnings, text => text.Contains("different model", StringComparison.Ordinal)));
        Assert.Equal([null, "ses-1", null, "ses-1", "ses-1"], rows.Select(row => row.Change?.Since));
        Assert.Equal(-0.012, rows[1].Change!.Absolute(1), 1e-12);
        Assert.Equal(-100.0 / 8, rows[1].Change!.Percent(1)!.Value, 1e-9);
        Assert.Equal([0.108, 0.036], rows[3].Change!.First, (x, y) => Math.Abs(x - y) < 1e-12);
        // Sessions of two models of one subject are not compared.
        Put("01", "gmm2subject", [(7, 100), (5, 300)], session: "2", more: OfSubject("c"));
        rows = [.. Group(only: "gmm2subject").Rows.Where(row => row.Result is not null)];
        Assert.Null(rows[1].Change);
        Assert.Contains(rows[1].Warnings, text => text.Contains("different model", StringComparison.Ordinal));
    }

    [Fact]
    public void Rejects_an_order_by_an_image_that_no_session_has()
    {
        Put("01", "gmm2", [(1, 1), (2, 2)]);
        Assert.Equal(
            "No image is called 'flair', whose mean should order the labels; the images are t1w.",
            Assert.Throws<ImageException>(() => Group(order: "mean:flair")).Message);
        Put("02", "gmm2", [(1, 1), (2, 2)], more: Applied("a"));
        Directory.Delete(At("sub-01"), recursive: true);
        Assert.Null(Group(order: "mean:flair").Rows[1].Match!.Order);
    }

    [Fact]
    public void Names_sessions_whose_channels_differ_from_those_of_most()
    {
        Put("01", "gmm2", [(1, 1), (2, 2)]);
        Put("02", "gmm2", [(1, 1), (2, 2)], channel: "flair");
        Put("03", "gmm2", [(1, 1), (2, 2)]);
        var group = Group();
        Assert.Equal([null, "t1w", null, null], group.Rows.Select(row => row.OtherChannels?.Lacks[0]));
        Assert.Equal(["flair"], group.Rows[1].OtherChannels!.Adds);
        Assert.Equal(
            ["It lacks t1w and has flair besides, unlike most sessions; its labels cannot be compared with theirs."],
            group.Rows[1].Warnings);
        Assert.Equal("t1w", group.Columns.Single(column => column.Name == "lacks").Value(group.Rows[1]));
        Directory.Delete(At("sub-02"), recursive: true);
        Assert.DoesNotContain(Group().Columns, column => column.Name is "lacks" or "channels");
    }

    private string At(string name) => Path.Combine(Folder, name);

    private void Write() => GroupOutputs.Write(Group(), "page", BidsDataset.Scan(_raw.Root).Data, Folder, "1.2.3");

    private GroupResult Group(string? only = null, bool others = true, string? order = null, IntracranialVolumes? volumes = null) =>
        GroupLevel.Of(
            BidsDataset.Scan(_raw.Root).Data, _raw.Plans(), Folder,
            new() { Only = only, Others = others, Order = order, Volumes = volumes });

    // As the participant level writes it: voxels and mean of every label, 12 of the grid's 24 voxels in the mask.
    private void Put(
        string subject, string segmentation, (int Voxels, double Mean)[] labels, bool converged = true, double deviation = 2,
            string warnings = "[]", string channel = "t1w", string? session = null, string more = "")
    {
        var id = session is null ? $"sub-{subject}" : $"sub-{subject}_ses-{session}";
        var stem = $"derivatives/gpuseg/{id.Replace('_', '/')}/anat/{id}_seg-{segmentation}_";
        _raw.Image(stem + "dseg.nii");
        File.WriteAllBytes(_raw.At(stem + "dseg.nii.gz"), TempFolder.Gzip(File.ReadAllBytes(_raw.At(stem + "dseg.nii"))));
        File.Delete(_raw.At(stem + "dseg.nii"));
        _raw.Text(stem + "dseg.json", $$"""{"MaskVoxels": 12, "Warnings": {{warnings}}{{more}}}""");
        var rows = labels.Select((label, k) =>
            FormattableString.Invariant($"{k + 1}\tCluster {k + 1}\t{label.Voxels}\t{0.012 * label.Voxels}\t{label.Mean}\t{deviation}\n"));
        _raw.Text(stem + "dseg.tsv", $"index\tname\tvoxels\tvolume_ml\tmean_{channel}\tsd_{channel}\n{string.Concat(rows)}");
        var state = converged ? "true" : "false";
        _raw.Text(stem + "model.json", segmentation.StartsWith("gmm", StringComparison.Ordinal)
            ? $$"""{"model": "GaussianMixture", "converged_": {{state}}, "n_iter_": 7, "lower_bound_": -1.5, "bic": 250, """
                + $$""" "n_components": {{labels.Length}}}"""
            : $$"""{"model": "KMeans", "converged": {{state}}, "n_iter_": 7, "inertia_": 12.5, "n_clusters": {{labels.Length}}}""");
    }
}
