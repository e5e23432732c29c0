using GpuSeg.Images.Nifti;

namespace GpuSeg.Cli.Tests;

/// <summary>The options of <c>gpuseg segment</c> by which neighbours and a bias field decide labels.</summary>
public sealed class SpatialOptionTests : IDisposable
{
    // A dark half and a bright half, so noisy that every voxel by itself is often wrong.
    private static readonly int[] s_shape = [24, 20, 12];

    private readonly Workplace _place = new();
    private readonly string _image;

    public SpatialOptionTests()
    {
        var random = new Random(7);
        float[] values = [.. Enumerable.Range(0, s_shape[0] * s_shape[1] * s_shape[2]).Select(i => Value(i, random))];
        _image = _place.Put("halves.nii", NiftiBytes.Floats(values, s_shape, 0));
    }

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Writes_the_settings_to_sidecar_and_model()
    {
        Segment("--mrf", "auto", "--bias", "auto");
        var parameters = _place.Json("_dseg.json").GetProperty("Parameters");
        Assert.Equal(4, parameters.GetProperty("mrf").GetDouble());
        Assert.Equal("6", parameters.GetProperty("mrf_neighbours").GetString());
        Assert.Equal(2, parameters.GetProperty("bias").GetInt32());
        var model = _place.Json("_model.json");
        Assert.Equal((4, 2), (model.GetProperty("mrf").GetDouble(), model.GetProperty("bias").GetInt32()));
        Segment("--mrf", "2.5", "--mrf-neighbours", "26");
        parameters = _place.Json("_dseg.json").GetProperty("Parameters");
        Assert.Equal((2.5, "26"), (parameters.GetProperty("mrf").GetDouble(), parameters.GetProperty("mrf_neighbours").GetString()));
        Assert.False(parameters.TryGetProperty("bias", out _));
    }

    [Fact]
    public void Stays_off_unless_asked_for()
    {
        Segment();
        var (labels, sidecar, model) = (_place.Labels(), File.ReadAllText(_place.Prefix + "_dseg.json"), _place.Json("_model.json"));
        Assert.False(model.TryGetProperty("mrf", out _));
        Assert.DoesNotContain("mrf", sidecar, StringComparison.Ordinal);
        Segment("--mrf", "off", "--bias", "off");
        Assert.Equal(labels, _place.Labels());
        Assert.Equal(sidecar, File.ReadAllText(_place.Prefix + "_dseg.json"));
    }

    [Fact]
    public void Corrects_labels_that_neighbours_contradict()
    {
        Segment();
        var alone = Errors();
        Segment("--mrf", "auto");
        Assert.InRange(alone, 300, 2000);
        Assert.InRange(Errors(), 0, alone / 3);
    }

    [Fact]
    public void Writes_corrected_images_and_fields_on_request()
    {
        string[] fit = ["segment", _place.T1, _place.Flair, "-k", "3", "-o", _place.Prefix, "--overwrite", "--winsorize", "0"];
        Gpuseg.Succeed([.. fit, "--bias", "1", "--bias-files", "--scale", "standard"]);
        var corrected = NiftiReader.Read($"{_place.Prefix}_biascorrected.nii.gz");
        var fields = NiftiReader.Read($"{_place.Prefix}_biasfield.nii.gz");
        Assert.Equal((2, 2), (corrected.Count, fields.Count));
        foreach (var (i, values) in ((int, float[])[])[(0, _place.T1Values), (1, _place.FlairValues)])
        {
            var (restored, field) = (Values(corrected[i]), Values(fields[i]));
            Assert.Equal(corrected[i].Grid.ToString(), NiftiReader.Read(_place.T1)[0].Grid.ToString());
            Assert.Contains(field, value => value is not (0 or 1));
            for (var voxel = 0; voxel < values.Length; voxel++)
            {
                var isInside = _place.T1Values[voxel] > 0 && _place.FlairValues[voxel] > 0;
                Assert.Equal(isInside, field[voxel] > 0);
                Assert.Equal(isInside ? values[voxel] : 0, restored[voxel] * field[voxel], 1e-2);
            }
        }

        Refusal.OfUsage(Gpuseg.Run([.. fit, "--mrf", "auto", "--bias-files"]), "--bias-files needs a field of a fit; add --bias auto");
        Refusal.OfUsage(Gpuseg.Run([.. fit, "--method", "kmeans", "--bias-files"]), "--bias-files needs a field of a fit");

        static float[] Values(Volume volume)
        {
            var values = new float[volume.VoxelCount];
            volume.CopyTo(values);
            return values;
        }
    }

    [Theory]
    [InlineData("--mrf auto", 0.5)]
    [InlineData("--bias 1", 0.5)]
    [InlineData("--mrf auto --winsorize 2", 2.0)]
    [InlineData("--mrf auto --winsorize 0", null)]
    [InlineData("--mrf off", null)]
    [InlineData("", null)]
    public void Winsorizes_by_default_when_neighbours_or_a_field_decide(string options, double? percent)
    {
        string[] given = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Gpuseg.Succeed(["segment", _place.T1, "-k", "3", "-o", _place.Prefix, .. given]);
        Assert.Equal(percent, _place.Json("_dseg.json").TryGetProperty("Winsorize", out var found) ? found.GetDouble() : null);
    }

    [Theory]
    [InlineData("--mrf -1", "--mrf is -1; it must be off, auto or a number of at least 0")]
    [InlineData("--mrf strong", "--mrf is strong; it must be off, auto or a number of at least 0")]
    [InlineData("--bias 5", "--bias is 5; it must be off, auto or a whole number from 0 to 4")]
    [InlineData("--mrf auto --mrf-neighbours 8", "--mrf-neighbours is 8; it must be 6, 18 or 26")]
    [InlineData("--mrf-neighbours 18", "--mrf-neighbours says which neighbours count, and none counts without --mrf; add --mrf auto.")]
    [InlineData("--method kmeans --mrf auto", "--mrf does not apply to KMeans")]
    public void Rejects_invalid_values(string options, string message) =>
        Refusal.Of(2, Gpuseg.Run(["segment", _image, "-k", "2", "-o", _place.Prefix, .. options.Split(' ')]), message);

    private static float Value(int i, Random random)
    {
        var noise = Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6;
        return (float)(IsBright(i) ? 140 + (20 * noise) : 100 + (20 * noise));
    }

    private static bool IsBright(int i) => i % s_shape[0] >= s_shape[0] / 2;

    private void Segment(params string[] options) => Gpuseg.Succeed(
        ["segment", _image, "-k", "2", "--label-order", "mean:halves", "-o", _place.Prefix, "--overwrite", .. options]);

    private int Errors() => _place.Labels().Index().Count(label => label.Item != (IsBright(label.Index) ? 2 : 1));
}
