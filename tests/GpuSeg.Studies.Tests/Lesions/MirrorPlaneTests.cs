using GpuSeg.Images.Masking;
using GpuSeg.Studies.Lesions;

namespace GpuSeg.Studies.Tests.Lesions;

public sealed class MirrorPlaneTests : IDisposable
{
    // 2 x 2 x 3 mm, the first axis between left and right.
    private static readonly (int X, int Y, int Z) s_shape = (90, 100, 60);
    private static readonly double[] s_spacing = [2, 2, 3];
    private static readonly double[] s_middle = [89, 99, 88.5];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 0, 0, false)]
    [InlineData(0, 0, 9, false)]
    [InlineData(12, 0, -5, false)]
    [InlineData(-7, 9, 7.3, false)]
    [InlineData(8, -6, 4, true)]
    public void Finds_the_plane_of_a_turned_shifted_and_lopsided_brain(double yaw, double roll, double shift, bool isLopsided)
    {
        var (brain, normal, offset) = Brain(yaw, roll, shift, isLopsided);
        var box = Box(brain);
        var found = MirrorPlane.Find(box);
        // The box begins 4 mm before the first voxel of the mask.
        var origin = Origin(brain, box);
        var sign = Math.Sign(Dot(normal, [found.Normal.X, found.Normal.Y, found.Normal.Z]));
        double[] unit = [sign * found.Normal.X, sign * found.Normal.Y, sign * found.Normal.Z];
        Assert.Equal(1, Dot(unit, unit), 1e-12);
        var degrees = Math.Acos(Math.Min(1, Dot(normal, unit))) * 180 / Math.PI;
        Assert.InRange(degrees, 0, 2);
        // Over the middle of the brain, the plane is right within a voxel.
        double[] middle = [.. s_middle.Zip(normal, (place, across) => place + shift * across)];
        Assert.InRange(Math.Abs(Dot(unit, middle) - (sign * found.Offset + Dot(unit, origin))), 0, 2);
        Assert.Equal(offset, Dot(normal, middle), 1e-9);
        Assert.InRange(found.Overlap, isLopsided ? 0.9 : 0.97, 1);
    }

    [Fact]
    public void Mirrors_values_across_the_plane()
    {
        var (brain, _, _) = Brain(0, 0, 0, isLopsided: false);
        var box = Box(brain);
        var plane = MirrorPlane.Find(box);
        float[] values = [.. box.Places.ToArray().Select(place => (float)(place % box.Shape.X))];
        var mirrored = (float[])values.Clone();
        plane.Mirror(box, mirrored);
        // The number along the first axis becomes its distance from the other end.
        var sums = values.Zip(mirrored).Where(pair => !float.IsNaN(pair.Second)).Select(pair => pair.First + pair.Second).ToArray();
        Assert.InRange(sums.Length, 0.95 * values.Length, values.Length);
        Assert.InRange(sums.Average(), box.Shape.X - 1 - 1, box.Shape.X - 1 + 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void Finds_a_plane_of_small_masks(int voxels)
    {
        var brain = new float[s_shape.X * s_shape.Y * s_shape.Z];
        for (var i = 0; i < voxels; i++)
        {
            brain[(((31 * s_shape.Y) + 41) * s_shape.X) + 40 + i] = 1;
        }

        var found = MirrorPlane.Find(Box(brain));
        Assert.Equal(1, found.Overlap);
        Assert.True(double.IsFinite(found.Offset));
    }

    // Half axes of 60, 80 and 66 mm, a frontal pole narrower than the occipital; lopsided: a piece of the right half is cut away.
    private static (float[] Brain, double[] Normal, double Offset) Brain(double yaw, double roll, double shift, bool isLopsided)
    {
        var (a, b) = (yaw * Math.PI / 180, roll * Math.PI / 180);
        double[] across = [Math.Cos(a) * Math.Cos(b), Math.Sin(a) * Math.Cos(b), Math.Sin(b)];
        double[] ahead = [-Math.Sin(a), Math.Cos(a), 0];
        double[] up = [-Math.Cos(a) * Math.Sin(b), -Math.Sin(a) * Math.Sin(b), Math.Cos(b)];
        double[] middle = [.. s_middle.Zip(across, (place, unit) => place + shift * unit)];
        var brain = new float[s_shape.X * s_shape.Y * s_shape.Z];
        for (var i = 0; i < brain.Length; i++)
        {
            double[] place = [.. Places(i).Zip(middle, (x, centre) => x - centre)];
            var (u, v, w) = (Dot(place, across), Dot(place, ahead), Dot(place, up));
            var width = 60 - (0.15 * v);
            var isInside = (u * u / (width * width)) + (v * v / 6400) + (w * w / 4356) < 1;
            brain[i] = isInside && !(isLopsided && u > 45 && v > 0) ? 1 : 0;
        }

        return (brain, across, Dot(across, middle));
    }

    private static double[] Places(int voxel) =>
    [
        voxel % s_shape.X * s_spacing[0],
        voxel / s_shape.X % s_shape.Y * s_spacing[1],
        voxel / (s_shape.X * s_shape.Y) * s_spacing[2],
    ];

    // The place of the box's first voxel in mm: the first voxel of the mask in the grid less that in the box.
    private static double[] Origin(float[] brain, BrainBox box)
    {
        var first = Places(Array.FindIndex(brain, value => value > 0));
        var (x, y, z) = (box.Places[0] % box.Shape.X, box.Places[0] / box.Shape.X % box.Shape.Y, box.Places[0] / box.Shape.X / box.Shape.Y);
        return [first[0] - (x * s_spacing[0]), first[1] - (y * s_spacing[1]), first[2] - (z * s_spacing[2])];
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private BrainBox Box(float[] brain)
    {
        var image = _folder.Volume("brain.nii", NiftiBytes.Floats(brain, [s_shape.X, s_shape.Y, s_shape.Z]));
        return new(VoxelMask.FromRule([image]), image.Grid);
    }
}
