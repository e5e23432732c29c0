using GpuSeg.Figures.Model;
using GpuSeg.Figures.Pictures;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Figures.Tests;

public sealed class EdgeOverlapTests : IDisposable
{
    private const int Side = 40;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Divides_dark_middle_and_bright_voxels()
    {
        float[] values = [.. Enumerable.Range(0, 4000).Select(i => i % 7 + (i < 2000 ? 0 : i < 3500 ? 100 : 200)), float.NaN, 5000];
        var (low, high) = GreyLevels.Of(values);
        Assert.InRange(low, 6, 100);
        Assert.InRange(high, 105, 200);
    }

    [Fact]
    public void Finds_levels_of_a_constant_image()
    {
        var (low, high) = GreyLevels.Of([3, 3, 3]);
        Assert.True(float.IsFinite(low) && float.IsFinite(high));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void Draws_the_edges_at_the_places_of_the_other_image(int shift)
    {
        var (first, other) = (Box("t1.nii", 0), Box("flair.nii", shift));
        var pixels = new Pixels(EdgeOverlap.Draw(
            Brain.FromImages([first, other], VoxelMask.FromRule([first])), [1]).ToPng(null));
        // The lines of the axial slice, which is the first of three.
        var lines = (from x in Enumerable.Range(0, pixels.Width / 3)
                     from y in Enumerable.Range(0, pixels.Height - 40)
                     let pixel = pixels[x, y]
                     where Math.Abs(pixel.Red - pixel.Blue) > 100
                     select x).ToArray();
        var grey = (from x in Enumerable.Range(60, pixels.Width / 3 - 60)
                    let pixel = pixels[x, pixels.Height / 2]
                    where pixel.Red > 200 && Math.Abs(pixel.Red - pixel.Blue) < 20
                    select x).ToArray();
        Assert.NotEmpty(lines);
        // The picture ends just beside the first image, so that only the left edges can be compared.
        Assert.Equal(shift, 20.0 * (lines.Min() - grey.Min()) / (grey.Max() - grey.Min()), 1.0);
    }

    private Volume Box(string name, int shift)
    {
        var values = new float[Side * Side * Side];
        for (var i = 0; i < values.Length; i++)
        {
            var (x, y, z) = (i % Side - shift, i / Side % Side, i / Side / Side);
            values[i] = x is >= 10 and < 30 && y is >= 10 and < 30 && z is >= 10 and < 30 ? 1000 : 0;
        }

        return NiftiReader.Read(_folder.Put(name, NiftiBytes.Floats(values, [Side, Side, Side])))[0];
    }
}
