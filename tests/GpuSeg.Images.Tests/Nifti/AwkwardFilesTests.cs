using System.Text.Json;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Tests.Nifti;

/// <summary>Compares files as real archives hold them with the expectations of a correct reader.</summary>
public class AwkwardFilesTests
{
    public static TheoryData<string> Names()
    {
        if (Shared.Root is null)
        {
            return ["(absent)"];
        }

        return [.. Expectations().EnumerateObject().Select(row => row.Name)];
    }

    [Theory]
    [MemberData(nameof(Names), DisableDiscoveryEnumeration = true)]
    public void Matches_the_expectations_file(string name)
    {
        var path = Shared.File("data", "awkward", "made", name);
        var expected = Expectations().GetProperty(name);
        if (expected.GetProperty("ok").GetBoolean())
        {
            RequireValues(path, expected);
        }
        else
        {
            RequireError(path, expected.GetProperty("error").GetString()!);
        }
    }

    private static void RequireError(string path, string reason)
    {
        var error = Assert.Throws<ImageException>(() => NiftiReader.Read(path));
        Assert.Contains(Path.GetFileName(path), error.Message);
        Assert.Contains(reason, error.Message);
    }

    private static void RequireValues(string path, JsonElement expected)
    {
        var volumes = NiftiReader.Read(path);
        var shape = expected.GetProperty("shape").EnumerateArray().Select(v => v.GetInt32()).ToArray();
        Assert.Equal(shape.Length > 3 ? shape[3] : 1, volumes.Count);
        Assert.All(volumes, volume => Assert.Equal((shape[0], shape[1], shape[2]), volume.Grid.Shape));

        var values = volumes.SelectMany(Values).ToArray();
        var finite = values.Where(double.IsFinite).ToArray();
        Assert.Equal(expected.GetProperty("nonfinite").GetInt32(), values.Length - finite.Length);
        Assert.Equal(expected.GetProperty("sum").GetDouble(), finite.Sum(), 1e-6);
        Assert.Equal(expected.GetProperty("min").GetDouble(), finite.Min());
        Assert.Equal(expected.GetProperty("max").GetDouble(), finite.Max());
        // The list gives the second value in file order as "first".
        Assert.Equal(expected.GetProperty("first").GetDouble(), values[1]);
        Assert.Equal(expected.GetProperty("last").GetDouble(), values[^1]);
        RequirePlace(volumes[0].Grid, expected);
    }

    private static void RequirePlace(Grid grid, JsonElement expected)
    {
        if (expected.TryGetProperty("affine", out var affine))
        {
            for (var i = 0; i < 16; i++)
            {
                Assert.Equal(affine[i / 4][i % 4].GetDouble(), grid.Affine[i / 4, i % 4], 1e-5);
            }
        }

        if (expected.TryGetProperty("spacing", out var spacing))
        {
            Assert.Equal((spacing[0].GetDouble(), spacing[1].GetDouble(), spacing[2].GetDouble()), grid.Spacing);
        }
    }

    private static double[] Values(Volume volume)
    {
        var values = new double[volume.VoxelCount];
        volume.CopyTo(values);
        return values;
    }

    private static JsonElement Expectations() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Shared.Root!, "data", "awkward", "made", "expect.json"))).RootElement;
}
