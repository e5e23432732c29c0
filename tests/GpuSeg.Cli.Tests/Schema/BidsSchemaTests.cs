using System.Text.Json;
using System.Text.RegularExpressions;

namespace GpuSeg.Cli.Tests.Schema;

/// <summary>Whole data sets of the real command against the rules of the BIDS schema.</summary>
public sealed class BidsSchemaTests : IDisposable
{
    private static readonly string[] s_named = ["--label-order", "mean:t1w", "--label-names", "CSF,Grey matter,it's \"white\""];

    private readonly TempFolder _folder = new();

    private string Raw => _folder.At("raw");

    private string Out => _folder.At("raw/derivatives/gpuseg");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Evaluates_the_expressions_of_the_schema_as_its_own_tests_say()
    {
        var schema = BidsSchema.Read();
        var tests = ((List<object?>)schema["meta", "expression_tests"]!).ConvertAll(BidsSchema.Map);
        Assert.NotEmpty(tests);
        Assert.All(tests, test => Assert.Equal(
            Text(test["result"]), Text(Expression.Parse((string)test["expression"]!)(new Constants()))));
        Assert.All(
            schema.Rules(["rules"], "selectors", "checks").SelectMany(rule => ((string[])["selectors", "checks"])
                .SelectMany(key => BidsSchema.Texts(rule.GetValueOrDefault(key)))),
            expression => Expression.Parse(expression));
    }

    [Fact]
    public void Writes_valid_data_sets_for_a_made_raw_data_set()
    {
        var rules = new SchemaRules(BidsSchema.Read());
        Make(2);
        Bids(["-k", "3", "--probseg", "--probseg-files", "--label-files", "--lesion", .. s_named]);
        Bids("-k", "4", "--probseg-files", "--no-reports");
        Bids("-k", "3", "--method", "kmeans", "--label-files", "--no-reports");
        Bids("-k", "3", "--fit", "pooled", "--no-reports");
        Gpuseg.Succeed("bids", Raw, Out, "group");
        Assert.Empty(rules.Check(Raw));
        Assert.Empty(rules.Check(_folder.At("raw/derivatives/truth")));
        Assert.Empty(rules.Check(Out));
    }

    [Fact]
    public void Writes_a_valid_data_set_for_sessions_and_runs_when_a_subject_fails()
    {
        var rules = new SchemaRules(BidsSchema.Read());
        Make(3);
        Rename("sub-01", "anat", "ses-pre", "_ses-pre_run-01");
        Rename("sub-01", "dwi", "ses-pre", "_ses-pre_run-01");
        Rename("sub-02", "anat", "ses-post", "_ses-post_acq-fast");
        Directory.Delete(Path.Combine(Raw, "sub-02", "dwi"), recursive: true);
        foreach (var image in Directory.GetFiles(Path.Combine(Raw, "sub-03"), "*.nii.gz", SearchOption.AllDirectories))
        {
            File.WriteAllBytes(image, File.ReadAllBytes(image)[..2000]);
        }

        Assert.Equal(1, Gpuseg.Run(
            "bids", Raw, Out, "participant", "-k", "2", "--probseg-files", "--label-files", "--lesion").ExitCode);
        Assert.Contains("sub-01/ses-pre/anat/sub-01_ses-pre_run-01_label-lesion_mask.nii.gz", Tree.Of(Out).Keys);
        Assert.Equal(1, Gpuseg.Run("bids", Raw, Out, "group").ExitCode);
        Assert.Contains(
            "sub-01/ses-pre/anat/sub-01_ses-pre_run-01_seg-gmm2_label-Cluster1_probseg.json", Tree.Of(Out).Keys);
        Assert.Empty(rules.Check(Out));
    }

    [Fact]
    public void Writes_a_valid_data_set_for_a_list_except_that_nobody_is_its_author()
    {
        var rules = new SchemaRules(BidsSchema.Read());
        Make(2);
        File.WriteAllText(_folder.At("list.tsv"), "id\tt1\tadc\n"
            + "P-1\traw/sub-01/anat/sub-01_T1w.nii.gz\traw/sub-01/dwi/sub-01_ADC.nii.gz\n"
            + "P-2\traw/sub-02/anat/sub-02_T1w.nii.gz\traw/sub-02/dwi/sub-02_ADC.nii.gz\nP-3\tno.nii\tno.nii\n");
        Assert.Equal(1, Gpuseg.Run("cohort", _folder.At("list.tsv"), "-o", Out, "-k", "3", "--probseg", "--label-files").ExitCode);
        Assert.Equal(1, Gpuseg.Run("cohort", _folder.At("list.tsv"), "group", "-o", Out).ExitCode);
        Assert.Equal(["TOO_FEW_AUTHORS"], rules.Check(Out).ConvertAll(finding => finding.Code));
    }

    [Theory]
    [InlineData("descriptions.tsv", "desc-gpuseg", "gpuseg", "TSV_VALUE_INCORRECT_TYPE")]
    [InlineData("dseg.json", "\"voxels\"", "\"voxel\"", "TSV_ADDITIONAL_COLUMNS_UNDEFINED")]
    [InlineData("dseg.json", "{\n", "{\n\"Description\": \"any\",\n", "SIDECAR_FIELD_OVERRIDE")]
    [InlineData("descriptions.json", "Description", "Meaning", "SIDECAR_KEY_RECOMMENDED")]
    [InlineData("dataset_description.json", "\"GeneratedBy\"", "\"By\"", "JSON_KEY_REQUIRED")]
    [InlineData("dataset_description.json", "\"1.11.1\"", "1", "JSON_SCHEMA_VALIDATION_ERROR")]
    [InlineData("sub-01/anat/sub-01_seg-gmm2_dseg.tsv", "index", "number", "TSV_COLUMN_MISSING")]
    [InlineData("sub-01/anat/sub-01_seg-gmm2_dseg.tsv", "\n2\t", "\n1\t", "TSV_INDEX_VALUE_NOT_UNIQUE")]
    [InlineData("sub-01/anat/sub-01_desc-gpuseg_mask.json", "\"ROI\"", "\"Part\"", "JSON_SCHEMA_VALIDATION_ERROR")]
    [InlineData("sub-01/anat/sub-01_seg-gmm2_dseg.json", "sub-01_T1w", "sub-09_T1w", "SOURCE_FILE_EXIST")]
    [InlineData(".bidsignore", "*_model.json", "", "NOT_INCLUDED")]
    public void Finds_faults_of_a_data_set(string file, string found, string replacement, string code)
    {
        var rules = new SchemaRules(BidsSchema.Read());
        Make(1);
        Bids("-k", "2", "--no-reports");
        Assert.Empty(rules.Check(Out));
        var text = File.ReadAllText(Path.Combine(Out, file));
        Assert.Contains(found, text);
        File.WriteAllText(Path.Combine(Out, file), text.Replace(found, replacement, StringComparison.Ordinal));
        Assert.Contains(code, rules.Check(Out).ConvertAll(finding => finding.Code));
    }

    [Fact]
    public void Finds_files_with_wrong_names()
    {
        var rules = new SchemaRules(BidsSchema.Read());
        Make(1);
        Bids("-k", "2", "--no-reports");
        var map = Path.Combine(Out, "sub-01", "anat", "sub-01_seg-gmm2_dseg.nii.gz");
        foreach (var (name, code) in (List<(string, string)>)
        [
            ("sub-01/anat/seg-gmm2_sub-01_dseg.nii.gz", "FILENAME_MISMATCH"), ("sub-01/anat/sub-01_kind-gmm2_dseg.nii.gz", "NOT_INCLUDED"),
            ("sub-01/anat/sub-01_seg-gmm2_labels.nii.gz", "NOT_INCLUDED"), ("sub-01/sub-01_seg-gmm2_dseg.nii.gz", "NOT_INCLUDED"),
            ("sub-01/anat/sub-02_seg-gmm2_dseg.nii.gz", "INVALID_LOCATION"), ("sub-01/anat/sub-01_seg-a.b_dseg.nii.gz", "NOT_INCLUDED"),
            ("sub-01/anat/sub-01_seg-gmm2_dseg.mgz", "NOT_INCLUDED"), ("sub-01/dwi/sub-01_ce-gd_seg-gmm2_dseg.nii.gz", "NOT_INCLUDED"),
        ])
        {
            var target = Path.Combine(Out, name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(map, target);
            Assert.Contains(code, rules.Check(Out).ConvertAll(finding => finding.Code));
            File.Move(target, map);
        }

        Assert.Empty(rules.Check(Out));
    }

    // The rules that matter most, for places where the schema is absent.
    [Fact]
    public void Follows_the_patterns_of_the_schema()
    {
        Make(2);
        Bids(["-k", "3", "--probseg", "--probseg-files", "--label-files", "--lesion", .. s_named]);
        Bids("-k", "2", "--method", "kmeans", "--no-reports");
        Gpuseg.Succeed("bids", Raw, Out, "group");
        string[] ignored = [.. File.ReadAllLines(Path.Combine(Out, ".bidsignore")).Select(line => line.Trim('/'))];
        var files = Tree.Of(Out, "logs").Keys.Where(path => !Array.Exists(ignored, pattern => IsGlob(pattern, path.Split('/')[^1])))
            .Append("dseg.tsv").ToArray();
        Assert.All(files, path => Assert.Matches(
            @"\A(\.bidsignore|README|dataset_description\.json|descriptions\.(tsv|json)|dseg\.(tsv|json)|"
            + @"(?<sub>sub-[0-9a-zA-Z]+)/anat/\k<sub>_((seg-[0-9a-zA-Z+]+_(dseg\.(nii\.gz|tsv|json)|(label-[0-9a-zA-Z+]+_)?"
            + @"probseg\.(nii\.gz|json)))|(desc-[0-9a-zA-Z+]+|label-lesion)_mask\.(nii\.gz|json)|"
            + @"desc-lesionscore_FLAIR\.(nii\.gz|json)|desc-lesionparts_dseg\.(nii\.gz|tsv|json)))\z", path));
        Assert.All(
            File.ReadAllLines(Path.Combine(Out, "descriptions.tsv")).Skip(1), line => Assert.Matches("^desc-[0-9a-zA-Z+]+\t[^\t]+$", line));

        var defined = Json("dseg.json").EnumerateObject().ToDictionary(property => property.Name, property => property.Value);
        Assert.All(defined.Values, column => Assert.NotEmpty(column.GetProperty("Description").GetString()!));
        string[] standard = ["index", "name", "color", "mapping", "abbreviation"];
        Assert.All(files.Where(path => path.EndsWith("_dseg.tsv", StringComparison.Ordinal)), path => Assert.All(
            File.ReadLines(Path.Combine(Out, path)).First().Split('\t').Except(standard), column => Assert.Contains(column, defined.Keys)));
        Assert.All(files.Where(path => Regex.IsMatch(path, @"\Asub-.*\.json\z")), path =>
        {
            var sidecar = Json(path);
            Assert.All(((string[])["Description", "SpatialReference"]), key => Assert.NotEmpty(sidecar.GetProperty(key).GetString()!));
            Assert.DoesNotContain(sidecar.EnumerateObject(), property => defined.ContainsKey(property.Name));
        });

        var description = Json("dataset_description.json");
        Assert.All(
            ((string[])["Name", "BIDSVersion", "DatasetType", "GeneratedBy", "SourceDatasets", "DatasetLinks", "Authors", "License"]),
            key => Assert.True(description.TryGetProperty(key, out _), key));
    }

    private static bool IsGlob(string pattern, string name) =>
        Regex.IsMatch(name, $@"\A{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}\z");

    private static string Text(object? value) => JsonSerializer.Serialize(value);

    private JsonElement Json(string path) => Workplace.Parse(File.ReadAllText(Path.Combine(Out, path)));

    private void Make(int subjects) => Gpuseg.Succeed("demo", "--bids", Raw, "--subjects", $"{subjects}");

    private void Bids(params string[] options) => Gpuseg.Succeed(["bids", Raw, Out, "participant", .. options]);

    private void Rename(string subject, string datatype, string session, string entities)
    {
        var (from, to) = (Path.Combine(Raw, subject, datatype), Path.Combine(Raw, subject, session, datatype));
        Directory.CreateDirectory(to);
        foreach (var path in Directory.GetFiles(from))
        {
            var name = Path.GetFileName(path);
            File.Move(path, Path.Combine(to, subject + entities + name[subject.Length..]));
        }

        Directory.Delete(from);
    }

    private sealed class Constants : IScope
    {
        public object? Value(string name) => null;

        public object? Call(string function, List<object?> arguments) =>
            function == "exists" ? 0.0 : Functions.Call(function, arguments);
    }
}
