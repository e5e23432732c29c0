using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Tests.Masking;

public sealed class MaskFileTests : IDisposable
{
    private static readonly int[] s_shape = [20, 19, 18];

    private readonly TempFolder _folder = new();
    private readonly MaskedReader _reader = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(255, 0)]
    [InlineData(0.25, 0)]
    [InlineData(1, double.NaN)]
    [InlineData(-1, 0, "holds -1 and 0: the mask is its 1,365 voxels of -1; check that it is not inverted.")]
    public void Takes_the_one_value_of_a_mask(double inside, double outside, string? warning = null)
    {
        var mask = Read(Ball(radius => radius < 7 ? (float)inside : (float)outside));
        Assert.Equal((1365, null), (mask.Count, mask.FileValues!.Threshold));
        Assert.Equal(warning is null ? [] : [warning], Warnings(mask));
    }

    [Theory]
    [InlineData(1, 0.5, "holds values from 0 to 1 instead of two: the mask is its 1,365 voxels above 0.5, of 2,103 that are not 0; ")]
    [InlineData(1.02, 0.5, "holds values from 0 to 1.02 instead of two: the mask is its ")]
    [InlineData(255, 127.5, "holds values from 0 to 255 instead of two: the mask is its 1,365 voxels above 127.5, of ")]
    [InlineData(1000, 500, "holds values from 0 to 1000 instead of two: the mask is its 1,365 voxels above 500, of ")]
    public void Cuts_an_interpolated_mask_at_half_of_its_scale(double scale, double threshold, string warning)
    {
        // Falls from the scale to 0 between the radii 6 and 8.
        var graded = Ball(radius => (float)(scale * Math.Clamp((8 - radius) / 2, 0, 1)));
        var mask = Read(graded);
        Assert.Equal(threshold, mask.FileValues!.Threshold);
        Assert.Equal(Inside(graded, value => value > threshold), mask.Positions);
        Assert.StartsWith(warning, Assert.Single(Warnings(mask)));
        Assert.EndsWith("set a mask threshold to change this.", mask.Warnings[0]);
    }

    [Fact]
    public void Cuts_an_interpolated_mask_of_whole_numbers_at_half_of_its_scale()
    {
        var graded = Ball(radius => MathF.Round((float)(254 * Math.Clamp((8 - radius) / 2, 0, 1))));
        Assert.Equal((1365, 127), (Read(graded).Count, Read(graded).FileValues!.Threshold));
    }

    [Fact]
    public void Ignores_the_undershoot_and_rounding_errors_of_an_interpolation()
    {
        var spline = Ball(radius => radius < 6 ? 1.02f : radius < 7 ? 0.7f : radius < 8 ? 0.2f : radius < 9 ? -0.02f : 1e-7f);
        Assert.Equal(1365, Read(spline).Count);
        var rounded = Read(Ball(radius => radius < 6 ? 1 : radius < 7 ? 0.99999f : 0));
        Assert.Equal(1365, rounded.Count);
        Assert.Empty(rounded.Warnings);
    }

    [Fact]
    public void Takes_all_labels_and_says_so()
    {
        var mask = Read(Ball(radius => radius < 3 ? 3 : radius < 5 ? 2 : radius < 7 ? 1 : 0));
        Assert.Equal("holds 3 labels (1, 2, 3): the mask is all 1,365 voxels that are not 0; set a mask threshold to change this.",
            Assert.Single(Warnings(mask)));
        Assert.Equal(1365, mask.Count);
        mask = Read(Ball(radius => radius < 3 ? -1 : radius < 7 ? 1 : 0));
        Assert.Equal("holds 2 labels (-1, 1): the mask is all 1,365 voxels that are not 0, 93 of them below 0; "
            + "set a mask threshold to change this.", Assert.Single(Warnings(mask)));
        // Labels of a segmentation of the whole brain, the last of which alone lie in the upper half of the numbers.
        mask = Read(Ball(radius => radius < 2 ? 251 + (int)(radius * 3) % 5 : radius < 7 ? 2 + (int)(radius * 8) % 40 : 0));
        Assert.Contains("(2, 3, 5, 7 ... 255): the mask is all 1,365 voxels", Assert.Single(Warnings(mask)));
    }

    [Fact]
    public void Takes_all_voxels_of_an_image_without_background_and_says_so()
    {
        var state = 1u;
        var mask = Read(Ball(radius => radius < 7 ? 400 + 1000 * Random(ref state) : 0));
        Assert.Equal(1365, mask.Count);
        Assert.Matches("^holds values from 0 to 1[0-9.]+, as an image does: the mask is all 1,365 voxels", Assert.Single(Warnings(mask)));
    }

    [Theory]
    [InlineData(0, 1365)]
    [InlineData(1, 485)]
    [InlineData(2, 93)]
    public void Keeps_values_above_the_threshold_given(double threshold, int voxels)
    {
        var labels = Ball(radius => radius < 3 ? 3 : radius < 5 ? 2 : radius < 7 ? 1 : radius < 8 ? -1 : 0);
        var mask = Read(labels, threshold);
        Assert.Equal((voxels, threshold), (mask.Count, mask.FileValues!.Threshold));
        Assert.Empty(mask.Warnings);
    }

    [Fact]
    public void Refuses_an_empty_mask_and_says_what_it_holds()
    {
        Assert.EndsWith("mask.nii is empty: all its values are 0 or not finite; check the file or choose another mask.",
            Refusal(Ball(radius => radius < 3 ? float.NaN : 0)));
        Assert.Contains("no value is above 0.5, the greatest is 0.4;", Refusal(Ball(radius => radius < 3 ? 0.4f : radius < 5 ? 0.2f : 0)));
        Assert.Contains("no value is above 7, the greatest is 1;", Refusal(Ball(radius => radius < 3 ? 1 : 0), 7));
    }

    [Fact]
    public void Warns_about_a_mask_of_the_whole_grid_or_of_its_corners()
    {
        Assert.Equal("The mask file mask holds 100.0 % of the grid, so the background is clustered too; "
            + "check that it is the mask of the brain.", Assert.Single(Read(Ball(_ => 1)).Warnings));
        Assert.Equal("The mask file mask holds the corners of the grid and 69.3 % of its voxels; check that it is not inverted.",
            Assert.Single(Read(Ball(radius => radius < 8 ? 0 : 1)).Warnings));
    }

    [Fact]
    public void Accepts_a_mask_of_one_volume_in_four_dimensions()
    {
        _folder.Put("mask.nii", NiftiBytes.Floats(Ball(radius => radius < 7 ? 1 : 0), [.. s_shape, 1]));
        Assert.Equal(1365, _reader.Read(Selection()).Mask().Mask.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Leaves_excluded_voxels_out_of_the_fit(bool labelled)
    {
        var lesion = Ball(radius => radius < 3 ? 1 : 0);
        _folder.Put("mask.nii", NiftiBytes.Floats(Ball(radius => radius < 7 ? 1 : 0), s_shape));
        _folder.Put("lesion.nii", NiftiBytes.Floats(lesion, s_shape));
        var selection = Selection() with { ExcludedFile = _folder.At("lesion.nii"), LabelsExcluded = labelled };
        Require(_reader.Read(selection).Mask());
        Require(MaskedReader.ReadVolumes(selection).Mask());

        void Require(MaskedValues found)
        {
            var (mask, fitted) = (found.Mask, found.Mask.Fitted(found.Columns.Values));
            Assert.Equal((93, labelled), (mask.Excluded!.Count, mask.Excluded.IsLabelled));
            Assert.Equal((labelled ? 1365 : 1272, 1272), (mask.Count, mask.FitCount));
            Assert.Empty(mask.Warnings);
            var brain = Inside(lesion, value => value == 0).Where(voxel => Ball(radius => radius < 7 ? 1 : 0)[voxel] == 1);
            Assert.Equal(brain.Select(voxel => (float)voxel + 1), fitted[0].Take(1272));
        }
    }

    [Fact]
    public void Tells_an_exclusion_that_leaves_out_nothing_or_nearly_all()
    {
        Assert.Equal("excludes no voxel: it is empty; check that it is the right file.", Exclusion(_ => 0));
        Assert.Equal("excludes no voxel: its 5,475 voxels are not in the mask; check that it is the right file.",
            Exclusion(radius => radius < 7 ? 0 : 1));
        Assert.Equal("excludes 66 % of the voxels in the mask; check that it is not inverted.", Exclusion(radius => radius < 6 ? 1 : 0));
        Assert.StartsWith("holds values from 0 to 1 instead of two: the exclusion is its 93 voxels above 0.5",
            Exclusion(radius => radius < 2 ? 1 : radius < 3 ? 0.8f : radius < 4 ? 0.1f : 0));
        var error = Assert.Throws<ImageException>(() => Exclusion(_ => 1));
        Assert.EndsWith(
            "lesion.nii excludes all 1365 voxels of the mask, so there is nothing to fit; check that it is not inverted.", error.Message);
        _folder.Put("lesion.nii", NiftiBytes.Floats(Ball(radius => radius < 3 ? 1 : 0), s_shape, 40));
        error = Assert.Throws<ImageException>(() =>
            _reader.Read(Selection() with { ExcludedFile = _folder.At("lesion.nii") }).Mask());
        Assert.Matches("lesion.nii lies on another grid than .*-n GenericLabel", error.Message);

        string Exclusion(Func<double, float> lesion)
        {
            _folder.Put("mask.nii", NiftiBytes.Floats(Ball(radius => radius < 7 ? 1 : 0), s_shape));
            _folder.Put("lesion.nii", NiftiBytes.Floats(Ball(lesion), s_shape));
            var selection = Selection() with { ExcludedFile = _folder.At("lesion.nii") };
            return Assert.Single(Warnings(_reader.Read(selection).Mask().Mask));
        }
    }

    private string Refusal(float[] mask, double? threshold = null) =>
        Assert.Throws<ImageException>(() => Read(mask, threshold)).Message;

    private VoxelMask Read(float[] mask, double? threshold = null)
    {
        _folder.Put("mask.nii", NiftiBytes.Floats(mask, s_shape));
        var selection = Selection() with { MaskThreshold = threshold };
        var (streamed, kept) = (_reader.Read(selection).Mask().Mask, MaskedReader.ReadVolumes(selection).Mask().Mask);
        Assert.True(streamed.SameAs(kept));
        Assert.Equal(streamed.Warnings, kept.Warnings);
        var file = NiftiReader.Read(_folder.At("mask.nii"))[0];
        var volume = VoxelMask.FromFile(NiftiReader.Read(_folder.At("t1.nii")), file, threshold: threshold);
        Assert.True(streamed.SameAs(volume));
        return streamed;
    }

    // The values of the image are the indices of its voxels from 1.
    private ImageSelection Selection()
    {
        var voxels = s_shape[0] * s_shape[1] * s_shape[2];
        var image = _folder.Put("t1.nii", NiftiBytes.Floats([.. Enumerable.Range(1, voxels).Select(i => (float)i)], s_shape));
        return new() { Images = [image], MaskFile = _folder.At("mask.nii") };
    }

    private static IEnumerable<string> Warnings(VoxelMask mask) =>
        mask.Warnings.Select(warning => warning[(warning.IndexOf(".nii ", StringComparison.Ordinal) + ".nii ".Length)..]);

    private static int[] Inside(float[] values, Func<float, bool> isInside) =>
        [.. Enumerable.Range(0, values.Length).Where(voxel => isInside(values[voxel]))];

    private static float Random(ref uint state) => ((state = unchecked(state * 1664525 + 1013904223)) >> 8) / (float)(1 << 24);

    /// <summary>Makes values by the distance from the middle of the grid, in voxels.</summary>
    private static float[] Ball(Func<double, float> value)
    {
        var ball = new float[s_shape[0] * s_shape[1] * s_shape[2]];
        for (var (i, z) = (0, 0); z < s_shape[2]; z++)
        {
            for (var y = 0; y < s_shape[1]; y++)
            {
                for (var x = 0; x < s_shape[0]; x++)
                {
                    var (dx, dy, dz) = (x - 10, y - 9, z - 9);
                    ball[i++] = value(Math.Sqrt(dx * dx + dy * dy + dz * dz));
                }
            }
        }

        return ball;
    }
}
