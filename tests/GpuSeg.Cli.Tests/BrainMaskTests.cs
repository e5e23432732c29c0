using System.Globalization;

namespace GpuSeg.Cli.Tests;

/// <summary>The brain mask that fMRIPrep writes beside an image that has its skull.</summary>
public sealed class BrainMaskTests : IDisposable
{
    private const string Anat = "prep/sub-01/anat/sub-01";
    private readonly Workplace _work = new();
    private readonly float[] _brain;

    public BrainMaskTests()
    {
        Directory.CreateDirectory(_work.At("prep"));
        _work.PutText("prep/dataset_description.json", """{"Name": "prep", "BIDSVersion": "1.9.0", "DatasetType": "derivative"}""");
        _brain = [.. _work.T1Values.Select((value, i) => value > 0 && i % 3 != 0 ? 1f : 0)];
        _work.Put($"{Anat}_desc-preproc_T1w.nii", _work.T1Values);
        _work.Put($"{Anat}_desc-brain_mask.nii", _brain);
        // Masks of another space, and of another thing.
        _work.Put($"{Anat}_space-MNI152NLin2009cAsym_desc-brain_mask.nii", [.. _brain.Select(_ => 1f)]);
        _work.Put($"{Anat}_desc-lesion_mask.nii", [.. _brain.Select(_ => 1f)]);
    }

    private string Voxels => $"{_brain.Sum():N0} voxels of t1w";

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Uses_the_mask_by_default_and_names_it()
    {
        var outcome = Bids();
        Assert.Empty(outcome.Stderr);
        Assert.StartsWith($"sub-01: {Voxels} (desc-preproc) in sub-01_desc-brain_mask.nii; ", outcome.Stdout);
        Assert.Contains("sub-01_desc-brain_mask.nii", File.ReadAllText(Path.Combine(_work.Out, "sub-01/anat/sub-01_seg-gmm2_dseg.json")));
    }

    [Fact]
    public void Offers_mask_on_stderr_in_sidecar_and_on_page()
    {
        var (image, mask) = (_work.At($"{Anat}_desc-preproc_T1w.nii"), _work.At($"{Anat}_desc-brain_mask.nii"));
        string[] arguments = ["segment", image, "-k", "2", "-o", _work.Prefix, "--report"];
        var advice = $"a brain mask lies beside sub-01_desc-preproc_T1w.nii; to use it, add --mask {mask}.";
        Assert.Contains($"gpuseg: warning: {advice}\n", Gpuseg.Succeed(arguments).Stderr);
        Assert.Contains(advice, _work.Json("_dseg.json").GetProperty("Warnings").EnumerateArray().Select(text => text.GetString()));
        Assert.Contains($"to use it, add --mask {mask}", File.ReadAllText($"{_work.Prefix}_report.html"));
        Assert.DoesNotContain("beside", Gpuseg.Succeed([.. arguments, "--mask", mask, "--overwrite"]).Stderr);
    }

    [Fact]
    public void Gives_way_to_a_rule_and_results_notice_it()
    {
        Bids();
        var outcome = Bids("--mask-from", "positive", "--overwrite");
        var all = _work.T1Values.Count(value => value > 0).ToString("N0", CultureInfo.InvariantCulture);
        Assert.StartsWith($"sub-01: {all} voxels of t1w (desc-preproc); ", outcome.Stdout);
        Assert.DoesNotContain("mask", Bids("--mask-from", "positive", "--dry-run").Stdout);
    }

    [Fact]
    public void Fails_the_session_when_it_is_on_another_grid()
    {
        _work.Put($"{Anat}_desc-brain_mask.nii", NiftiBytes.Floats(new float[27], [3, 3, 3]));
        var outcome = Gpuseg.Run("bids", _work.At("prep"), _work.Out, "participant", "-k", "2", "--no-reports");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("sub-01: FAILED: ", outcome.Stdout);
        Assert.Contains("sub-01_desc-brain_mask.nii", outcome.Stdout);
    }

    [Fact]
    public void Offers_the_mask_to_segment()
    {
        var image = _work.At($"{Anat}_desc-preproc_T1w.nii");
        var mask = _work.At($"{Anat}_desc-brain_mask.nii");
        var without = Gpuseg.Succeed("segment", image, "-k", "2", "-o", _work.Prefix);
        Assert.EndsWith($"lies beside sub-01_desc-preproc_T1w.nii; to use it, add --mask {mask}.\n", without.Stderr);
        Assert.Empty(Gpuseg.Succeed("segment", image, "-k", "2", "-o", _work.Prefix, "--overwrite", "--mask", mask).Stderr);
    }

    private Outcome Bids(params string[] options) =>
        Gpuseg.Succeed(["bids", _work.At("prep"), _work.Out, "participant", "-k", "2", "--no-reports", .. options]);
}
