using System.Text.Json;

namespace GpuSeg.Cli.Tests;

/// <summary>Mask rules and the filling of holes through the real command: the same voxels in every command that masks images.</summary>
public sealed class MaskRuleTests : IDisposable
{
    private static readonly int s_ventricles = BrainImages.Count(4);

    private readonly TempFolder _folder = new();
    private readonly BrainImages _brain = new();

    private string Prefix => _folder.At("s");

    public void Dispose()
    {
        _brain.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Fills_holes_of_interpolation_and_says_so()
    {
        var outcome = Gpuseg.Succeed(["segment", .. Undershot(), "-k", "3", "-o", Prefix]);
        Assert.Equal("", outcome.Stderr);
        Assert.StartsWith(
            $"{BrainImages.Voxels:N0} of 32,768 voxels kept (> 0 in every image, and {s_ventricles} in enclosed holes)\n", outcome.Stdout);
        Assert.Equal(BrainImages.Tissues.Select(tissue => tissue > 0), Labels().Select(label => label > 0));
        var sidecar = Json("s_dseg.json");
        Assert.Equal(("positive", "interpolated", s_ventricles), (Text(sidecar, "MaskRule"), Text(sidecar, "FillHoles"), Filled(sidecar)));

        // Volumes in memory, for the page, give the same bytes; the page names the filled voxels.
        var map = File.ReadAllBytes(Prefix + "_dseg.nii.gz");
        Gpuseg.Succeed(["segment", .. Undershot(), "-k", "3", "-o", Prefix, "--report", "--overwrite"]);
        Assert.Equal(map, File.ReadAllBytes(Prefix + "_dseg.nii.gz"));
        Assert.Contains($"or enclosed by such voxels ({s_ventricles})", File.ReadAllText(Prefix + "_report.html"));
    }

    [Fact]
    public void Leaves_holes_on_request()
    {
        var outcome = Gpuseg.Succeed(["segment", .. Undershot(), "-k", "3", "-o", Prefix, "--fill-holes", "false"]);
        Assert.StartsWith($"{BrainImages.Voxels - s_ventricles:N0} of 32,768 voxels kept (> 0 in every image)\n", outcome.Stdout);
        Assert.Equal(("none", 0), (Text(Json("s_dseg.json"), "FillHoles"), Filled(Json("s_dseg.json"))));
    }

    [Fact]
    public void Fills_holes_of_mask_files_on_request()
    {
        var file = _brain.Image("brain", (tissue, _) => tissue is 0 or 4 ? 0 : 1).Path;
        Gpuseg.Succeed("segment", Head(), "-k", "2", "-o", Prefix, "--mask", file);
        Assert.Equal(BrainImages.Voxels - s_ventricles, Labels().Count(label => label > 0));
        Gpuseg.Succeed("segment", Head(), "-k", "2", "-o", Prefix, "--mask", file, "--fill-holes", "--overwrite");
        Assert.Equal(BrainImages.Voxels, Labels().Count(label => label > 0));
        Assert.Equal(("file", "all"), (Text(Json("s_dseg.json"), "MaskRule"), Text(Json("s_dseg.json"), "FillHoles")));
    }

    [Theory]
    [InlineData("finite", "finite in every image")]
    [InlineData("above:-200", "> -200 in every image")]
    [InlineData("any", "not 0 in at least one image")]
    [InlineData("auto", "inside the automatic mask: ")]
    public void Masks_by_every_rule(string rule, string words)
    {
        // Air at -1024, or NaN for the rule finite; a flat -1024 is not 0.
        var air = rule == "finite" ? float.NaN : rule == "any" ? 0 : -1024;
        var ct = _brain.Image("ct", (tissue, voxel) => tissue == 0 ? air : MathF.Round(BrainImages.Noise(voxel, 80)) - 20 is var v
            && v == 0 && voxel % 2 == 0 ? 1 : v).Path;
        var zeros = _brain.Image("zeros", (tissue, voxel) => tissue == 0 ? air : voxel % 2 * BrainImages.Noise(voxel, 9)).Path;
        var outcome = Gpuseg.Succeed("segment", ct, zeros, "-k", "2", "-o", Prefix, "--mask-rule", rule);
        // The smoother surface of an automatic mask holds a little air, which is a cluster of its own.
        Assert.Matches(rule == "auto" ? @"\A[^\n]*Cluster 2 holds only extreme voxels" : @"\A\z", outcome.Stderr);
        Assert.Contains($"voxels kept ({words}", outcome.Stdout);
        var wrong = BrainImages.Tissues.Zip(Labels()).Count(pair => pair.First > 0 != pair.Second > 0);
        Assert.InRange(wrong, 0, rule == "auto" ? BrainImages.Voxels / 50 : 0);
        Assert.Equal(rule, Text(Json("s_dseg.json"), "MaskRule"));
        var hasOrigin = Json("s_dseg.json").TryGetProperty("AutomaticMask", out var automatic);
        Assert.Equal(rule == "auto", hasOrigin);
        if (hasOrigin)
        {
            Assert.Contains($"{Text(automatic, "Image")} above ", outcome.Stdout);
            Assert.InRange(automatic.GetProperty("Threshold").GetDouble(), -1024, 0);
        }

        var folder = _folder.At("explored");
        Gpuseg.Succeed("explore", ct, zeros, "-k", "2", "--methods", "gmm", "--subsets", "all", "--scale", "none", "--n-init", "1",
            "-o", folder, "--mask-rule", rule);
        var explored = Workplace.Parse(File.ReadAllText(Path.Combine(folder, "explore.json")));
        Assert.Equal((rule, Labels().Count(label => label > 0)),
            (Text(explored, "MaskRule"), explored.GetProperty("MaskVoxels").GetInt32()));
        Assert.Equal(Labels(), Workplace.Labels(Path.Combine(folder, "maps", "all_gmm_k2_dseg.nii.gz")));
        Gpuseg.Succeed("plot", "histograms", ct, "--mask-rule", rule, "-o", _folder.At("h.svg"));
    }

    [Fact]
    public void Warns_on_stderr_and_in_the_sidecar_and_names_options()
    {
        var scored = _brain.Image("t1", (tissue, voxel) =>
            tissue == 0 ? 0 : (BrainImages.Intensity(tissue) - 700.5f + BrainImages.Noise(voxel, 20)) / 250).Path;
        var outcome = Gpuseg.Succeed("segment", scored, "-k", "2", "-o", Prefix);
        Assert.Matches(@"\Agpuseg: warning: t1 loses [0-9,]+ negative voxels [^\n]+ finite "
            + @"\(`--mask-rule nonzero`, `above:VALUE` or `finite`\)\.\n\z", outcome.Stderr);
        var noise = _brain.Image("head", (tissue, voxel) => BrainImages.Intensity(tissue) + 1 + BrainImages.Noise(voxel, 30)).Path;
        outcome = Gpuseg.Succeed("segment", noise, "-k", "3", "-o", Prefix, "--overwrite");
        Assert.Matches(@"\Agpuseg: warning: The mask holds 100\.0 % of the grid, [^\n]+ SynthStrip or HD-BET, or the mask rule auto "
            + @"\(`--mask FILE`, `--mask-rule auto`; for a cohort `--mask-from` or the column mask\)\.\n\z", outcome.Stderr);
        var recorded = Assert.Single(Json("s_dseg.json").GetProperty("Warnings").EnumerateArray()).GetString();
        Assert.StartsWith("The mask holds 100.0 %", recorded);
        // The advice works.
        outcome = Gpuseg.Succeed("segment", noise, "-k", "3", "-o", Prefix, "--mask-rule", "auto", "--overwrite");
        Assert.Equal("", outcome.Stderr);
        Assert.InRange(Labels().Count(label => label > 0), 0.98 * BrainImages.Voxels, 1.02 * BrainImages.Voxels);
    }

    [Fact]
    public void Refuses_an_inverted_mask()
    {
        var inverted = _brain.Image("inverted", (tissue, _) => tissue == 0 ? 1 : 0).Path;
        Refusal.Of(3, Gpuseg.Run("segment", Head(), "-k", "2", "-o", Prefix, "--mask", inverted), "inverted.nii are 0 in every image",
            "check that it is not inverted");
    }

    [Fact]
    public void Names_the_rule_and_filling_of_an_earlier_run()
    {
        string[] rows = ["id\tt1\tflair", .. ((string[])["a", "b"]).Select(id => $"{id}\t{string.Join('\t', Undershot())}")];
        File.WriteAllLines(_folder.At("list.tsv"), rows);
        string[] run = ["cohort", _folder.At("list.tsv"), "-o", _folder.At("out"), "-k", "2", "--no-reports"];
        var outcome = Gpuseg.Succeed(run);
        Assert.Equal("", outcome.Stderr);
        Assert.Contains($"sub-a: {BrainImages.Voxels:N0} voxels", outcome.Stdout);
        Assert.Contains("2 complete already", Gpuseg.Succeed(run).Stdout);
        Assert.Equal(("interpolated", s_ventricles), (Text(Json(Sidecar), "FillHoles"), Filled(Json(Sidecar))));
        Refused("""FillHoles was "interpolated" and is "none" now""", "--fill-holes=false");
        Refused("""MaskRule was "positive" and is "above:0.5" now""", "--mask-rule", "above:0.5");
        Assert.Contains($"sub-a: {BrainImages.Voxels - s_ventricles:N0} voxels",
            Gpuseg.Succeed([.. run, "--mask-rule", "above:0.5", "--overwrite"]).Stdout);
        Assert.Equal(("above:0.5", "none"), (Text(Json(Sidecar), "MaskRule"), Text(Json(Sidecar), "FillHoles")));
        Assert.Equal("above:0.5", Text(Json("out/sub-a/anat/sub-a_desc-gpuseg_mask.json"), "MaskRule"));

        void Refused(string difference, params string[] options)
        {
            var refused = Gpuseg.Run([.. run, .. options]);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains(difference, refused.Stderr);
        }
    }

    [Fact]
    public void Pools_and_labels_the_same_voxels()
    {
        string[] rows = ["id\tt1\tflair", .. ((string[])["a", "b"]).Select(id => $"{id}\t{string.Join('\t', Undershot())}")];
        File.WriteAllLines(_folder.At("list.tsv"), rows);
        string[] run = ["cohort", _folder.At("list.tsv"), "-o", _folder.At("out"), "-k", "2", "--no-reports", "--fit", "pooled"];
        Assert.Contains($"sub-b: {BrainImages.Voxels:N0} voxels", Gpuseg.Succeed(run).Stdout);
        var outcome = Gpuseg.Run([.. run, "--fill-holes=false"]);
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("FillHoles", outcome.Stderr);
    }

    private static string Sidecar => "out/sub-a/anat/sub-a_seg-gmm2_dseg.json";

    private string[] Undershot()
    {
        var flair = _brain.Image("flair", (tissue, voxel) => tissue switch
        {
            0 => 0,
            4 => -1 - BrainImages.Noise(7919 * voxel, 4),
            _ => 500 + BrainImages.Noise(7919 * voxel, 50),
        });
        return [_brain.T1().Path, flair.Path];
    }

    private string Head() => _brain.T1("head").Path;

    private byte[] Labels() => Workplace.Labels(Prefix + "_dseg.nii.gz");

    private JsonElement Json(string name) => Workplace.Parse(File.ReadAllText(_folder.At(name)));

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static int Filled(JsonElement sidecar) => sidecar.GetProperty("FilledVoxels").GetInt32();
}
