using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Tests.Masking;

public sealed class VoxelMaskTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<int, int, string> Sizes
    {
        get
        {
            var rows = new TheoryData<int, int, string>();
            foreach (var voxels in (int[])[2, 7, 8, 9, 63, 64, 65, 127, 128, 129, 4095, 4096, 4097, 10007])
            {
                foreach (var images in (int[])[1, 2, 3, 5])
                {
                    foreach (var rule in (string[])["positive", "nonzero", "finite", "above:1.5", "above:-2", "any"])
                    {
                        rows.Add(voxels, images, rule);
                    }
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Agrees_with_a_plain_loop(int voxels, int count, string rule)
    {
        var (images, values) = RandomImages(voxels, count);
        Func<float, bool> passes = rule switch
        {
            "positive" => v => v > 0,
            "nonzero" => v => v != 0,
            "above:1.5" => v => v > 1.5f,
            "above:-2" => v => v > -2,
            _ => _ => true,
        };
        var kept = (int image, int voxel) => float.IsFinite(values[image][voxel]) && passes(values[image][voxel]);
        var candidate = (int voxel) => rule != "any" || values.Any(image => float.IsFinite(image[voxel]) && image[voxel] != 0);
        Require(VoxelMask.FromRule(images, MaskRule.Parse(rule), HoleFill.None), images, values, kept, candidate);
    }

    [Theory]
    [InlineData(65, 1)]
    [InlineData(4097, 3)]
    public void Agrees_with_a_plain_loop_under_a_mask_file(int voxels, int count)
    {
        var (images, values) = RandomImages(voxels, count + 1);
        float[] file = [.. values[count].Select(value => float.IsFinite(value) && value != 0 ? 255 : value)];
        Require(VoxelMask.FromFile(images[..count], Image("mask.nii", file, bigEndian: true)), images[..count], values,
            (image, voxel) => float.IsFinite(values[image][voxel]), voxel => float.IsFinite(file[voxel]) && file[voxel] != 0);
    }

    [Fact]
    public void Keeps_240391_voxels_of_the_lesson()
    {
        string[] names = ["t1", "t1_contrast", "flair", "adc"];
        var images = NiftiReader.ReadAll([.. names.Select(name => Shared.File("data", "lesson", name + ".nii.gz"))]);
        var mask = VoxelMask.FromRule(images);
        Assert.Equal(240_391, mask.Count);
        Assert.Equal(names, mask.Images.Select(image => image.Name));
        Assert.All(mask.Gather(images), feature => Assert.True(feature.Length == 240_391 && feature.All(v => v > 0)));
    }

    [Fact]
    public void Warns_about_an_image_that_alone_removes_more_than_a_percent()
    {
        var full = Image("t1.nii", [.. Enumerable.Repeat(1f, 1000)]);
        var most = Image("flair.nii", [.. Enumerable.Range(0, 1000).Select(i => i < 11 ? -1f : 1f)]);
        var few = Image("t2.nii", [.. Enumerable.Range(0, 1000).Select(i => i >= 991 ? 0f : 1f)]);
        var warning = Assert.Single(VoxelMask.FromRule([full, most, few]).Warnings);
        Assert.StartsWith("flair alone removes 1.1 % (11 of 991) of the voxels that the other images keep: it is negative there", warning);
        Assert.EndsWith("consider a mask file or the mask rule nonzero.", warning);
        Assert.Empty(VoxelMask.FromRule([full, few, most], MaskRule.NonZero).Warnings);
        Assert.Equal(989, VoxelMask.FromRule([full, most], MaskRule.Positive).Count);
    }

    [Fact]
    public void Counts_and_names_non_finite_voxels_that_others_keep()
    {
        var full = Image("t1.nii", [.. Enumerable.Range(0, 1000).Select(i => i < 500 ? 0f : 1f)]);
        var holes = Image("adc.nii", [.. Enumerable.Range(0, 1000).Select(i => i is < 10 or 600 or 700 ? float.NaN : 1f)]);
        var mask = VoxelMask.FromRule([full, holes]);
        Assert.Equal(new MaskContribution("adc", 500, 2, 12, 2), mask.Images[1]);
        Assert.Equal(["t1 alone removes 49.6 %", "adc is NaN or infinite in 2"], mask.Warnings.Zip([23, 27], (w, n) => w[..n]));
    }

    [Fact]
    public void Warns_about_no_single_image()
    {
        var mask = VoxelMask.FromRule([Image("t1.nii", [0, 0, 0, 1, float.NaN])]);
        Assert.Empty(mask.Warnings);
        Assert.Equal((1, 1), (mask.Count, mask.Images[0].NonFinite));
    }

    [Fact]
    public void Reports_the_voxels_that_each_image_would_keep_when_the_mask_is_empty()
    {
        var error = Assert.Throws<ImageException>(() =>
            VoxelMask.FromRule([Image("t1.nii", [1, 1, 1, 0]), Image("flair.nii", [0, -1, 0, 0])]));
        Assert.Contains("(voxels that each alone would keep: t1 3, flair 0)", error.Message);
        Assert.True(error.IsSolvedByAnotherMask);
        var image = Image("t1.nii", [1, float.NaN]);
        var file = Assert.Throws<ImageException>(() => VoxelMask.FromFile([image], Image("brain.nii", [0, 1])));
        Assert.EndsWith(
            "brain.nii and finite in every image, so there is nothing to segment (voxels that each alone would keep: t1 1, brain 1); "
            + "check the images or choose another mask.",
            file.Message);
        Assert.True(file.IsSolvedByAnotherMask);
    }

    [Fact]
    public void Refuses_a_mask_file_on_another_grid()
    {
        var shifted = _folder.Volume("shifted.nii", NiftiBytes.Floats([1, 1], [2, 1, 1], 40));
        var error = Assert.Throws<ImageException>(() => VoxelMask.FromFile([Image("t1.nii", [1, 1])], shifted));
        Assert.Contains("40 mm", error.Message);
        Assert.Contains("-n GenericLabel", error.Message);
        Assert.Contains("-interp nearestneighbour", error.Message);
    }

    [Fact]
    public void Scatters_labels_raised_by_one_and_posteriors_unchanged()
    {
        var mask = VoxelMask.FromRule([Image("t1.nii", [0, 3, 0, 4, 5])]);
        Assert.Equal<byte>([0, 1, 0, 3, 255], mask.ScatterLabels([0, 2, 254]));
        Assert.Equal([0, 0.25f, 0, 1, 0.5f], mask.Scatter([0.25f, 1, 0.5f]));
        Assert.Throws<OverflowException>(() => mask.ScatterLabels([0, 2, 255]));
        Assert.Throws<ArgumentOutOfRangeException>(() => mask.Scatter([1]));
    }

    private static void Require(VoxelMask mask, Volume[] images, float[][] values, Func<int, int, bool> kept, Func<int, bool> inFile)
    {
        var voxels = images[0].VoxelCount;
        var all = Enumerable.Range(0, images.Length).ToArray();
        var positions = Enumerable.Range(0, voxels).Where(v => inFile(v) && all.All(i => kept(i, v))).ToArray();
        Assert.Equal(positions, mask.Positions);
        var gathered = mask.Gather(images);
        foreach (var image in all)
        {
            var others = Enumerable.Range(0, voxels).Where(v => inFile(v) && all.All(i => i == image || kept(i, v))).ToArray();
            var nonFinite = (int v) => !float.IsFinite(values[image][v]);
            Assert.Equal(new MaskContribution(images[image].Name, others.Length, others.Count(v => !kept(image, v)),
                Enumerable.Range(0, voxels).Count(nonFinite), others.Count(nonFinite),
                others.Count(v => !kept(image, v) && values[image][v] == 0)), mask.Images[image]);
            Assert.Equal(positions.Select(v => values[image][v]), gathered[image]);
        }
        var (map, ones) = (new byte[voxels], new byte[voxels]);
        var labels = positions.Select(v => (byte)(v % 255)).ToArray();
        foreach (var (voxel, label) in positions.Zip(labels))
        {
            (map[voxel], ones[voxel]) = ((byte)(label + 1), 1);
        }

        Assert.Equal(map, mask.ScatterLabels(labels));
        mask.ScatterOnes(map);
        Assert.Equal(ones, map);
    }

    /// <summary>Creates images of awkward values; every third is big-endian, so that blocks are converted; rules keep voxel 0.</summary>
    private (Volume[] Images, float[][] Values) RandomImages(int voxels, int count)
    {
        var random = new Random(voxels * 10 + count);
        var values = Enumerable.Range(0, count).Select(_ => AwkwardValues.Create(random, voxels)).ToArray();
        Array.ForEach(values, image => image[0] = 2);
        return ([.. values.Select((v, i) => Image($"m{i}.nii", v, bigEndian: i % 3 == 2))], values);
    }

    private Volume Image(string name, float[] values, bool bigEndian = false)
    {
        var bytes = NiftiBytes.Floats(values, [values.Length, 1, 1]);
        if (bigEndian)
        {
            (int From, int To, int Size)[] fields =
                [(0, 4, 4), (40, 56, 2), (70, 74, 2), (76, 120, 4), (252, 256, 2), (256, 328, 4), (352, bytes.Length, 4)];
            foreach (var (from, to, size) in fields)
            {
                for (var at = from; at < to; at += size)
                {
                    bytes.AsSpan(at, size).Reverse();
                }
            }
        }
        return _folder.Volume(name, bytes);
    }
}
