namespace GpuSeg.Cli.Tests;

/// <summary>Small pieces of labels that take the label around them.</summary>
public sealed class CleanTests : IDisposable
{
    private static readonly int[] s_shape = [20, 9, 7];
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Gives_small_pieces_the_label_around_them()
    {
        // Two halves, a speck of 3 voxels of 2 mm3 in the first one, and a piece of 8 voxels in the second one.
        var image = Image((3, 4, 3), (4, 4, 3), (4, 5, 4));
        var plain = Labels(image);
        Assert.NotEqual(plain[At(2, 4, 3)], plain[At(3, 4, 3)]);
        var cleaned = Labels(image, "--clean", "10");
        Assert.All((int[])[At(3, 4, 3), At(4, 4, 3), At(4, 5, 4)], voxel => Assert.Equal(plain[At(2, 4, 3)], cleaned[voxel]));
        Assert.Equal(3, plain.Zip(cleaned).Count(pair => pair.First != pair.Second));
        Assert.Equal(3, _work.Json("_dseg.json").GetProperty("CleanedVoxels").GetInt32());
        Assert.Equal(10, _work.Json("_dseg.json").GetProperty("CleanBelow_mm3").GetDouble());
        // Volumes are those of the cleaned map.
        Assert.Equal(
            [.. cleaned.Where(label => label > 0).CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => $"{pair.Value}")],
            _work.Table()["voxels"]);

        Labels(image, "--clean", "17");
        Assert.Equal(11, _work.Json("_dseg.json").GetProperty("CleanedVoxels").GetInt32());
        Labels(image, "--clean", "6");
        Assert.Equal(0, _work.Json("_dseg.json").GetProperty("CleanedVoxels").GetInt32());
        Assert.Contains(
            "3 voxels of pieces below 10 mm³ took the label around them",
            Gpuseg.Succeed("segment", image, "-k", "2", "-o", _work.Prefix, "--overwrite", "--clean", "10", "--report").Stdout);
        var page = File.ReadAllText($"{_work.Prefix}_report.html");
        Assert.Contains("Then 3 voxels of pieces below 10 mm³ took the label around them.", page);
    }

    [Fact]
    public void Keeps_the_largest_piece_of_every_label()
    {
        var image = Image();
        var cleaned = Labels(image, "--clean", "1e9");
        Assert.Equal(2, cleaned.Where(label => label > 0).Distinct().Count());
        Assert.Equal(8, _work.Json("_dseg.json").GetProperty("CleanedVoxels").GetInt32());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("some")]
    public void Rejects_volumes_that_are_not_positive(string value) => Refusal.OfUsage(
        Gpuseg.Run("segment", _work.T1, "-k", "2", "-o", _work.Prefix, "--clean", value),
        $"--clean is {value}; it must be a volume in mm³ above 0");

    private byte[] Labels(string image, params string[] options)
    {
        Gpuseg.Succeed(["segment", image, "-k", "2", "-o", _work.Prefix, "--overwrite", .. options]);
        return Workplace.Labels($"{_work.Prefix}_dseg.nii.gz");
    }

    private static int At(int x, int y, int z) => (z * s_shape[1] + y) * s_shape[0] + x;

    private string Image(params (int X, int Y, int Z)[] speck)
    {
        var random = new Random(1);
        var values = new float[s_shape[0] * s_shape[1] * s_shape[2]];
        for (var i = 0; i < values.Length; i++)
        {
            var (x, y, z) = (i % s_shape[0], i / s_shape[0] % s_shape[1], i / s_shape[0] / s_shape[1]);
            var bright = x >= 10;
            // The piece of 8 voxels, and the specks, belong to the other half.
            bright ^= x is 14 or 15 && y is 4 or 5 && z is 3 or 4;
            bright ^= speck.Contains((x, y, z));
            values[i] = (bright ? 300 : 100) + random.Next(-9, 10);
        }

        return _work.Put("image.nii", NiftiBytes.Floats(values, s_shape).WithPixdim(1, 1, 2).WithoutSform());
    }
}
