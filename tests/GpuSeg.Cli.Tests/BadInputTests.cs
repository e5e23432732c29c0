namespace GpuSeg.Cli.Tests;

public sealed class BadInputTests : IDisposable
{
    private const int Failed = 1, Unusable = 3;

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Rejects_a_missing_file() => Refused(Unusable, [_place.At("gone.nii")], "gone.nii does not exist; check the spelling");

    [Fact]
    public void Rejects_an_empty_name() => Refusal.OfUsage(Segment([""]), "The name of IMAGE is empty");

    [Fact]
    public void Rejects_a_folder() => Refused(Unusable, [_place.Out], "is a folder", "name the image file in it");

    [Fact]
    public void Rejects_truncated_gzip() =>
        Refused(Unusable, [_place.Put("cut.nii.gz", TempFolder.Gzip(File.ReadAllBytes(_place.T1))[..^200])], "cut.nii.gz is truncated",
            "again");

    [Fact]
    public void Rejects_truncated_voxels() =>
        Refused(Unusable, [_place.Put("cut.nii", File.ReadAllBytes(_place.T1)[..^1])], "cut.nii is truncated", "again");

    [Fact]
    public void Rejects_a_wrong_magic()
    {
        var bytes = File.ReadAllBytes(_place.T1);
        "abc"u8.CopyTo(bytes.AsSpan(NiftiBytes.Magic));
        Refused(Unusable, [_place.Put("other.nii", bytes)], "other.nii is not NIfTI", "'abc?'", "convert it");
    }

    [Fact]
    public void Rejects_a_text_file() =>
        Refused(Unusable, [_place.PutText("notes.nii", "These are notes.")], "notes.nii is not NIfTI", "convert it");

    [Fact]
    public void Rejects_an_empty_file() => Refused(Unusable, [_place.Put("empty.nii", [])], "empty.nii is empty (0 bytes)", "again");

    [Fact]
    public void Rejects_a_different_shape()
    {
        var other = _place.Put("other.nii", NiftiBytes.Small());
        Refused(Unusable, [_place.T1, other], _place.T1, other, "4 x 3 x 2", "8 x 7 x 6", "resample");
    }

    [Fact]
    public void Rejects_the_same_shape_40_mm_away()
    {
        var other = _place.Put("other.nii", _place.FlairValues, shift: 40);
        Refused(Unusable, [_place.T1, other], _place.T1, other, "40 mm elsewhere", "(-10, -20, -30)", "(30, -20, -30)", "resample");
    }

    [Fact]
    public void Rejects_a_mask_40_mm_away()
    {
        var mask = _place.Put("mask.nii", _place.T1Values, shift: 40);
        Refused(Unusable, [_place.T1, "--mask", mask], _place.T1, mask, "40 mm elsewhere");
    }

    [Fact]
    public void Rejects_a_missing_mask() => Refused(Unusable, [_place.T1, "--mask", _place.At("gone.nii")], "gone.nii does not exist");

    [Fact]
    public void Rejects_a_mask_of_several_volumes()
    {
        var mask = _place.Put("masks.nii", NiftiBytes.Floats([.. _place.T1Values, .. _place.T1Values], [.. Workplace.Shape, 2]));
        Refused(Unusable, [_place.T1, "--mask", mask], mask, "2 volumes", "extract");
    }

    [Fact]
    public void Rejects_a_constant_image()
    {
        var flat = _place.Put("flat.nii", Enumerable.Repeat(7f, _place.T1Values.Length).ToArray());
        Refused(Unusable, [_place.T1, flat], "Image flat has the same value 7", "leave it out");
    }

    [Fact]
    public void Rejects_an_empty_mask() =>
        Refused(Unusable, [_place.Put("zero.nii", new float[_place.T1Values.Length])], "No voxel is", "nothing to segment", "--mask");

    [Fact]
    public void Rejects_a_single_voxel()
    {
        var values = new float[_place.T1Values.Length];
        values[5] = 3;
        Refused(Unusable, [_place.Put("one.nii", values)], "3 clusters", "1 voxel holds only 1 distinct value;", "fewer clusters");
    }

    [Fact]
    public void Rejects_more_clusters_than_distinct_voxels()
    {
        float[] values = [.. _place.T1Values.Select((_, i) => 1f + i % 2)];
        Refused(Unusable, [_place.Put("two.nii", values)], "3 clusters", "only 2 distinct values", "fewer clusters");
    }

    [Fact]
    public void Rejects_an_order_by_an_unknown_image() =>
        Refused(Unusable, [_place.T1, _place.Flair, "--label-order", "mean:NOSUCH"], "'NOSUCH'", "t1, flair");

    [Fact]
    public void Rejects_two_proportional_images_without_regularisation()
    {
        var twice = _place.Put("twice.nii", [.. _place.T1Values.Select(value => 2 * value)]);
        Refused(Failed, [_place.T1, twice, "--reg-covar", "0"], "not positive definite", "raise reg_covar");
    }

    [Fact]
    public void Rejects_an_image_that_is_given_twice()
    {
        var copy = _place.Put("copy.nii", _place.T1Values);
        Refused(Unusable, [_place.T1, copy], "t1 and copy hold the same values", "leave one of them out");
        Refused(Unusable, [_place.T1, _place.T1], "t1 and t1_2 hold the same values");
    }

    [Fact]
    public void Prints_the_stack_trace_when_verbose()
    {
        var outcome = Segment([_place.At("gone.nii"), "-v"]);
        Assert.Equal(Unusable, outcome.ExitCode);
        Assert.StartsWith("gpuseg: ", outcome.Stderr);
        Assert.Contains("\n   at GpuSeg.", outcome.Stderr);
    }

    private Outcome Segment(string[] arguments) => Gpuseg.Run(["segment", "-k", "3", "-o", _place.Prefix, .. arguments]);

    private void Refused(int exitCode, string[] arguments, params string[] parts)
    {
        Refusal.Of(exitCode, Segment(arguments), parts);
        Assert.Empty(_place.Left);
    }
}
