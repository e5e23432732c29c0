using GpuSeg.Images.Masking;
using GpuSeg.Images.Morphology;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Tests.Masking;

/// <summary>Holes that interpolation, missing data and zeros leave in the mask of a brain.</summary>
public sealed class HoleFillingTests : IDisposable
{
    private readonly BrainImages _brain = new();

    public void Dispose() => _brain.Dispose();

    [Fact]
    public void Fills_negative_values_of_the_ventricles_and_keeps_their_values()
    {
        Volume[] images = [_brain.T1(), _brain.Image("flair", (tissue, _) => tissue switch { 0 => 0, 4 => -3, _ => 500 })];
        var mask = VoxelMask.FromRule(images);
        Assert.Equal((BrainImages.Voxels, BrainImages.Count(4)), (mask.Count, mask.Filled));
        Assert.Equal(BrainImages.Count(4), mask.Gather(images[1]).Count(value => value == -3));
        Assert.Empty(mask.Warnings);
        Assert.All(mask.Images, image => Assert.Equal(0, image.RemovedAlone));
        // One option brings the plain rule back.
        Assert.Equal(BrainImages.Voxels - BrainImages.Count(4), VoxelMask.FromRule(images, fill: HoleFill.None).Count);
    }

    [Fact]
    public void Leaves_holes_of_less_than_a_thousandth_of_the_mask()
    {
        var most = (int)(HoleFilling.Negligible * BrainImages.Voxels);
        Assert.Equal(0, VoxelMask.FromRule([_brain.T1(), Pepper(most)]).Filled);
        Assert.Equal(most + 1, VoxelMask.FromRule([_brain.T1(), Pepper(most + 1)]).Filled);
        Assert.Equal(most, VoxelMask.FromRule([_brain.T1(), Pepper(most)], fill: HoleFill.All).Filled);

        Volume Pepper(int holes) => _brain.Image(
            $"pepper{holes}", (tissue, voxel) => tissue == 0 ? 0 : voxel % 2 == 0 && tissue == 3 && holes-- > 0 ? -1 : 100);
    }

    [Fact]
    public void Fills_single_zeros_among_negative_values()
    {
        // Integers: some values of an undershoot are rounded to 0.
        var zeros = 3;
        var rounded = _brain.Image("flair", (tissue, _) => tissue switch { 0 => 0, 4 => zeros-- > 0 ? 0 : -1, _ => 500 });
        var mask = VoxelMask.FromRule([_brain.T1(), rounded]);
        Assert.Equal((BrainImages.Voxels, BrainImages.Count(4)), (mask.Count, mask.Filled));
    }

    [Fact]
    public void Leaves_voxels_that_an_image_lacks_and_reports_them()
    {
        var lost = 80;
        var lacking = _brain.Image("flair", (tissue, _) => tissue == 0 || (tissue == 4 && lost-- > 0) ? 0 : 500);
        Volume[] images = [_brain.T1(), lacking];
        var mask = VoxelMask.FromRule(images);
        Assert.Equal((BrainImages.Voxels - 80, 0), (mask.Count, mask.Filled));
        Assert.StartsWith("The mask leaves out 80 voxels inside it (1.0 mL, 1 hole)", Assert.Single(mask.Warnings));
        // Both ways out keep them as zeros.
        foreach (var whole in (VoxelMask[])[VoxelMask.FromRule(images, MaskRule.Any), VoxelMask.FromRule(images, fill: HoleFill.All)])
        {
            Assert.Equal(BrainImages.Voxels, whole.Count);
            Assert.Equal(80, whole.Gather(lacking).Count(value => value == 0));
            Assert.Empty(whole.Warnings);
        }

        // The image alone removes more than 1 %: its sentence is enough.
        var absent = _brain.Image("flair", (tissue, _) => tissue is 0 or 4 ? 0 : 500);
        Assert.StartsWith("flair alone removes 1.3 % (136 of 10,552)", Assert.Single(VoxelMask.FromRule([_brain.T1(), absent]).Warnings));
    }

    [Fact]
    public void Leaves_voxels_that_are_zero_in_every_image_and_reports_them()
    {
        var hollow = _brain.Image("t1", (tissue, _) => tissue is 0 or 4 ? 0 : 500);
        var mask = VoxelMask.FromRule([hollow]);
        Assert.Equal(0, mask.Filled);
        Assert.Contains("fill the holes", Assert.Single(mask.Warnings));
        Assert.Equal(BrainImages.Voxels, VoxelMask.FromRule([hollow], fill: HoleFill.All).Count);
    }

    [Fact]
    public void Leaves_holes_of_images_whose_tissue_is_negative()
    {
        // Half of the brain is negative: what is enclosed depends on noise.
        var scored = _brain.Image("t1", (tissue, voxel) => tissue == 0 ? 0 : tissue == 3 ? 1 + BrainImages.Noise(voxel, 1) : -1);
        Assert.Equal((BrainImages.Count(3), 0), (VoxelMask.FromRule([scored]).Count, VoxelMask.FromRule([scored]).Filled));
    }

    [Fact]
    public void Leaves_voxels_that_are_not_finite()
    {
        var broken = _brain.Image("flair", (tissue, _) => tissue switch { 0 => 0, 4 => float.NaN, _ => 500 });
        var mask = VoxelMask.FromRule([_brain.T1(), broken], fill: HoleFill.All);
        Assert.Equal((BrainImages.Voxels - BrainImages.Count(4), 0), (mask.Count, mask.Filled));
    }

    [Fact]
    public void Fills_holes_of_a_mask_file_only_on_request()
    {
        var file = _brain.Image("brain", (tissue, _) => tissue is 0 or 4 ? 0 : 1);
        Volume[] images = [_brain.T1()];
        Assert.Equal(BrainImages.Voxels - BrainImages.Count(4), VoxelMask.FromFile(images, file).Count);
        var filled = VoxelMask.FromFile(images, file, HoleFill.All);
        Assert.Equal((BrainImages.Voxels, BrainImages.Count(4)), (filled.Count, filled.Filled));
    }

    [Theory]
    [InlineData("bids_openms", "sub-19", 1_091_366, 15_459)]
    [InlineData("bids_openms", "sub-26", 1_117_252, 6_247)]
    [InlineData("bids_tcga", "sub-TCGADU7294", 1_245_052, 4_447)]
    [InlineData("bids_tcga", "sub-TCGAFG6692", 1_586_339, 2_690)]
    public void Leaves_no_hole_and_no_warning_in_stripped_images(string set, string subject, int kept, int filled)
    {
        string[] suffixes = ["T1w", "ce-gadolinium_T1w", "T2w", "FLAIR"];
        var images = NiftiReader.ReadAll([.. suffixes.Select(suffix => Shared.File("data", set, subject, "anat",
            $"{subject}_{suffix}.nii.gz"))]);
        var mask = VoxelMask.FromRule(images);
        Assert.Equal((kept, filled), (mask.Count, mask.Filled));
        var holes = new ulong[mask.Words.Length];
        Assert.Equal(0, EnclosedVoxels.Find(mask.Words, images[0].Grid.Shape, holes));
        Assert.Empty(mask.Warnings);
    }
}
