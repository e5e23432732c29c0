using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;
using GpuSeg.Report.Viewer;

namespace GpuSeg.Report.Tests;

/// <summary>The part of the images in a page.</summary>
public sealed class ShownBoxTests : IDisposable
{
    private static readonly LabelEntry[] s_labels = [new("one", "#440154"), new("two", "#21918c"), new("three", "#fde725")];

    private readonly SmallBrain _brain = new();

    public void Dispose() => _brain.Dispose();

    [Theory]
    [InlineData(new[] { 0, 1, 2 }, new[] { true, true, false })]
    [InlineData(new[] { 0, 1, 2 }, new[] { true, false, true })]
    [InlineData(new[] { 2, 0, 1 }, new[] { false, false, false })]
    [InlineData(new[] { 1, 2, 0 }, new[] { true, false, true })]
    public void Shows_same_pictures_for_any_storage_order(int[] axes, bool[] backwards) =>
        Assert.Equal(
            Viewer(_brain.Put("a.nii", SmallBrain.Values(100, 100, 1))),
            Viewer(_brain.Put("a.nii", SmallBrain.Values(100, 100, 1), axes, backwards)));

    [Fact]
    public void Fits_box_around_mask_with_margin()
    {
        // The ball spans about 19 x 19 x 13 voxels around (9.5, 12.5, 6.5); 5 mm are 3, 3 and 2 voxels.
        var mask = Mask(out var volume);
        int[][] indices = [.. mask.Positions.Select(i => (int[])[i % 22, i / 22 % 26, i / 22 / 26])];
        var box = new ShownBox(mask, volume.Grid, 1, ShownBox.MostVoxels);
        for (var axis = 0; axis < 3; axis++)
        {
            int[] along = [.. indices.Select(index => index[axis])];
            var margin = axis == 2 ? 2 : 3;
            var (first, last, most) = (Math.Max(along.Min() - margin, 0), along.Max() + margin, SmallBrain.Shape[axis] - 1);
            Assert.Equal((first, Math.Min(last, most) - first + 1), (box.Axes[axis].Start, box.Axes[axis].Length));
            Assert.Equal(((double[])[-10, -20, -30])[axis] + (axis == 2 ? 3 : 2) * first, box.Axes[axis].Origin, 1e-9);
        }
    }

    [Theory]
    [InlineData(1, 3000)]
    [InlineData(4, 3000)]
    [InlineData(1, 40)]
    public void Shows_large_images_in_blocks(int images, int mostVoxels)
    {
        var mask = Mask(out var volume);
        var values = Values(volume);
        byte[] map = mask.ScatterLabels([.. Enumerable.Range(0, mask.Count).Select(i => (byte)(i % 3))]);
        var range = new DisplayRange(0, 255);
        var box = new ShownBox(mask, volume.Grid, images, mostVoxels);
        Assert.InRange(box.Count * images, mostVoxels / 4, mostVoxels);
        Assert.True(box.IsCoarse);
        var (greys, labels) = (box.Greys(values, range), box.Labels(map));
        for (var i = 0; i < box.Count; i++)
        {
            int[] block = [i % box.Axes[0].Count, i / box.Axes[0].Count % box.Axes[1].Count, i / box.Axes[0].Count / box.Axes[1].Count];
            int[][] ranges =
                [.. block.Select((b, axis) => Enumerable.Range(box.Axes[axis].First(b), box.Axes[axis].Thickness(b)).ToArray())];
            int[] middle = [.. ranges.Select(range => range[range.Length / 2])];
            int[] voxels = [.. ranges[2].SelectMany(z => ranges[1].SelectMany(y => ranges[0].Select(x => x + 22 * (y + 26 * z))))];
            Assert.Equal(voxels.Average(voxel => Math.Clamp(values[voxel], 0, 255)), greys[i], 1.0);
            Assert.Equal(map[middle[0] + 22 * (middle[1] + 26 * middle[2])], labels[i]);
        }
    }

    [Fact]
    public void States_size_of_blocks_on_the_page()
    {
        var mask = Mask(out var volume);
        var coarse = new SliceViewer("v", mask, [volume], [Layer(mask)], 2000).ToHtml().ToString();
        Assert.Contains("coarser than the images, 2 x 2 x 1 voxels per pixel", coarse);
        Assert.DoesNotContain("coarser", new SliceViewer("v", mask, [volume], [Layer(mask)]).ToHtml().ToString());
    }

    [Fact]
    public void Opens_viewer_at_most_informative_place()
    {
        var mask = Mask(out var volume);
        var box = new ShownBox(mask, volume.Grid, 1, ShownBox.MostVoxels);
        var labels = box.Labels(mask.ScatterLabels(new byte[mask.Count]));
        // A second label at (5, 8, 4) of the box and around it.
        for (var i = 0; i < 27; i++)
        {
            labels[5 + i % 3 - 1 + box.Axes[0].Count * (8 + i / 3 % 3 - 1 + box.Axes[1].Count * (4 + i / 9 - 1))] = 2;
        }

        var place = box.MostInformative(labels);
        Assert.All(place.Zip([5, 8, 4]), pair => Assert.InRange(pair.First, pair.Second - 1, pair.Second + 1));
    }

    [Fact]
    public void Computes_black_and_white_from_percentiles()
    {
        float[] values = [.. Enumerable.Range(0, 1001).Select(i => (float)i).Reverse()];
        var range = DisplayRange.Of(values);
        Assert.Equal(new DisplayRange(5, 998), range);
        float[] shown = [float.NegativeInfinity, -3, 5, 501.5f, 998, float.PositiveInfinity, float.NaN];
        Assert.Equal([0, 0, 0, 128, 255, 255, 0], shown.Select(value => (int)range.Grey(value)));
        Assert.Equal(new DisplayRange(1, 2), DisplayRange.Of([.. Enumerable.Repeat(1f, 1000), 2]));
        var large = DisplayRange.Of([.. Enumerable.Range(0, (1 << 20) + 1).Select(i => (float)i)]);
        Assert.Equal(0.005f * (1 << 20), large.Low, 9f);
        Assert.Equal(0.998f * (1 << 20), large.High, 9f);
    }

    private static string Viewer(string path)
    {
        var volume = Assert.Single(NiftiReader.Read(path));
        var mask = VoxelMask.FromRule([volume]);
        byte[] labels = [.. mask.Gather(volume).Select(value => (byte)Math.Clamp(Math.Round(value / 100) - 1, 0, 2))];
        return new SliceViewer("v", mask, [volume], [new("map", mask.ScatterLabels(labels), s_labels)]).ToHtml().ToString();
    }

    private VoxelMask Mask(out Volume volume)
    {
        volume = Assert.Single(NiftiReader.Read(_brain.Put("a.nii", SmallBrain.Values(100, 100, 1))));
        return VoxelMask.FromRule([volume]);
    }

    private static float[] Values(Volume volume)
    {
        var values = new float[volume.VoxelCount];
        volume.CopyTo(values);
        return values;
    }

    private static LabelLayer Layer(VoxelMask mask) => new("map", mask.ScatterLabels(new byte[mask.Count]), s_labels);
}
