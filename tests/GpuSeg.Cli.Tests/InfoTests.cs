using System.Text.Json;

namespace GpuSeg.Cli.Tests;

public sealed class InfoTests : IDisposable
{
    private static readonly string[] s_keys =
        ["file", "shape", "spacing", "datatype", "affine", "orientation", "slope", "intercept", "min", "max", "mean", "zeros", "nonfinite",
            "form", "sform_code", "qform_code", "pixdim", "warnings"];

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Prints_text_for_two_files()
    {
        var four = _place.Put("four.nii", NiftiBytes.Floats([.. Enumerable.Range(0, 48).Select(i => (float)i)], [4, 3, 2, 2]));
        var outcome = Gpuseg.Succeed("info", _place.Put("small.nii", NiftiBytes.Small()), four);
        Assert.Equal($"""
            {_place.At("small.nii")}
              shape        4 x 3 x 2
              spacing      2 x 2 x 3
              datatype     float32
              orientation  RAS
              affine       2 0 0 -10 | 0 2 0 -20 | 0 0 3 -30
              form         sform (codes: sform 1, qform 0)
              scaling      slope 1, intercept 0
              values       min 1, max 24, mean 12.5
              voxels       0 zero, 0 not finite

            {four}
              shape        4 x 3 x 2 x 2
              spacing      2 x 2 x 3
              datatype     float32
              orientation  RAS
              affine       2 0 0 -10 | 0 2 0 -20 | 0 0 3 -30
              form         sform (codes: sform 1, qform 0)
              scaling      slope 1, intercept 0
              values       min 0, max 47, mean 23.5
              voxels       1 zero, 0 not finite

            """, outcome.Stdout);
        Assert.Empty(outcome.Stderr);
    }

    [Fact]
    public void Prints_a_JSON_array_for_one_file_too()
    {
        var bytes = NiftiBytes.Floats([1, 0, float.NaN, 5], [2, 2]).With(NiftiBytes.SclSlope, 2f).With(NiftiBytes.SclInter, -1f);
        var path = _place.Put("slice.nii", bytes);
        var info = Assert.Single(Workplace.Parse(Gpuseg.Succeed("info", path, "--json").Stdout).EnumerateArray());
        Assert.Equal(s_keys, info.EnumerateObject().Select(property => property.Name));
        Assert.Equal((path, "float32", "RAS"),
            (info.GetProperty("file").GetString(), info.GetProperty("datatype").GetString(), info.GetProperty("orientation").GetString()));
        Assert.Equal([2, 2], Numbers(info, "shape"));
        Assert.Equal([2, 2, 3], Numbers(info, "spacing"));
        Assert.Equal([2, 0, 0, -10, 0, 2, 0, -20, 0, 0, 3, -30, 0, 0, 0, 1], info.GetProperty("affine").EnumerateArray()
            .SelectMany(row => row.EnumerateArray()).Select(n => n.GetDouble()));
        Assert.Equal([2, -1, -1, 9, 3, 0, 1], s_keys[6..13].Select(key => info.GetProperty(key).GetDouble()));
    }

    [Fact]
    public void Prints_null_for_statistics_without_voxels()
    {
        var path = _place.Put("nan.nii", NiftiBytes.Floats([float.NaN, float.NaN], [2, 1, 1]));
        var info = Workplace.Parse(Gpuseg.Succeed("info", path, "--json").Stdout)[0];
        Assert.All(((string[])["min", "max", "mean"]), key => Assert.Equal(JsonValueKind.Null, info.GetProperty(key).ValueKind));
    }

    [Theory]
    [InlineData]
    [InlineData("--json")]
    public void Names_a_bad_file_and_prints_nothing_else(params string[] options)
    {
        var bad = _place.Put("bad.nii", []);
        Refusal.Of(3, Gpuseg.Run(["info", _place.T1, bad, _place.Flair, .. options]), bad, "is empty");
    }

    [Fact]
    public void Reads_awkward_files_correctly()
    {
        var expected = Expected().Where(file => file.Value.GetProperty("ok").ValueKind == JsonValueKind.True).ToArray();
        var infos = Workplace.Parse(Gpuseg.Succeed(["info", "--json", .. expected.Select(file => Awkward(file.Name))]).Stdout);
        Assert.Equal(expected.Length, infos.GetArrayLength());
        Assert.All(expected.Zip(infos.EnumerateArray()), pair =>
        {
            var (wanted, found) = (pair.First.Value, pair.Second);
            Assert.EndsWith(pair.First.Name, found.GetProperty("file").GetString());
            Assert.Equal(Numbers(wanted, "shape"), Numbers(found, "shape"));
            var finite = Numbers(wanted, "shape").Aggregate(1.0, (a, b) => a * b) - wanted.GetProperty("nonfinite").GetInt32();
            Assert.Equal(wanted.GetProperty("nonfinite").GetInt32(), found.GetProperty("nonfinite").GetInt32());
            Near(wanted.GetProperty("sum").GetDouble() / finite, found.GetProperty("mean").GetDouble());
            Near(wanted.GetProperty("min").GetDouble(), found.GetProperty("min").GetDouble());
            Near(wanted.GetProperty("max").GetDouble(), found.GetProperty("max").GetDouble());
            if (wanted.TryGetProperty("affine", out var affine))
            {
                Assert.All(Cells(affine).Zip(Cells(found.GetProperty("affine"))), entries =>
                    Assert.Equal(entries.First, entries.Second, 1e-4));
            }
        });
    }

    [Fact]
    public void Rejects_unusable_awkward_files()
    {
        foreach (var file in Expected().Where(file => file.Value.GetProperty("ok").ValueKind == JsonValueKind.False))
        {
            var outcome = Gpuseg.Run("info", Awkward(file.Name));
            Refusal.Of(3, outcome with { Stdout = "" }, file.Name, file.Value.GetProperty("error").GetString()!);
            Assert.True(
                outcome.Stdout.Length == 0 || outcome.Stdout.Contains(": cannot be used; its header as stored:", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Shows_the_header_of_a_file_that_cannot_be_used()
    {
        var bad = _place.Put("slice.nii", NiftiBytes.Small().With(NiftiBytes.SrowX + 40, 0f).With(NiftiBytes.Pixdim + 12, 0f));
        var outcome = Gpuseg.Run("info", _place.T1, bad);
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("slice.nii has an unusable NIfTI header: its affine, by the sform, has determinant 0", outcome.Stderr);
        Assert.Contains("t1.nii\n  shape        8 x 7 x 6\n", outcome.Stdout);
        Assert.Contains($"\n{bad}: cannot be used; its header as stored:\n  dim          3 4 3 2 1 1 1 1\n", outcome.Stdout);
        Assert.Contains("\n  datatype     16\n", outcome.Stdout);
        Assert.Contains("  pixdim       1 2 2 0 0 0 0 0\n", outcome.Stdout);
        Assert.Contains("  sform_code   1\n  srow         2 0 0 -10 0 2 0 -20 0 0 0 -30\n", outcome.Stdout);

        var json = Gpuseg.Run("info", bad, "--json");
        Assert.Equal(3, json.ExitCode);
        var info = Assert.Single(Workplace.Parse(json.Stdout).EnumerateArray());
        Assert.Contains("determinant 0", info.GetProperty("error").GetString());
        Assert.Equal(0, info.GetProperty("header").GetProperty("srow")[10].GetDouble());
    }

    [Fact]
    public void Shows_the_header_of_a_truncated_file()
    {
        var outcome = Gpuseg.Run("info", _place.Put("short.nii", NiftiBytes.Small()[..400]));
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("is truncated: expected 96 bytes of voxels, found 48", outcome.Stderr);
        Assert.Contains("  dim          3 4 3 2 1 1 1 1\n", outcome.Stdout);
    }

    [Fact]
    public void Warns_when_the_parts_of_a_header_disagree()
    {
        var path = _place.Put("sizes.nii", NiftiBytes.Small().WithPixdim(1, 2, 3));
        var outcome = Gpuseg.Succeed("info", path);
        Assert.Contains(
            $"gpuseg: warning: {path} has voxels of 1 x 2 x 3 mm by pixdim and of 2 x 2 x 3 mm by its sform, which is used",
            outcome.Stderr);
        var info = Workplace.Parse(Gpuseg.Succeed("info", path, "--json").Stdout)[0];
        Assert.Equal([1, 2, 3], Numbers(info, "pixdim"));
        Assert.Single(info.GetProperty("warnings").EnumerateArray());
        Assert.Equal("sform", info.GetProperty("form").GetString());
    }

    [Fact]
    public void Says_that_the_qform_replaces_an_sform_of_zeros()
    {
        var zeros = Headers.WithSform(new float[24], [4, 3, 2], new double[12]).WithPixdim(2, 2, 3).WithQform(1, 2, 3);
        var outcome = Gpuseg.Succeed("info", _place.Put("zeros.nii", zeros));
        Assert.Contains("  form         qform (codes: sform 1, qform 1)\n", outcome.Stdout);
        Assert.Contains("(code 1) places no voxel, so its qform is used", outcome.Stderr);
    }

    private static JsonProperty[] Expected() => [.. Workplace.Parse(File.ReadAllText(Awkward("expect.json"))).EnumerateObject()];

    private static string Awkward(string name) => Shared.File("data", "awkward", "made", name);

    private static void Near(double wanted, double found) => Assert.Equal(wanted, found, 1e-6 * Math.Max(1, Math.Abs(wanted)));

    private static IEnumerable<double> Cells(JsonElement matrix) =>
        matrix.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(cell => cell.GetDouble());

    private static double[] Numbers(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];
}
