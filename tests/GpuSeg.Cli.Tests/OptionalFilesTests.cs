using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Cli.Tests;

/// <summary>Files that are written only if wanted: posteriors, one image per label, and label files for viewers.</summary>
public sealed class OptionalFilesTests : IDisposable
{
    private static readonly string[] s_viewers = ["_freesurfer.txt", "_fsleyes.lut", "_itksnap.label", "_niivue.json"];

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Writes_each_posterior_as_an_image_of_its_own()
    {
        Segment("--probseg", "--probseg-files", "--label-names", "CSF,Grey matter,Cluster #3");
        string[] labels = ["CSF", "GM", "Cluster3"];
        Assert.Equal(
            labels.SelectMany(label => ((string[])[".json", ".nii.gz"]).Select(extension => $"s_label-{label}_probseg{extension}"))
                .Append("s_probseg.nii.gz").Order(),
            _place.Left.Where(name => name.Contains("probseg", StringComparison.Ordinal)));
        var all = NiftiReader.Read(_place.Prefix + "_probseg.nii.gz");
        foreach (var (volume, label) in all.Zip(labels))
        {
            var alone = Assert.Single(NiftiReader.Read($"{_place.Prefix}_label-{label}_probseg.nii.gz"));
            Assert.Equal(3, NiftiReader.ReadHeader($"{_place.Prefix}_label-{label}_probseg.nii.gz").Dim[0]);
            Assert.Equal(Values(volume), Values(alone));
        }

        Assert.Contains(
            "Posterior of label 3, Cluster #3, ", _place.Json("_label-Cluster3_probseg.json").GetProperty("Description").GetString());
    }

    [Fact]
    public void Maps_named_labels_to_the_standard_ones()
    {
        Segment("--label-names", "CSF,grey matter,tumour");
        var table = _place.Table();
        Assert.Equal(["3", "1", "n/a"], table["mapping"]);
        Assert.Equal(["CSF", "GM", "n/a"], table["abbreviation"]);
        Segment("--overwrite");
        Assert.DoesNotContain("mapping", _place.Table().Keys);
    }

    // Two classes 14 standard deviations apart, so that posteriors are around exp(-98).
    [Fact]
    public void Writes_no_posterior_between_0_and_the_least_normal_number()
    {
        float[] values = [.. Enumerable.Range(0, 8 * 7 * 6).Select(i => (i % 2 == 0 ? 100 : 131) + (i % 7) + (i % 11 * 0.09f))];
        var image = _place.Put("apart.nii", values);
        Gpuseg.Succeed("segment", image, "-k", "2", "--reg-covar", "1", "-o", _place.Prefix, "--probseg", "--probseg-files");
        var posteriors = NiftiReader.Read(_place.Prefix + "_probseg.nii.gz").Select(Values).ToArray();
        Assert.All(posteriors.SelectMany(volume => volume), value => Assert.False(float.IsSubnormal(value)));
        Assert.Contains(posteriors[0].Zip(posteriors[1]), pair => Math.Min(pair.First, pair.Second) is > 0 and < 1e-30f);
        Assert.All(posteriors[0].Zip(posteriors[1]), pair => Assert.InRange(pair.First + pair.Second, 1 - 1e-6f, 1 + 1e-6f));
        Assert.Equal(posteriors[1], Values(Assert.Single(NiftiReader.Read(_place.Prefix + "_label-Cluster2_probseg.nii.gz"))));
    }

    [Fact]
    public void Writes_label_files_that_viewers_can_read()
    {
        string[] names = ["it's \"grey\" #1", "White matter", "CSF"];
        Segment("--label-files", "--label-names", string.Join(',', names));
        Assert.Equal(s_viewers.Select(suffix => "s" + suffix), _place.Left.Where(name => !name.Contains("_dseg", StringComparison.Ordinal)
            && !name.Contains("_model", StringComparison.Ordinal)));
        int[][] colours =
            [.. _place.Table()["color"].Select(colour => Array.ConvertAll(Convert.FromHexString(colour[1..]), part => (int)part))];

        // ITK-SNAP: seven numbers, then the text between two double quotes.
        var snap = Lines("_itksnap.label").Select(line => Regex.Match(line, @"^((?:\s*[0-9.]+){7})\s+""([^""]+)""$")).ToArray();
        Assert.All(snap, line => Assert.True(line.Success));
        Assert.Equal(["Clear Label", "it's 'grey' #1", "White matter", "CSF"], snap.Select(line => line.Groups[2].Value));
        Assert.Equal(colours, snap.Skip(1).Select(line => Numbers(line.Groups[1].Value)[1..4]));

        // FreeSurfer: index, name and four numbers, separated by blanks.
        string[][] surfer = [.. Lines("_freesurfer.txt").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        Assert.All(surfer, line => Assert.Equal(6, line.Length));
        Assert.Equal(["Unknown", "it's_\"grey\"__1", "White_matter", "CSF"], surfer.Select(line => line[1]));
        Assert.Equal(colours, surfer.Skip(1).Select(line => Numbers(string.Join(' ', line[2..5]))));

        // FSLeyes: index, three numbers up to 1, and a name up to the end of the line.
        string[][] eyes = [.. Lines("_fsleyes.lut").Select(line => line.Split(' ', 5))];
        Assert.Equal(["1", "2", "3"], eyes.Select(line => line[0]));
        Assert.Equal(names, eyes.Select(line => line[4]));
        Assert.Equal(colours, eyes.Select(line => Array.ConvertAll(
            line[1..4], number => (int)Math.Round(255 * double.Parse(number, CultureInfo.InvariantCulture)))));

        // NiiVue: arrays of one length.
        var niivue = _place.Json("_niivue.json");
        int[][] columns = [.. ((string[])["R", "G", "B"]).Select(key => niivue.GetProperty(key).Deserialize<int[]>()!)];
        Assert.Equal(colours, Enumerable.Range(1, 3).Select(i => Array.ConvertAll(columns, column => column[i])));
        Assert.Equal([0, 1, 2, 3], niivue.GetProperty("I").Deserialize<int[]>()!);
        Assert.Equal([0, 255, 255, 255], niivue.GetProperty("A").Deserialize<int[]>()!);
        Assert.Equal(["Background", .. names], niivue.GetProperty("labels").Deserialize<string[]>()!);
    }

    [Fact]
    public void Keeps_names_of_a_model_in_one_line()
    {
        Segment("--label-names", "CSF,GM,WM");
        File.WriteAllText(_place.At("m_model.json"), File.ReadAllText(_place.Prefix + "_model.json")
            .Replace("\"GM\"", "\"grey\\n\\tmatter\"", StringComparison.Ordinal));
        Gpuseg.Succeed("segment", _place.T1, _place.Flair, "--model", _place.At("m_model.json"), "-o", _place.Prefix, "--overwrite",
            "--label-files", "--probseg-files");
        Assert.All(((string[])["_itksnap.label", "_freesurfer.txt"]), suffix => Assert.Equal(4, Lines(suffix).Length));
        Assert.Equal(3, Lines("_fsleyes.lut").Length);
        Assert.Contains("s_label-GM_probseg.nii.gz", _place.Left);
    }

    [Fact]
    public void Replaces_nothing_without_overwrite_and_names_leftovers()
    {
        Segment("--label-files", "--probseg-files");
        File.Delete(_place.Prefix + "_dseg.nii.gz");
        var before = Tree.Of(_place.Out);
        Refusal.Of(1, Run("--label-files"), "exists already", "--overwrite");
        Assert.Equal(before, Tree.Of(_place.Out));
        var prefix = _place.At("t");
        File.Copy(_place.T1, prefix + "_label-Cluster1_probseg.nii.gz");
        Refusal.Of(
            1,
            Gpuseg.Run("segment", prefix + "_label-Cluster1_probseg.nii.gz", "-k", "3", "-o", prefix, "--probseg-files", "--overwrite"),
            "_label-Cluster1_probseg.nii.gz is an input");

        var outcome = Run("--overwrite", "--probseg-files", "--label-names", "a,b,c");
        Assert.Equal(0, outcome.ExitCode);
        string[] left =
        [
            .. s_viewers,
            .. Enumerable.Range(1, 3).SelectMany(label => ((string[])[".json", ".nii.gz"])
                .Select(extension => $"_label-Cluster{label}_probseg{extension}")),
        ];
        Assert.All(left, suffix => Assert.Contains($"s{suffix} is of an earlier run and does not belong to this map", outcome.Stderr));
        Assert.Equal(left.Length, outcome.Stderr.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData("--probseg")]
    [InlineData("--probseg-files")]
    public void Rejects_posteriors_of_KMeans(string option) =>
        Refusal.OfUsage(Run("--method", "kmeans", option), $"{option} needs posteriors and KMeans has none");

    [Fact]
    public void Adds_recreates_and_removes_files_of_a_session()
    {
        var (raw, folder) = (_place.At("raw"), _place.At("data"));
        Gpuseg.Succeed("demo", "--bids", raw, "--subjects", "1");
        string[] fit = ["bids", raw, folder, "participant", "-k", "3", "--no-reports"];
        string[] names = ["--label-names", "a,b,c"];
        Gpuseg.Succeed([.. fit, .. names]);
        Assert.Contains("\n1 segmented", Gpuseg.Succeed([.. fit, .. names, "--probseg-files", "--label-files"]).Stdout);
        Assert.Equal(4, Session("*_itksnap.label").Length + Session("*_label-?_probseg.nii.gz").Length);
        Assert.Contains("1 complete already", Gpuseg.Succeed([.. fit, .. names, "--probseg-files", "--label-files"]).Stdout);

        File.WriteAllBytes(Session("*_label-b_probseg.nii.gz")[0], File.ReadAllBytes(Session("*_label-b_probseg.nii.gz")[0])[..500]);
        var repaired = Gpuseg.Run([.. fit, .. names, "--probseg-files", "--label-files"]);
        Assert.Contains("label-b_probseg.nii.gz was damaged", repaired.Stderr);
        Assert.Equal(0, repaired.ExitCode);

        // Without the options the files stay; files of labels that are called otherwise are removed.
        Assert.Contains("1 complete already", Gpuseg.Succeed([.. fit, .. names]).Stdout);
        Assert.Equal(3, Session("*_label-?_probseg.nii.gz").Length);
        Gpuseg.Succeed([.. fit, "--label-names", "a,b,d", "--probseg-files", "--overwrite"]);
        Assert.Equal(
            ["a", "b", "d"],
            Session("*_label-?_probseg.nii.gz").Select(path => Regex.Match(path, "label-(.)_").Groups[1].Value).Order());
        Assert.Empty(Session("*_itksnap.label"));

        string[] Session(string pattern) => Directory.GetFiles(Path.Combine(folder, "sub-01", "anat"), pattern);
    }

    private static float[] Values(Volume volume)
    {
        var values = new float[volume.VoxelCount];
        volume.CopyTo(values);
        return values;
    }

    private static int[] Numbers(string text) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => (int)double.Parse(number, CultureInfo.InvariantCulture)),
    ];

    private string[] Lines(string suffix) =>
        [.. File.ReadAllLines(_place.Prefix + suffix).Where(line => !line.StartsWith('#'))];

    private Outcome Run(params string[] options) =>
        Gpuseg.Run(["segment", _place.T1, _place.Flair, "-k", "3", "-o", _place.Prefix, .. options]);

    private void Segment(params string[] options) =>
        Gpuseg.Succeed(["segment", _place.T1, _place.Flair, "-k", "3", "-o", _place.Prefix, .. options]);
}
