using System.Globalization;
using System.Text.Json;

namespace GpuSeg.Cli.Tests;

/// <summary>One model per subject over its sessions: --fit subject.</summary>
public sealed class SubjectFitTests : IDisposable
{
    private static readonly string[] s_fit = ["-k", "3", "--n-init", "3", "--fit", "subject"];

    private readonly TempFolder _folder = new();

    public SubjectFitTests()
    {
        Gpuseg.Succeed("demo", "--bids", _folder.At("made"), "--subjects", "5");
        (string, string, string)[] sessions =
            [("01", "A", "1"), ("02", "A", "2"), ("03", "A", "10"), ("04", "B", "1"), ("05", "B", "2")];
        foreach (var (made, subject, session) in sessions)
        {
            foreach (var path in Directory.GetFiles(_folder.At($"made/sub-{made}"), "*", SearchOption.AllDirectories))
            {
                var datatype = Path.GetFileName(Path.GetDirectoryName(path)!);
                var folder = Directory.CreateDirectory(_folder.At($"raw/sub-{subject}/ses-{session}/{datatype}")).FullName;
                var name = Path.GetFileName(path).Replace($"sub-{made}", $"sub-{subject}_ses-{session}", StringComparison.Ordinal);
                File.Copy(path, Path.Combine(folder, name));
            }
        }

        File.Copy(_folder.At("made/dataset_description.json"), _folder.At("raw/dataset_description.json"));
    }

    private static string ModelA => "sub-A/sub-A_seg-gmm3subject_model.json";

    private string Raw => _folder.At("raw");

    private string Out => _folder.At("out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Labels_the_sessions_of_a_subject_by_one_model_and_writes_their_changes()
    {
        Assert.EndsWith(
            $"nothing was written\n2 of 2 models of a subject would be fitted first -> {ModelA} and so on\n",
            Participant("--dry-run").Stdout);
        var outcome = Participant();
        Assert.Equal(("", 0), (outcome.Stderr, outcome.ExitCode));
        Assert.StartsWith("models of 2 subjects, 2 fitted now; each session scaled to mean 0 and variance 1\n", outcome.Stdout);
        Assert.Contains(
            "labelled by sub-A_seg-gmm3subject_model.json -> sub-A/ses-1/anat/sub-A_ses-1_seg-gmm3subject_dseg.nii.gz", outcome.Stdout);
        var (a, b) = (Hashes("A", "1", "2", "10"), Hashes("B", "1", "2"));
        Assert.Single(a.Distinct());
        Assert.Single(b.Distinct());
        Assert.NotEqual(a[0], b[0]);
        Assert.Equal("sub-A", Sidecar("A", "2").GetProperty("Model").GetProperty("Subject").GetString());

        // First to each later one, 2 before 10.
        var changes = Table("sub-A/sub-A_seg-gmm3subject_changes.tsv");
        Assert.Equal(
            ["session_id", "first_session", "label", "name", "first_ml", "volume_ml", "change_ml", "change_percent"], changes[0]);
        Assert.Equal(
            ["ses-2 1", "ses-2 2", "ses-2 3", "ses-10 1", "ses-10 2", "ses-10 3"], changes[1..].Select(row => $"{row[0]} {row[2]}"));
        foreach (var row in changes[1..])
        {
            var (first, now) = (Volume("A", "1", row[2]), Volume("A", row[0]["ses-".Length..], row[2]));
            Assert.Equal(
                [first, now, now - first, 100 * (now - first) / first],
                row[4..].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)),
                (x, y) => Math.Abs(x - y) < 1e-9);
            Assert.Equal("ses-1", row[1]);
        }

        using var dictionary = JsonDocument.Parse(File.ReadAllText(At("sub-A/sub-A_seg-gmm3subject_changes.json")));
        Assert.Equal(changes[0], dictionary.RootElement.EnumerateObject().Select(column => column.Name));
        Assert.Contains("*_changes.tsv", File.ReadAllLines(At(".bidsignore")));
        Assert.Contains("<h2 id=\"change-title\">", File.ReadAllText(At("sub-A_ses-10.html")));
        Assert.DoesNotContain("<h2 id=\"change-title\">", File.ReadAllText(At("sub-A_ses-1.html")));
        Assert.Contains("The sessions of each subject were labelled by one model", File.ReadAllText(At("logs/CITATION.md")));

        // Resumes without work, and the model does not depend on the chosen sessions.
        var model = File.ReadAllBytes(At(ModelA));
        outcome = Participant();
        Assert.StartsWith("models of 2 subjects, 0 fitted now", outcome.Stdout);
        Assert.EndsWith("0 segmented, 5 complete already, 0 failed\n", outcome.Stdout);
        Assert.DoesNotContain("made, such as", outcome.Stdout);
        Gpuseg.Succeed(["bids", Raw, _folder.At("part"), "participant", .. s_fit, "--session-label", "2", "--no-reports"]);
        Assert.Equal(model, File.ReadAllBytes(_folder.At($"part/{ModelA}")));

        // Labels of subjects are matched with each other, those of a subject's sessions stay together.
        Assert.Equal("", Gpuseg.Succeed("bids", Raw, Out, "group", "-k", "3", "--fit", "subject").Stderr);
        var table = Table("group_dseg.tsv");
        var labels = Column(table, "labels");
        Assert.Equal((1, 1), (labels[..3].Distinct().Count(), labels[3..].Distinct().Count()));
        Assert.Equal(["n/a", "ses-1", "ses-1", "n/a", "ses-1"], Column(table, "first_session"));
        foreach (var row in table[1..].Where(row => row[Array.IndexOf(table[0], "first_session")] != "n/a"))
        {
            var own = row[Array.IndexOf(table[0], "labels")].Split(',')[1];
            var (first, now) = (Volume(row[0]["sub-".Length..], "1", own), Volume(row[0]["sub-".Length..], row[1]["ses-".Length..], own));
            Assert.Equal(now - first, double.Parse(row[Array.IndexOf(table[0], "change_ml_2")], CultureInfo.InvariantCulture), 1e-9);
            Assert.Equal(
                100 * (now - first) / first,
                double.Parse(row[Array.IndexOf(table[0], "change_percent_2")], CultureInfo.InvariantCulture), 1e-9);
        }

        var page = File.ReadAllText(At("group_dseg.html"));
        Assert.Contains("since the subject", page);
        Assert.Contains("Each subject has one model for its sessions.", page);
        Assert.DoesNotContain("Lower bound", page);
    }

    [Fact]
    public void Fails_only_sessions_that_cannot_be_read_or_have_different_channels()
    {
        var broken = _folder.At("raw/sub-A/ses-2/anat/sub-A_ses-2_T1w.nii.gz");
        var whole = File.ReadAllBytes(broken);
        File.WriteAllBytes(broken, whole[..20000]);
        File.Delete(_folder.At("raw/sub-B/ses-2/anat/sub-B_ses-2_FLAIR.nii.gz"));
        var outcome = Participant("--no-reports");
        Assert.Equal(1, outcome.ExitCode);
        Assert.EndsWith("3 segmented, 0 complete already, 2 failed\n", outcome.Stdout);
        Assert.Contains("sub-A_ses-2: FAILED: ", outcome.Stdout);
        Assert.Contains("is truncated", outcome.Stdout);
        Assert.Contains("sub-B_ses-2: FAILED: it lacks flair", outcome.Stdout);
        Assert.Contains("the model of sub-A was fitted to 2 of 3 sessions; once the others can be read, allow overwriting", outcome.Stderr);
        Assert.Equal(["ses-10"], Table("sub-A/sub-A_seg-gmm3subject_changes.tsv")[1..].Select(row => row[0]).Distinct());
        Assert.False(File.Exists(At("sub-B/sub-B_seg-gmm3subject_changes.tsv")));

        // The repaired session is labelled by the same model, and its change is added.
        var model = File.ReadAllBytes(At(ModelA));
        File.WriteAllBytes(broken, whole);
        outcome = Participant("--no-reports");
        Assert.EndsWith("1 segmented, 3 complete already, 1 failed\n", outcome.Stdout);
        Assert.Equal(model, File.ReadAllBytes(At(ModelA)));
        Assert.Equal(["ses-2", "ses-10"], Table("sub-A/sub-A_seg-gmm3subject_changes.tsv")[1..].Select(row => row[0]).Distinct());
        var group = Gpuseg.Run("bids", Raw, Out, "group");
        Assert.Equal(1, group.ExitCode);
        Assert.Contains("sub-B_ses-2 seg-gmm3subject failed: it lacks flair", group.Stderr);
        // The model of the other sessions cannot label it either.
        Assert.Contains(
            "sub-B_ses-2: FAILED: its channels are t1w, t1ce, adc, and the model of sub-B has t1w, t1ce, flair, adc; ",
            Participant("--no-reports", "--allow-missing").Stdout);
    }

    [Fact]
    public void Refuses_a_model_of_other_sessions_and_fails_only_its_subject()
    {
        Directory.Move(_folder.At("raw/sub-A/ses-10"), _folder.At("away"));
        Participant("--no-reports");
        Directory.Move(_folder.At("away"), _folder.At("raw/sub-A/ses-10"));
        var outcome = Participant("--no-reports");
        Assert.Equal(1, outcome.ExitCode);
        Assert.EndsWith("0 segmented, 2 complete already, 3 failed\n", outcome.Stdout);
        Assert.Contains(
            "sub-A_ses-1: sub-A_seg-gmm3subject_model.json is the model of sub-A of an earlier run: sessions.sub-A_ses-10 was absent",
            outcome.Stderr);
        Assert.Contains("allow overwriting (`--overwrite`)", outcome.Stderr);
        outcome = Participant("--no-reports", "--overwrite", "--participant-label", "A");
        Assert.EndsWith("3 segmented, 0 complete already, 0 failed\n", outcome.Stdout);
        Assert.EndsWith("0 segmented, 5 complete already, 0 failed\n", Participant("--no-reports").Stdout);

        // Voxels that changed since the fit are noticed.
        File.Copy(
            _folder.At("raw/sub-A/ses-1/anat/sub-A_ses-1_FLAIR.nii.gz"), _folder.At("raw/sub-A/ses-2/anat/sub-A_ses-2_FLAIR.nii.gz"),
            overwrite: true);
        Directory.Delete(At("sub-A/ses-2"), recursive: true);
        outcome = Participant("--no-reports");
        Assert.Contains("sub-A_ses-2_FLAIR.nii.gz have changed since", outcome.Stderr);
    }

    [Fact]
    public void Orders_sessions_by_their_times_and_doubts_labels_without_numbers()
    {
        Directory.Move(_folder.At("raw/sub-A/ses-10"), _folder.At("away"));
        foreach (var (from, to) in ((string, string)[])[("1", "pre"), ("2", "post")])
        {
            foreach (var path in Directory.GetFiles(_folder.At($"raw/sub-B/ses-{from}"), "*", SearchOption.AllDirectories))
            {
                var target = path.Replace($"ses-{from}", $"ses-{to}", StringComparison.Ordinal);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Move(path, target);
            }

            Directory.Delete(_folder.At($"raw/sub-B/ses-{from}"), recursive: true);
        }

        const string doubt = "The sessions of sub-B are compared in the order of their labels, ses-post and ses-pre; "
            + "if they were not acquired in this order, write acq_time in sub-B_sessions.tsv.";
        Assert.Contains(doubt, Participant("--no-reports").Stderr);
        Assert.Equal("ses-pre", Table("sub-B/sub-B_seg-gmm3subject_changes.tsv")[1][0]);
        Gpuseg.Succeed("bids", Raw, Out, "group");
        Assert.Contains(doubt, File.ReadAllText(At("group_dseg.tsv")));
        File.WriteAllText(
            _folder.At("raw/sub-B/sub-B_sessions.tsv"),
            "session_id\tacq_time\nses-pre\t2020-03-01T10:00:00\nses-post\t2021-01-31T09:30:00\n");
        Assert.Equal("", Participant("--no-reports").Stderr);
        Assert.Equal("ses-post", Table("sub-B/sub-B_seg-gmm3subject_changes.tsv")[1][0]);
    }

    [Fact]
    public void Fits_a_model_to_the_sessions_of_a_subject_in_a_list()
    {
        string[] images = [.. ((string[])["1", "2"]).Select(session => $"raw/sub-B/ses-{session}/anat/sub-B_ses-{session}_")];
        File.WriteAllText(
            _folder.At("list.tsv"),
            $"id\tsession\tt1\tflair\nB-1\tv1\t{images[0]}T1w.nii.gz\t{images[0]}FLAIR.nii.gz\n"
                + $"B-1\tv2\t{images[1]}T1w.nii.gz\t{images[1]}FLAIR.nii.gz\n");
        Gpuseg.Succeed(["cohort", _folder.At("list.tsv"), "-o", Out, .. s_fit]);
        Assert.Equal(["ses-v2"], Table("sub-B1/sub-B1_seg-gmm3subject_changes.tsv")[1..].Select(row => row[0]).Distinct());
        Assert.True(File.Exists(At("sub-B1/ses-v2/anat/sub-B1_ses-v2_seg-gmm3subject_dseg.nii.gz")));
        Assert.Equal(["sub-B1\tB-1"], File.ReadAllLines(At("participants.tsv"))[1..]);
        File.AppendAllText(_folder.At("list.tsv"), $"B1\tv2\t{images[1]}T1w.nii.gz\t{images[1]}FLAIR.nii.gz\n");
        Assert.Contains(
            "its results would have the same name sub-B1_ses-v2 as those of line 4 (id B1)",
            Gpuseg.Run(["cohort", _folder.At("list.tsv"), "-o", Out, .. s_fit, "--dry-run"]).Stdout);
    }

    [Theory]
    [InlineData("-k 3 --fit subject --scale none", "--fit subject scales every session to mean 0 and variance 1")]
    [InlineData("--fit subject --model m.json", "--fit subject makes models and --model gives one; leave one of them out.")]
    [InlineData("-k 3 --fit brain", "--fit is brain; it must be session, subject or pooled")]
    public void Rejects_contradictory_options(string options, string message)
    {
        Participant("--no-reports", "--participant-label", "B", "--session-label", "1");
        var words = options.Replace("m.json", At("sub-B/sub-B_seg-gmm3subject_model.json"), StringComparison.Ordinal).Split(' ');
        var outcome = Gpuseg.Run(["bids", Raw, _folder.At("other"), "participant", .. words]);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(message, outcome.Stderr);
        Assert.False(Directory.Exists(_folder.At("other")));
    }

    private Outcome Participant(params string[] more) => Gpuseg.Run(["bids", Raw, Out, "participant", .. s_fit, .. more]);

    private string At(string name) => Path.Combine(Out, name);

    private string[][] Table(string name) => [.. File.ReadAllLines(At(name)).Select(line => line.Split('\t'))];

    private static string[] Column(string[][] table, string name) =>
        [.. table[1..].Select(row => row[Array.IndexOf(table[0], name)])];

    private double Volume(string subject, string session, string label)
    {
        var table = Table($"sub-{subject}/ses-{session}/anat/sub-{subject}_ses-{session}_seg-gmm3subject_dseg.tsv");
        return double.Parse(
            table.Single(row => row[0] == label)[Array.IndexOf(table[0], "volume_ml")], CultureInfo.InvariantCulture);
    }

    private JsonElement Sidecar(string subject, string session) => Workplace.Parse(
        File.ReadAllText(At($"sub-{subject}/ses-{session}/anat/sub-{subject}_ses-{session}_seg-gmm3subject_dseg.json")));

    private string[] Hashes(string subject, params string[] sessions) =>
        [.. sessions.Select(session => Sidecar(subject, session).GetProperty("Model").GetProperty("Sha256").GetString()!)];
}
