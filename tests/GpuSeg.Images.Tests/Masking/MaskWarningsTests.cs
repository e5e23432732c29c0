using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Tests.Masking;

/// <summary>One sentence for one cause, and none for a clean brain.</summary>
public sealed class MaskWarningsTests : IDisposable
{
    private readonly BrainImages _brain = new();

    public void Dispose() => _brain.Dispose();

    [Fact]
    public void Accepts_a_stripped_brain_silently()
    {
        Volume[] images = [_brain.T1(), _brain.T1("flair")];
        Assert.Empty(VoxelMask.FromRule([images[0]]).Warnings);
        Assert.Empty(VoxelMask.FromRule(images).Warnings);
        Assert.Empty(VoxelMask.FromRule(images, MaskRule.NonZero).Warnings);
        Assert.Empty(VoxelMask.FromRule(images, MaskRule.Any).Warnings);
        Assert.Empty(VoxelMask.FromRule(images, MaskRule.Auto).Warnings);
        // An image in the place of its mask is named as one.
        Assert.Contains("as an image does: the mask is all", Assert.Single(VoxelMask.FromFile(images, images[0]).Warnings));
    }

    [Theory]
    [InlineData("positive")]
    [InlineData("nonzero")]
    [InlineData("finite")]
    [InlineData("above:-5")]
    [InlineData("any")]
    public void Warns_about_a_mask_of_nearly_the_whole_grid(string rule)
    {
        // Noise in the air, as in an image that is not stripped.
        var head = _brain.Image("head", (tissue, voxel) => BrainImages.Intensity(tissue) + 1 + BrainImages.Noise(voxel, 30));
        var warning = Assert.Single(VoxelMask.FromRule([head, head], MaskRule.Parse(rule)).Warnings);
        Assert.Equal("The mask holds 100.0 % of the grid, so air or skull is clustered too; "
            + "use a brain mask of SynthStrip or HD-BET, or the mask rule auto.", warning);
        // A tenth of the air is 0.
        var rounded = _brain.Image("head", (tissue, voxel) => tissue == 0 && voxel % 10 == 0 ? 0 : 100 + BrainImages.Noise(voxel, 30));
        Assert.StartsWith("The mask holds 9", Assert.Single(VoxelMask.FromRule([rounded]).Warnings));
    }

    [Fact]
    public void Warns_about_mask_files_of_everything_or_of_the_background()
    {
        Volume[] images = [_brain.T1()];
        var ones = VoxelMask.FromFile(images, _brain.Image("ones", (_, _) => 1));
        Assert.StartsWith("The mask file ones holds 100.0 % of the grid", Assert.Single(ones.Warnings));
        var inverse = _brain.Image("inverse", (tissue, voxel) => tissue == 1 || (tissue == 0 && voxel % 2 == 0) ? 1 : 0);
        var inverted = VoxelMask.FromFile(images, inverse);
        Assert.Matches(@"^\d\d\.\d % of the voxels of the mask file inverse are 0 in every image; .+inverted\.$",
            Assert.Single(inverted.Warnings));
    }

    [Fact]
    public void Warns_about_negative_voxels_of_a_single_image()
    {
        var scored = _brain.Image("t1", (tissue, voxel) => tissue == 0 ? 0 : (BrainImages.Intensity(tissue) - 700.5f) / 250);
        var lost = BrainImages.Voxels - BrainImages.Count(3);
        var warning = Assert.Single(VoxelMask.FromRule([scored]).Warnings);
        Assert.StartsWith(
            $"t1 loses {lost:N0} negative voxels ({100.0 * lost / BrainImages.Voxels:0.0} % of the non-zero ones)", warning);
        Assert.EndsWith("use the mask rule nonzero, above a value or finite.", warning);
        Assert.Equal(BrainImages.Voxels, VoxelMask.FromRule([scored], MaskRule.NonZero).Count);
        Assert.Empty(VoxelMask.FromRule([scored], MaskRule.NonZero).Warnings);
        // One voxel in a hundred is not worth a word.
        var few = _brain.Image("t1", (tissue, voxel) => tissue == 0 ? 0 : tissue == 1 && voxel % 60 == 0 ? -1 : 100);
        Assert.Empty(VoxelMask.FromRule([few]).Warnings);
    }

    [Fact]
    public void Separates_tissue_from_air_of_an_image_with_another_background()
    {
        // CT: air at -1024, tissue from -5 to 60, some of it exactly 0.
        var head = _brain.Image("ct", (tissue, voxel) =>
            tissue switch { 0 => -1024, 1 => MathF.Round(BrainImages.Noise(voxel, 10) - 5), _ => 40 });
        Assert.Contains("negative voxels", Assert.Single(VoxelMask.FromRule([head]).Warnings));
        var mask = VoxelMask.FromRule([head], MaskRule.Above(-200));
        Assert.Equal(BrainImages.Voxels, mask.Count);
        Assert.Empty(mask.Warnings);
    }

    [Fact]
    public void Warns_once_about_images_that_are_negative_in_the_same_voxels()
    {
        Volume[] images = [Scored("t1"), Scored("t2")];
        var lost = BrainImages.Voxels - BrainImages.Count(3);
        var warning = Assert.Single(VoxelMask.FromRule(images).Warnings);
        Assert.StartsWith(
            $"The images together remove {100.0 * lost / BrainImages.Voxels:0.0} % ({lost:N0} of {BrainImages.Voxels:N0})", warning);
        Assert.Contains($"negative there (t1 {lost:N0}, t2 {lost:N0})", warning);
        Assert.EndsWith("a mask file or the mask rule nonzero.", warning);

        Volume Scored(string name) => _brain.Image(name, (tissue, _) => tissue == 0 ? 0 : tissue == 3 ? 1 : -1);
    }

    [Fact]
    public void Warns_about_images_that_together_remove_what_none_removes_alone()
    {
        // Five images, each 0 in another percent of the brain, at its rim.
        Volume[] images = [.. Enumerable.Range(0, 5).Select(i => _brain.Image($"image{i}",
            (tissue, voxel) => tissue == 0 || (tissue == 1 && voxel % 53 == i) ? 0 : 100))];
        var mask = VoxelMask.FromRule(images);
        Assert.All(mask.Images, image => Assert.InRange(image.Share, 0.001, 0.0099));
        var warning = Assert.Single(mask.Warnings);
        Assert.Matches(@"^The images together remove \d\.\d % .+ some image is 0 there \(image\d \d+(, image\d \d+){4}\); "
            + @"consider a mask file or the mask rule any\.$", warning);
        Assert.Equal(BrainImages.Voxels, VoxelMask.FromRule(images, MaskRule.Any).Count);
    }

    [Fact]
    public void Names_images_with_one_cause_in_one_sentence()
    {
        var t1 = _brain.T1();
        var first = _brain.Image("flair", (tissue, voxel) => tissue == 0 || (tissue == 1 && voxel % 31 < 2) ? 0 : 100);
        var second = _brain.Image("adc", (tissue, voxel) => tissue == 0 || (tissue == 1 && voxel % 31 is 2 or 3) ? 0 : 100);
        Assert.Matches(
            @"^flair alone removes \d\.\d % \([\d,]+ of [\d,]+\) and adc alone \d\.\d % \([\d,]+ of [\d,]+\) of the voxels "
                + "that the other images keep: they are 0 there",
            Assert.Single(VoxelMask.FromRule([t1, first, second]).Warnings));
    }

    [Fact]
    public void Keeps_the_warning_of_the_lesson()
    {
        string[] names = ["t1", "t1_contrast", "flair", "adc"];
        var mask = VoxelMask.FromRule(NiftiReader.ReadAll([.. names.Select(name => Shared.File("data", "lesson", name + ".nii.gz"))]));
        Assert.Equal(0, mask.Filled);
        Assert.StartsWith("adc alone removes 3.2 % (7,954 of 248,345) of the voxels that the other images keep: it is negative there",
            Assert.Single(mask.Warnings));
    }
}
