using System.CommandLine;
using System.Text.Json;
using GpuSeg.Cli.Commands.Bids;
using GpuSeg.Cli.Commands.Cohort;
using GpuSeg.Cli.Options;
using GpuSeg.Images.Files;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Phantom;

namespace GpuSeg.Cli.Tests;

public sealed class ConfigFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public ConfigFileTests() => PhantomDataset.Write(Raw, 1);

    private string Raw => _folder.At("raw");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Records_the_options_as_a_configuration_file_that_can_be_reused()
    {
        var filters = Text("filters.json", """{"t1w": {"ceagent": null}}""");
        File.WriteAllText(Path.Combine(Raw, "participants.tsv"), "participant_id\ticv\nsub-01\t1600\n");
        var mixture = Text("mixture.json", $$"""
            {"n-components": 3, "method": "gmm", "covariance": "diag", "init": "random_from_data", "n-init": 2, "seed": 5, "max-iter": 50, "tol": 0.01, "reg-covar": 1e-05,
             "mrf": 4, "mrf-neighbours": "18", "bias": 2, "winsorize": 1,
             "scale": "standard", "label-order": "mean:flair", "label-names": ["a", "b", "c"], "probseg": true, "modalities": ["T1w", "FLAIR"],
             "bids-filter-file": "{{filters}}", "mask-from": "nonzero", "fill-holes": true, "regrid": "flair",
             "regions": "derivatives/truth", "icv": "icv", "backend": "reference",
             "threads": 1, "log-json": true}
            """);
        var kmeans = Text("kmeans.json", $$"""
            {"n-clusters": 2, "method": "kmeans", "converge": true, "mask-from": "{{Masks()}}", "mask-threshold": 0.25,
             "name-tissues": "auto", "clean": 30,
             "participant-label": ["01"], "n-cpus": 2}
            """);
        var recorded = new HashSet<string>();
        foreach (var (given, name, odd) in ((string, string, string[])[])[(mixture, "gmm3diagscaled",
            ["threads", "log-json", "label-names"]), (kmeans, "kmeans2scaled", ["n-clusters", "participant-label", "n-cpus"])])
        {
            // The command line has the last word.
            var first = Record(given, name, "one", "--scale", "standard");
            var values = Workplace.Parse(first);
            foreach (var property in Workplace.Parse(File.ReadAllText(given)).EnumerateObject()
                .Where(property => !odd.Contains(property.Name)))
            {
                Assert.True(JsonElement.DeepEquals(property.Value, values.GetProperty(property.Name)), property.Name);
            }

            recorded.UnionWith(values.EnumerateObject().Select(property => property.Name));
            Assert.Equal(first, Record(_folder.At($"{name}-one/logs/config_seg-{name}.json"), name, "two"));
            Assert.Equal(File.ReadAllText(Sidecar("one")), File.ReadAllText(Sidecar("two")));

            string Sidecar(string round) => _folder.At($"{name}-{round}/sub-01/anat/sub-01_seg-{name}_dseg.json");
        }

        // A model in the place of a fit: options of fits are not recorded, and would be refused.
        var model = Text(
            "model.json", $$"""{"model": "{{_folder.At("kmeans2scaled-one/sub-01/anat/sub-01_seg-kmeans2scaled_model.json")}}"}""");
        var applied = Record(model, "kmeans2model", "one");
        Assert.Equal(applied, Record(_folder.At("kmeans2model-one/logs/config_seg-kmeans2model.json"), "kmeans2model", "two"));
        recorded.UnionWith(Workplace.Parse(applied).EnumerateObject().Select(property => property.Name));

        // An option that is added is in the record and in this test, or among those that do not belong there; a list has masks of its own,
        // so only the rule's name.
        Assert.Equal(Recorded(BidsCommand.Create()), recorded.Order());
        Assert.Equal(
            recorded.Except(["modalities", "bids-filter-file", "runs", "mask-from"]).Append("mask-rule").Append("label-excluded").Order(),
            Recorded(CohortCommand.Create()));
        Assert.Equal("kmeans", Workplace.Parse(File.ReadAllText(kmeans)).GetProperty("method").GetString());
        Assert.False(File.ReadAllText(_folder.At("kmeans2scaled-one/logs/config_seg-kmeans2scaled.json"))
            .Contains("covar", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\uFEFF{\"n_components\": 0}", "options.json, n_components: --n_components is 0")]
    [InlineData("""{"n-components": 0}""", "options.json, n-components: --n-components is 0; it must be a whole number from 1 to 255")]
    [InlineData("""{"n-clusters": "three"}""", "options.json, n-clusters: --n-clusters is three; it must be")]
    [InlineData("""{"n-components": 2.5}""", "options.json, n-components: --n-components is 2.5; it must be")]
    [InlineData("""{"k": 3}""", "options.json has the key k, which is not an option of gpuseg bids; its options are participant-label, ")]
    [InlineData("""{"n-components": [3, 4]}""", "options.json, n-components: [3, 4] is not a value of -k; it must be a text or a number.")]
    [InlineData(
        """{"participant-label": {"a": 1}}""",
            "options.json, participant-label: {\"a\": 1} is not a value of --participant-label; it must be a text or a number, or a list "
                + "of them.")]
    [InlineData("""{"probseg": "yes"}""", "options.json, probseg: \"yes\" is neither true nor false")]
    [InlineData("""{"method": null}""", "options.json, method: null is not a value of --method")]
    [InlineData("""{"n-components": 3, "method": "em"}""", "options.json, method: --method is em; it must be gmm or kmeans")]
    [InlineData("""{"n-components": 3, "n-clusters": 4}""",
        "options.json gives -k twice, as n-components and as n-clusters; leave one of them out")]
    [InlineData("""{"n-components": 3, "converge": true, "tol": 1}""",
        "--converge runs to the optimum and --tol stops before it; leave one of them out (", "options.json gives --converge, --tol).")]
    [InlineData("""{"seed": 3}""", "'-k' is required")]
    [InlineData("[3]", "options.json does not hold a JSON object")]
    [InlineData("{", "options.json cannot be read as JSON (")]
    public void Rejects_invalid_files(string text, params string[] parts) => Refused(Text("options.json", text), parts);

    [Fact]
    public void Rejects_a_missing_file_and_a_folder()
    {
        Refused(_folder.At("gone.json"), "gone.json cannot be read as JSON (Could not find");
        Refused(Raw, "raw is a folder, not a JSON file");
    }

    [Fact]
    public void Accepts_options_of_different_commands_and_lists_before_positionals()
    {
        var labels = Text("labels.json", """{"participant-label": ["sub-01"], "dry-run": true, "n-components": 2}""");
        Assert.StartsWith(
            "session  channel", Gpuseg.Succeed("bids", "--config-file", labels, Raw, _folder.At("out"), "participant").Stdout);
        var image = Path.Combine(Raw, "sub-01", "anat", "sub-01_T1w.nii.gz");
        Gpuseg.Succeed(
            "segment", "--config-file", Text("segment.json", $$"""{"output": "{{_folder.At("s")}}", "n-components": 2}"""), "--", image);
        Assert.True(File.Exists(_folder.At("s_dseg.nii.gz")));
        Refusal.OfUsage(
            Gpuseg.Run("plot", "slices", image, "--config-file", labels), "which is not an option of gpuseg plot slices; its options are ");
        Refusal.OfUsage(Gpuseg.Run("--config-file", labels), "is not complete; choose one of segment");
        Assert.Contains(
            "is 9; it must be", Gpuseg.Run("plot", "slices", image, "--config-file", Text("plot.json", """{"plane": "9"}""")).Stderr);
    }

    // A derivative data set with a mask of half of the first brain.
    private string Masks()
    {
        var (folder, t1) = (_folder.At("strip"), Path.Combine(Raw, "sub-01/anat/sub-01_T1w.nii.gz"));
        Directory.CreateDirectory(Path.Combine(folder, "sub-01/anat"));
        var values = Enumerable.Range(0, 64 * 64 * 24).Select(i => i % 64 < 32 ? (byte)1 : (byte)0).ToArray();
        using var outputs = new OutputSet(overwrite: false);
        outputs.AddImage(
            Path.Combine(folder, "sub-01/anat/sub-01_desc-brain_mask.nii.gz"),
            OutputImage.Labels(NiftiReader.ReadHeader(t1), values, 1));
        outputs.Commit();
        return folder;
    }

    private static IEnumerable<string> Recorded(Command command) =>
        command.Options.Where(ConfigRecord.Holds).Select(ConfigFile.Key).Order();

    private string Record(string config, string name, string round, params string[] options)
    {
        Gpuseg.Succeed(["bids", Raw, _folder.At($"{name}-{round}"), "participant", "--config-file", config, .. options]);
        return File.ReadAllText(_folder.At($"{name}-{round}/logs/config_seg-{name}.json"));
    }

    private void Refused(string config, params string[] parts)
    {
        Refusal.OfUsage(Gpuseg.Run("bids", Raw, _folder.At("out"), "participant", "--config-file", config), parts);
        Assert.False(Directory.Exists(_folder.At("out")));
    }

    private string Text(string name, string text)
    {
        File.WriteAllText(_folder.At(name), text);
        return _folder.At(name);
    }
}
