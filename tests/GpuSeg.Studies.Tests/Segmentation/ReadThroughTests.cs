using GpuSeg.Engine.Mixtures;
using GpuSeg.Images;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Tests.Segmentation;

/// <summary>Images that are masked while they are read give what volumes in memory give.</summary>
public sealed class ReadThroughTests : IDisposable
{
    // Whole pieces, one voxel more, and less than a word.
    private static readonly int[][] s_shapes = [[7, 3, 2], [64, 64, 16], [64, 64, 17], [257, 255, 1]];

    private readonly TempFolder _folder = new();
    private readonly SegmentationMemory _memory = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(MaskRule.Positive)]
    [InlineData(MaskRule.NonZero)]
    public void One_memory_serves_images_of_any_size(MaskRule rule)
    {
        // From small to large and back: what an earlier brain left behind must not show.
        foreach (var shape in s_shapes.Concat(s_shapes.Reverse()))
            foreach (var images in (int[])[1, 3])
                Require(new() { Images = Images(shape, images), MaskRule = rule, Estimator = new GaussianMixture() });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void With_a_mask_file(int threads)
    {
        foreach (var shape in s_shapes)
            Require(new() { Images = Images(shape, 3), MaskFile = Image("mask", shape, 99), Estimator = new GaussianMixture() }, threads);
    }

    [Fact]
    public void The_volumes_of_a_file_are_images()
    {
        var values = Values(2 * 40_000, 5);
        var path = _folder.Put("two.nii.gz", TempFolder.Gzip(NiftiBytes.Floats(values, [200, 200, 1, 2])));
        Require(new() { Images = [path, Image("one", [200, 200, 1], 6)], Estimator = new GaussianMixture() });
    }

    [Fact]
    public void Integers_with_a_slope_are_scaled_as_ever()
    {
        foreach (var file in (string[])["dtype_int16_be.nii", "dtype_uint8_le.nii", "scl_2_100.nii", "dtype_float64_be.nii", "nifti2_le.nii", "extension.nii.gz", "pair.hdr"])
            Require(new() { Images = [Shared.File("data", "awkward", "made", file)], Estimator = new GaussianMixture() });
    }

    [Fact]
    public void The_hash_that_is_asked_for_is_taken_of_all_voxels()
    {
        var path = Image("t1", [64, 64, 17], 3);
        var request = new SegmentationRequest { Images = [path], Estimator = new GaussianMixture(), Hash = VoxelHash.Xxh128 };
        var image = Assert.Single(MaskedImages.ReadThrough(request, _memory, 1, new(), TestContext.Current.CancellationToken).Images);
        Assert.Equal(Convert.ToHexStringLower(System.IO.Hashing.XxHash128.Hash(NiftiBytes.Floats(Values(64 * 64 * 17, 3), [64, 64, 17])[352..])), image.Hash);
    }

    [Fact]
    public void A_mask_on_another_grid_and_a_wish_to_stop_are_noticed()
    {
        var request = new SegmentationRequest { Images = Images([64, 64, 16], 2), MaskFile = Image("mask", [64, 64, 17], 1), Estimator = new GaussianMixture() };
        Assert.Contains("its shape is 64 x 64 x 17", Assert.Throws<ImageException>(() => MaskedImages.ReadThrough(request, _memory, 1, new(), TestContext.Current.CancellationToken)).Message);
        Assert.Throws<OperationCanceledException>(() => MaskedImages.ReadThrough(request, _memory, -1, new(), new(canceled: true)));
    }

    private void Require(SegmentationRequest request, int threads = -1)
    {
        var expected = MaskedImages.Read(request.Images, request.MaskFile, request.MaskRule, new(), TestContext.Current.CancellationToken);
        var found = MaskedImages.ReadThrough(request, _memory, threads, new(), TestContext.Current.CancellationToken);
        Assert.Equal(expected.Mask.Positions, found.Mask.Positions);
        Assert.Equal(expected.Mask.Images, found.Mask.Images);
        Assert.Equal(expected.Mask.Warnings, found.Mask.Warnings);
        Assert.Equal(expected.Images.Select(image => (image.Name, image.Hash)), found.Images.Select(image => (image.Name, image.Hash)));
        Assert.Equal(expected.MaskFile?.Hash, found.MaskFile?.Hash);
        for (var j = 0; j < expected.Features.Dimensions; j++)
            Assert.Equal(expected.Features.Column(j), found.Features.Column(j));
    }

    private string[] Images(int[] shape, int count) => [.. Enumerable.Range(0, count).Select(i => Image($"image{i}", shape, i))];

    private string Image(string name, int[] shape, int seed) =>
        _folder.Put($"{name}_{shape[2]}.nii.gz", TempFolder.Gzip(NiftiBytes.Floats(Values(shape.Aggregate((a, b) => a * b), seed), shape)));

    // Runs as brains have them, with holes: long ones of background and of tissue, and now and then a value that is none.
    private static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        var values = new float[count];
        for (var (i, tissue) = (0, true); i < count; i++)
        {
            tissue = random.Next(200) == 0 ? !tissue : tissue;
            values[i] = random.Next(50) switch { 0 => float.NaN, 1 => -3, 2 => 0, 3 => random.NextSingle() + 1, _ => tissue ? random.NextSingle() + 0.5f : 0 };
        }
        return values;
    }
}
