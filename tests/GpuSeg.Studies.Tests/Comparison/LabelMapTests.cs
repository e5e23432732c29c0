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
}
