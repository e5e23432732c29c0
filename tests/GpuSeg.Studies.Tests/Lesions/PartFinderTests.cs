using GpuSeg.Images.Masking;
using GpuSeg.Studies.Lesions;

namespace GpuSeg.Studies.Tests.Lesions;

/// <summary>A ball with a dark core, an enhancing shell and oedema around it, in a brain of noise.</summary>
public sealed class PartFinderTests : IDisposable
{
    // 2 x 2 x 3 mm.
    private static readonly (int X, int Y, int Z) s_shape = (48, 48, 32);
    private static readonly double[] s_centre = [34, 50, 48];

    private const double CoreRadius = 9, EnhancingRadius = 17, LesionRadius = 25;

    // Smoothing blurs the borders.
    private const double Border = 2.5;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Distinguishes_core_oedema_and_enhancing_tissue()
    {
        var parts = Find(Images());
        Assert.Null(parts.Reason);
        Assert.False(parts.IsEnhancementUncertain);
        Assert.Equal([1, 3, 2], LabelsByShell(parts));
        Assert.All(parts.Volumes.Zip([1, 2, 3]), part =>
            Assert.Equal(12.0 * parts.Labels.Count(label => label == part.Second), part.First, 1e-6));
    }

    [Fact]
    public void Takes_what_enhancing_tissue_encloses_as_core_without_T2()
    {
        var images = Images();
        images.Remove(LesionContrast.T2);
        var parts = Find(images);
        Assert.StartsWith("without T2", parts.Reason);
        Assert.Equal([1, 3, 2], LabelsByShell(parts));
    }

    [Fact]
    public void Calls_enhancing_tissue_uncertain_where_the_agent_changes_only_the_noise()
    {
        var images = Images();
        images[LesionContrast.T1Contrast] = Noise(5, _ => 0);
        Assert.True(Find(images).IsEnhancementUncertain);
    }

    [Fact]
    public void Calls_enhancing_tissue_uncertain_if_both_T1_images_are_equal()
    {
        var images = Images();
        images[LesionContrast.T1Contrast] = [.. images[LesionContrast.T1]];
        var parts = Find(images);
        Assert.True(parts.IsEnhancementUncertain);
        Assert.DoesNotContain((byte)3, parts.Labels);
    }

    [Theory]
    [InlineData(LesionContrast.T1)]
    [InlineData(LesionContrast.T1Contrast)]
    public void Needs_T1_with_and_without_contrast(object missing)
    {
        var images = Images();
        images.Remove((LesionContrast)missing);
        var parts = Find(images);
        Assert.Contains("without T1 and T1 with contrast", parts.Reason);
        Assert.Empty(parts.Labels);
        Assert.Empty(parts.Volumes);
    }

    // The one label of the voxels well inside the core, the shell and the oedema.
    private static IEnumerable<int> LabelsByShell(LesionParts parts)
    {
        (double From, double To)[] shells = [(-Border, CoreRadius), (CoreRadius, EnhancingRadius), (EnhancingRadius, LesionRadius)];
        var radii = Lesion().Select(Radius).ToArray();
        return shells.Select(shell => (int)Assert.Single(parts.Labels
            .Where((_, i) => radii[i] > shell.From + Border && radii[i] < shell.To - Border).Distinct()));
    }

    private LesionParts Find(Dictionary<LesionContrast, float[]> images)
    {
        var brain = new float[s_shape.X * s_shape.Y * s_shape.Z];
        Array.Fill(brain, 1);
        var image = _folder.Volume("brain.nii", NiftiBytes.Floats(brain, [s_shape.X, s_shape.Y, s_shape.Z]));
        var box = new BrainBox(VoxelMask.FromRule([image]), image.Grid);
        return PartFinder.Find(LesionScore.Compute(box, images, default), Lesion());
    }

    private static Dictionary<LesionContrast, float[]> Images() => new()
    {
        [LesionContrast.Flair] = Noise(1, r => r < LesionRadius ? 6 : 0),
        [LesionContrast.T1] = Noise(2, _ => 0),
        [LesionContrast.T1Contrast] = Noise(3, r => r < CoreRadius ? -3 : r < EnhancingRadius ? 8 : 0),
        [LesionContrast.T2] = Noise(4, r => r < CoreRadius ? 8 : r < LesionRadius ? 1 : 0),
    };

    private static float[] Noise(int seed, Func<double, double> shift)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, s_shape.X * s_shape.Y * s_shape.Z)
            .Select(i => (float)(100 + random.NextDouble() - random.NextDouble() + shift(Radius(i))))];
    }

    private static int[] Lesion() =>
        [.. Enumerable.Range(0, s_shape.X * s_shape.Y * s_shape.Z).Where(i => Radius(i) < LesionRadius)];

    private static double Radius(int voxel)
    {
        double[] place = [voxel % s_shape.X * 2, voxel / s_shape.X % s_shape.Y * 2, voxel / (s_shape.X * s_shape.Y) * 3];
        return Math.Sqrt(place.Zip(s_centre, (x, centre) => (x - centre) * (x - centre)).Sum());
    }
}
