using System.Text.Encodings.Web;
using System.Text.Json;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Derivatives;
using GpuSeg.Studies.Json;

namespace GpuSeg.Studies.Tests.Bids;

public sealed class DerivativeDatasetTests : IDisposable
{
    private readonly MadeDataset _raw = new("sub-01/anat/sub-01_T1w.nii");

    public void Dispose() => _raw.Dispose();

    [Fact]
    public void Resolves_a_linked_folder()
    {
        _raw.Text("derivatives/out/README", "");
        _raw.Link("derivatives/deep/er/link", "../../out");
        DerivativeDataset.Prepare(_raw.At("derivatives/deep/er/link"), _raw.Scanned, "1.2.3");
        var folder = _raw.At("derivatives/out");
        DerivativeDataset.RequireOurs(folder, _raw.Scanned);
        Assert.Equal("../..", DatasetDescription.Read(folder).Links["raw"]);
    }

    [Theory]
    [InlineData("sub-01")]
    [InlineData("sub-01/")]
    [InlineData("sub-02/deep/er")]
    [InlineData("aside/x")]
    [InlineData("sub-03/x")]
    public void Rejects_the_folder_of_a_raw_subject(string folder)
    {
        _raw.Link("aside", "sub-01");
        Directory.CreateDirectory(_raw.At("elsewhere"));
        _raw.Link("sub-03", "elsewhere");
        var raw = _raw.Scanned;
        Assert.Contains(" of a subject of the raw data set",
            Assert.Throws<OutputException>(() => DerivativeDataset.Prepare(_raw.At(folder), raw, "1.2.3")).Message);
        DerivativeDataset.RequireOurs(_raw.At("derivatives/sub-01"), raw);
    }

    [Fact]
    public void Names_authors_and_licence_of_the_source_data_set()
    {
        _raw.Text("dataset_description.json", """
            {"Name": "made", "BIDSVersion": "1.11.1", "Authors": ["A. B.", "C. D."], "License": "CC-BY-4.0", "DatasetDOI": "doi:10.1000/x1"}
            """);
        DerivativeDataset.Prepare(Out, _raw.Scanned, "1.2.3");
        var description = Description;
        Assert.Equal(["A. B.", "C. D."], description.GetProperty("Authors").EnumerateArray().Select(author => author.GetString()));
        Assert.Equal("CC-BY-4.0", description.GetProperty("License").GetString());
        Assert.Equal(
            """[{"URL":"https://doi.org/10.1000/x1","DOI":"doi:10.1000/x1"}]""",
            JsonSerializer.Serialize(description.GetProperty("SourceDatasets"), s_compact));
    }

    [Fact]
    public void Names_no_authors_if_the_source_data_set_names_none()
    {
        DerivativeDataset.Prepare(Out, _raw.Scanned, "1.2.3");
        Assert.Equal("""[{"URL":"../.."}]""", JsonSerializer.Serialize(Description.GetProperty("SourceDatasets"), s_compact));
        Assert.All(((string[])["Authors", "License"]), key => Assert.False(Description.TryGetProperty(key, out _)));
    }

    [Fact]
    public void Keeps_edits_of_the_description_when_a_source_is_added()
    {
        var raw = _raw.Scanned;
        DerivativeDataset.Prepare(Out, raw, "1.2.3");
        _raw.Text("derivatives/out/dataset_description.json", File.ReadAllText(Path.Combine(Out, "dataset_description.json"))
            .Replace("\"HowToAcknowledge\"", "\"Authors\": [\"E. F.\"],\n  \"HowToAcknowledge\"", StringComparison.Ordinal));
        var masks = raw with { Links = new Dictionary<string, string> { ["brains"] = _raw.At("derivatives/brains") } };
        DerivativeDataset.Prepare(Out, masks, "2.0.0");
        Assert.Equal("""["E. F."]""", JsonSerializer.Serialize(Description.GetProperty("Authors"), s_compact));
        Assert.Equal(
            """{"brains":"../brains","raw":"../.."}""", JsonSerializer.Serialize(Description.GetProperty("DatasetLinks"), s_compact));
        Assert.Equal(
            """[{"URL":"../brains"},{"URL":"../.."}]""", JsonSerializer.Serialize(Description.GetProperty("SourceDatasets"), s_compact));
        Assert.Equal("1.2.3", Description.GetProperty("GeneratedBy")[0].GetProperty("Version").GetString());
    }

    [Theory]
    [InlineData("gpuseg")]
    [InlineData("desc-gpuseg")]
    public void Corrects_descriptions_of_earlier_versions_and_keeps_edited_ones(string earlier)
    {
        _raw.Text("derivatives/out/descriptions.tsv", $"desc_id\tdescription\n{earlier}\tThe voxels that were clustered\n");
        DerivativeDataset.Prepare(Out, _raw.Scanned, "1.2.3");
        var path = Path.Combine(Out, "descriptions.tsv");
        Assert.Equal(
            "desc_id\tdescription\ndesc-gpuseg\tThe voxels that were clustered\ndesc-lesionscore\tScore of the search for a lesion\n"
            + "desc-lesionparts\tParts of the lesion\n",
            File.ReadAllText(path));
        File.AppendAllText(path, "desc-edited\tby hand\n");
        DerivativeDataset.Prepare(Out, _raw.Scanned, "1.2.3");
        Assert.EndsWith("desc-edited\tby hand\n", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_a_raw_data_set_that_this_program_made()
    {
        _raw.Text("made/dataset_description.json", """{"Name": "x", "DatasetType": "raw", "GeneratedBy": [{"Name": "gpuseg"}]}""");
        Assert.Contains(
            "holds a data set that gpuseg did not write (raw)",
            Assert.Throws<OutputException>(() => DerivativeDataset.Prepare(_raw.At("made"), _raw.Scanned, "1.2.3")).Message);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("GPUSEG_CONTAINER_TAG=gpuseg:0.1.0", """{"Type":"docker","Tag":"gpuseg:0.1.0"}""")]
    [InlineData("GPUSEG_CONTAINER_TAG=,GPUSEG_CONTAINER_URI=docker://x/y", """{"Type":"docker","URI":"docker://x/y"}""")]
    [InlineData("SINGULARITY_CONTAINER=/images/gpuseg.sif", """{"Type":"singularity","Tag":"gpuseg.sif"}""")]
    [InlineData("APPTAINER_CONTAINER=/a/g.sif,SINGULARITY_CONTAINER=/a/g.sif", """{"Type":"apptainer","Tag":"g.sif"}""")]
    [InlineData("APPTAINER_CONTAINER=/a/g.sif,GPUSEG_CONTAINER_TAG=gpuseg:2", """{"Type":"apptainer","Tag":"gpuseg:2"}""")]
    public void Names_the_container_of_the_environment(string environment, string? expected)
    {
        var variables = environment.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        using var json = JsonDocument.Parse(JsonText.Document(writer => Generator.Write(writer, "1.2.3", variables.GetValueOrDefault)));
        var program = json.RootElement.GetProperty("GeneratedBy")[0];
        Assert.Equal("gpuseg", program.GetProperty("Name").GetString());
        Assert.Equal(
            expected, program.TryGetProperty("Container", out var container) ? JsonSerializer.Serialize(container, s_compact) : null);
    }

    private static readonly JsonSerializerOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private string Out => _raw.At("derivatives/out");

    private JsonElement Description
    {
        get
        {
            using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Out, "dataset_description.json")));
            return json.RootElement.Clone();
        }
    }
}
