using GpuSeg.Images;
using GpuSeg.Images.Nifti;
using GpuSeg.Studies.Comparison;

namespace GpuSeg.Studies.Tests.Comparison;

public sealed class LabelMapTests : IDisposable
{
    // Several blocks of conversion, the last one not full.
    private static readonly int[] Shape = [50, 40, 30];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reads_the_same_labels_from_every_data_type()
    {
        byte[] labels = [.. Enumerable.Range(0, 60_000).Select(i => (byte)(i * 7 % 256))];
        var floats = _folder.Put("floats.nii", NiftiBytes.Floats([.. labels.Select(label => (float)label)], Shape));
        var bytes = _folder.At("bytes.nii.gz");
        NiftiWriter.Write(OutputImage.Labels(NiftiReader.ReadHeader(floats), labels, 255), bytes);
        var (a, b) = LabelMap.ReadPair(floats, bytes);
        Assert.Equal(labels, a.Voxels);
        Assert.Equal(labels, b.Voxels);
    }

    [Fact]
    public void Names_the_first_value_that_is_not_a_label()
    {
        var values = new float[60_000];
        foreach (var i in (int[])[59_999, 47_001, 33_333, 20_304])
        {
            values[i] = -i;
        }

        var map = _folder.Put("map.nii", NiftiBytes.Floats(values, Shape));
        Assert.Contains("voxel (4, 6, 10) is -20304,", Assert.Throws<ImageException>(() => LabelMap.ReadPair(map, map)).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Brings_a_flipped_map_into_the_order_of_the_first(int axis)
    {
        float[] labels = [.. Enumerable.Range(0, 60_000).Select(i => (float)(i * 7 % 251))];
        double[] affine = [2, 0, 0, -10, 0, 2, 0, -20, 0, 0, 3, -30];
        int[] strides = [1, Shape[0], Shape[0] * Shape[1]];
        float[] flipped = [.. Enumerable.Range(0, labels.Length).Select(i =>
            labels[i + ((Shape[axis] - 1 - (2 * (i / strides[axis] % Shape[axis]))) * strides[axis])])];
        double[] turned = [.. affine];
        turned[5 * axis] = -affine[5 * axis];
        turned[(4 * axis) + 3] += affine[5 * axis] * (Shape[axis] - 1);
        var a = _folder.Put("a.nii", Headers.WithSform(labels, Shape, affine));
        var b = _folder.Put("b.nii", Headers.WithSform(flipped, Shape, turned));
        var (first, second) = LabelMap.ReadPair(a, b);
        Assert.NotEqual(labels, flipped);
        Assert.Equal(first.Voxels, second.Voxels);
    }
}
