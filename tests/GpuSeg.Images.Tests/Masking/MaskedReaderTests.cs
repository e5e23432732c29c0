using System.IO.Hashing;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Tests.Masking;

/// <summary>Compares images that are masked while they are read with masked volumes in memory.</summary>
public sealed class MaskedReaderTests : IDisposable
{
    // Whole pieces, one voxel more, and less than a word.
    private static readonly int[][] s_shapes = [[7, 3, 2], [64, 64, 16], [64, 64, 17], [257, 255, 1]];

    private readonly TempFolder _folder = new();
    private readonly MaskedReader _reader = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("positive", HoleFill.Interpolated)]
    [InlineData("positive", HoleFill.All)]
    [InlineData("nonzero", HoleFill.None)]
    [InlineData("nonzero", HoleFill.All)]
    [InlineData("finite", HoleFill.Interpolated)]
    [InlineData("above:0.8", HoleFill.All)]
    [InlineData("above:-1", HoleFill.None)]
    [InlineData("any", HoleFill.All)]
    [InlineData("auto", HoleFill.None)]
    public void Reuses_memory_for_images_of_any_size(string rule, HoleFill fill)
    {
        // From small to large and back: no trace of an earlier brain may show.
        foreach (var shape in s_shapes.Concat(s_shapes.Reverse()))
        {
            foreach (var images in (int[])[1, 3])
            {
                Require(new() { Images = Images(shape, images), MaskRule = MaskRule.Parse(rule), FillHoles = fill });
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Agrees_with_masked_volumes_under_a_mask_file(int threads)
    {
        foreach (var shape in s_shapes)
        {
            var selection = new ImageSelection { Images = Images(shape, 3), MaskFile = Image("mask", shape, 99) };
            Require(selection, threads);
            Require(selection with { FillHoles = HoleFill.All }, threads);
        }
    }

    [Fact]
    public void Treats_the_volumes_of_a_file_as_images()
    {
        var values = Values(2 * 40_000, 5);
        var path = _folder.Put("two.nii.gz", TempFolder.Gzip(NiftiBytes.Floats(values, [200, 200, 1, 2])));
        Require(new() { Images = [path, Image("one", [200, 200, 1], 6)] });
    }

    [Fact]
    public void Scales_integers_with_a_slope()
    {
        string[] files =
        [
            "dtype_int16_be.nii", "dtype_uint8_le.nii", "scl_2_100.nii", "dtype_float64_be.nii", "nifti2_le.nii", "extension.nii.gz",
            "pair.hdr",
        ];
        foreach (var file in files)
        {
            Require(new() { Images = [Shared.File("data", "awkward", "made", file)] });
        }
    }

    [Fact]
    public void Computes_the_chosen_hash_of_all_voxels()
    {
        var selection = new ImageSelection { Images = [Image("t1", [64, 64, 17], 3)], Hash = VoxelHash.Xxh128 };
        var voxels = NiftiBytes.Floats(Values(64 * 64 * 17, 3), [64, 64, 17])[352..];
        var expected = Convert.ToHexStringLower(XxHash128.Hash(voxels));
        Assert.Equal(expected, Assert.Single(_reader.Read(selection, 1, Cancellation).Images).Hash);
        Assert.Equal(expected, Assert.Single(MaskedReader.ReadVolumes(selection, 1, Cancellation).Images).Hash);
    }

    [Fact]
    public void Refuses_a_mask_of_another_grid_or_of_several_volumes()
    {
        var selection = new ImageSelection { Images = Images([64, 64, 16], 2), MaskFile = Image("mask", [64, 64, 17], 1) };
        var error = Assert.Throws<ImageException>(() => _reader.Read(selection, 1, Cancellation).Mask());
        Assert.Contains("its shape is 64 x 64 x 17", error.Message);
        var two = _folder.Put("two.nii", NiftiBytes.Floats(Values(2 * 64 * 64 * 16, 1), [64, 64, 16, 2]));
        error = Assert.Throws<ImageException>(() => _reader.Read(selection with { MaskFile = two }, 1, Cancellation));
        Assert.Contains("two.nii holds 2 volumes", error.Message);
    }

    [Fact]
    public void Stops_when_cancelled() => Assert.Throws<OperationCanceledException>(() =>
        _reader.Read(new() { Images = Images([64, 64, 16], 2) }, -1, new(canceled: true)));

    [Fact]
    public void Reports_the_values_kept_and_stops_at_the_limit()
    {
        var seen = 0L;
        var reader = new MaskedReader(kept => seen = kept <= 70_000 ? kept : throw new ImageException("too many"));
        var values = Enumerable.Repeat(1f, 40_000).ToArray();
        var image = _folder.Put("ones.nii", NiftiBytes.Floats(values, [200, 200, 1]));
        reader.Read(new() { Images = [image] }, 1, Cancellation);
        Assert.Equal((40_000, 40_000), (seen, reader.ValuesKept));
        Assert.Throws<ImageException>(() => reader.Read(new() { Images = [image, image] }, 1, Cancellation));
    }

    [Fact]
    public void Makes_names_unique_and_takes_those_given()
    {
        var image = Image("t1", [7, 3, 2], 1);
        Assert.Equal(["t1_2", "t1_2_2", "t1_2_3"], _reader.Read(new() { Images = [image, image, image] }).Images.Select(file => file.Name));
        var named = new ImageSelection { Images = [image, image], Names = ["T1w", "T2w"] };
        Assert.Equal(["T1w", "T2w"], _reader.Read(named).Images.Select(file => file.Name));
        Assert.Throws<ArgumentException>(() => _reader.Read(named with { Names = ["T1w"] }));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private void Require(ImageSelection selection, int threads = -1)
    {
        var volumes = NiftiReader.ReadAll(selection.Images);
        var file = selection.MaskFile is { } path ? NiftiReader.Read(path)[0] : null;
        var mask = file is null
            ? VoxelMask.FromRule(volumes, selection.MaskRule, selection.FillHoles)
            : VoxelMask.FromFile(volumes, file, selection.FillHoles);
        Agree(_reader.Read(selection, threads, Cancellation));
        Agree(MaskedReader.ReadVolumes(selection, threads, Cancellation));

        void Agree<TImage>(TestedImages<TImage> tested) where TImage : ImageFile
        {
            var found = tested.Mask();
            Assert.True(found.Mask.SameAs(mask));
            Assert.Equal(mask.Positions, found.Mask.Positions);
            Assert.Equal(mask.Images, found.Mask.Images);
            Assert.Equal((mask.Filled, mask.Automatic), (found.Mask.Filled, found.Mask.Automatic));
            Assert.Equal(mask.Warnings, found.Mask.Warnings);
            Assert.Equal(volumes.Select(image => (image.Name, image.Hash)), tested.Images.Select(image => (image.Name, image.Hash)));
            Assert.Equal(file?.Hash, tested.MaskFile?.Hash);
            for (var j = 0; j < volumes.Count; j++)
            {
                Assert.Equal(mask.Gather(volumes[j]), found.Columns.Values[j].AsSpan(0, mask.Count));
            }
        }
    }

    private string[] Images(int[] shape, int count) => [.. Enumerable.Range(0, count).Select(i => Image($"image{i}", shape, i))];

    private string Image(string name, int[] shape, int seed) =>
        _folder.Put($"{name}_{shape[2]}.nii.gz", TempFolder.Gzip(NiftiBytes.Floats(Values(shape.Aggregate((a, b) => a * b), seed), shape)));

    // Runs as in brains, with holes: long ones of background and of tissue, and now and then a value that is not finite.
    private static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        var values = new float[count];
        for (var (i, tissue) = (0, true); i < count; i++)
        {
            tissue = random.Next(200) == 0 ? !tissue : tissue;
            values[i] = random.Next(50) switch
            {
                0 => float.NaN,
                1 => -3,
                2 => 0,
                3 => random.NextSingle() + 1,
                _ => tissue ? random.NextSingle() + 0.5f : 0,
            };
        }
        return values;
    }
}
