using GpuSeg.Images.Masking;
using GpuSeg.Images.Morphology;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Tests.Masking;

/// <summary>The rule auto on heads in noisy air.</summary>
public sealed class AutomaticMaskTests : IDisposable
{
    private readonly BrainImages _brain = new();

    public void Dispose() => _brain.Dispose();

    [Fact]
    public void Finds_the_head_in_noise_with_its_dark_ventricles()
    {
        var mask = VoxelMask.FromRule([Head()], MaskRule.Auto);
        Assert.Equal("head", mask.Automatic!.Image);
        Assert.InRange(mask.Automatic.Threshold, 60, 400);
        Assert.InRange(Dice(mask), 0.97, 1);
        Assert.All(Enumerable.Range(0, BrainImages.Tissues.Length).Where(voxel => BrainImages.Tissues[voxel] == 4),
            voxel => Assert.True(Array.BinarySearch(mask.Positions, voxel) >= 0));
    }

    [Fact]
    public void Chooses_the_image_that_separates_best()
    {
        // A map of a quotient is noise in the air.
        var map = _brain.Image("map", (tissue, voxel) => tissue == 0 ? BrainImages.Noise(voxel, 3000) : BrainImages.Intensity(tissue));
        var mask = VoxelMask.FromRule([map, Head()], MaskRule.Auto);
        Assert.Equal("head", mask.Automatic!.Image);
        Assert.InRange(Dice(mask), 0.97, 1);
    }

    [Fact]
    public void Keeps_zero_and_negative_values_inside()
    {
        // CT: air at -1024, tissue around 0.
        var head = _brain.Image("ct", (tissue, voxel) => tissue == 0 ? -1024 : MathF.Round(BrainImages.Noise(voxel, 60) - 20));
        var mask = VoxelMask.FromRule([head], MaskRule.Auto);
        Assert.InRange(Dice(mask), 0.99, 1);
        Assert.Contains(0f, mask.Gather(head));
    }

    [Fact]
    public void Ignores_outliers()
    {
        var spiked = _brain.Image("head", (tissue, voxel) => voxel is 7 or 5000 ? 1e9f
            : BrainImages.Intensity(tissue == 4 ? 3 : tissue) + 1 + BrainImages.Noise(voxel, 60));
        Assert.InRange(Dice(VoxelMask.FromRule([spiked], MaskRule.Auto)), 0.97, 1);
    }

    [Fact]
    public void Refuses_images_of_one_value() => Assert.Contains("inside the automatic mask",
        Assert.Throws<ImageException>(() => VoxelMask.FromRule([_brain.Image("flat", (_, _) => 5)], MaskRule.Auto)).Message);

    [Theory]
    [InlineData(2, 1, 1, 1)]
    [InlineData(2, 2, 2, 3)]
    [InlineData(4, 1.5, 0.9, 3)]
    public void Opens_and_closes_like_a_plain_ball(double radius, double x, double y, double z)
    {
        (int X, int Y, int Z) shape = (70, 9, 8);
        var random = new Random(5);
        var set = Enumerable.Range(0, shape.X * shape.Y * shape.Z).Select(_ => random.Next(3) > 0).ToArray();
        Assert.Equal(Eroded(Eroded(set, false), true), Result(BitMorphology.Open));
        Assert.Equal(Eroded(Eroded(set, true), false), Result(BitMorphology.Close));

        // The erosion of the set, or of the voxels outside it, which dilates the set; the grid's outside does not erode.
        bool[] Eroded(bool[] from, bool outside) => [.. Enumerable.Range(0, from.Length).Select(voxel =>
            Ball(voxel).All(other => from[other] != outside) != outside)];

        IEnumerable<int> Ball(int voxel)
        {
            var (cx, cy, cz) = (voxel % shape.X, voxel / shape.X % shape.Y, voxel / shape.X / shape.Y);
            return Enumerable.Range(0, set.Length).Where(other =>
                Math.Pow(x * (other % shape.X - cx), 2) + Math.Pow(y * (other / shape.X % shape.Y - cy), 2)
                + Math.Pow(z * (other / shape.X / shape.Y - cz), 2) <= radius * radius);
        }

        bool[] Result(Action<BitRows, (double, double, double), double> operation)
        {
            var words = new ulong[VoxelBits.WordsFor(set.Length)];
            for (var v = 0; v < set.Length; v++)
            {
                words[v / 64] |= set[v] ? 1UL << (v % 64) : 0;
            }

            using var rows = BitRows.Of(words, shape);
            operation(rows, (x, y, z), radius);
            Array.Clear(words);
            rows.AddTo(words);
            return [.. Enumerable.Range(0, set.Length).Select(v => (words[v / 64] >> (v % 64) & 1) != 0)];
        }
    }

    private Volume Head() => _brain.Image("head", (tissue, voxel) =>
        (tissue == 4 ? 20 : BrainImages.Intensity(tissue)) + 1 + BrainImages.Noise(voxel, 60));

    private static double Dice(VoxelMask mask) =>
        2.0 * mask.Positions.Count(voxel => BrainImages.Tissues[voxel] > 0) / (mask.Count + BrainImages.Voxels);
}
