using System.Runtime.InteropServices;
using GpuSeg.Images.Nifti;
using GpuSeg.Images.Regridding;

namespace GpuSeg.Images.Tests.Regridding;

/// <summary>The lesson's T1 and FLAIR on another grid and back: the errors that docs/inputs.md states.</summary>
public sealed class LessonRegridTests : IDisposable
{
    // Rows below have two digits after the point, docs/inputs.md has one.
    private const double Rounding = 0.01;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<double[], double, string, double, double> Rows => new()
    {
        { [1, 1, 1], 0, "linear", 27.2, 20.91 },
        { [1, 1, 1], 0, "cubic", 15.94, 12.72 },
        { [1, 1, 1], 5, "linear", 27.52, 21.2 },
        { [1, 1, 1], 5, "cubic", 15.65, 12.57 },
        { [2, 2, 5], 0, "linear", 34.4, 26.45 },
        { [2, 2, 5], 0, "cubic", 27.68, 22.58 },
        { [3, 3, 3], 0, "linear", 54.78, 37.94 },
        { [3, 3, 3], 0, "cubic", 44.59, 32.88 },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Returns_near_the_values_of_the_image(double[] spacing, double degrees, string interpolation, double t1, double flair)
    {
        var mask = Mask("t1.nii.gz", "t1_contrast.nii.gz", "flair.nii.gz", "adc.nii.gz");
        Assert.Equal(240391, mask.Count(isInside => isInside));
        var kind = Enum.Parse<Interpolation>(interpolation, ignoreCase: true);
        var found = Array.ConvertAll(["t1.nii.gz", "flair.nii.gz"], name => Error(Read(name), mask, spacing, degrees, kind));
        Assert.True(
            Math.Abs(found[0] - t1) < Rounding && Math.Abs(found[1] - flair) < Rounding,
            FormattableString.Invariant($"{interpolation}: {found[0]:F2} and {found[1]:F2} instead of {t1} and {flair}"));
    }

    private double Error(Volume image, bool[] mask, double[] spacing, double degrees, Interpolation interpolation)
    {
        var there = Turned(image.Grid, spacing, degrees * Math.PI / 180);
        var moved = _folder.Volume("moved.nii", Headers.WithSform(
            Resample(image, there, interpolation), [there.Shape.X, there.Shape.Y, there.Shape.Z],
            [.. there.Affine.Cast<double>().Take(12)]));
        var (back, before) = (Resample(moved, image.Grid, interpolation), new float[image.VoxelCount]);
        image.CopyTo(before);
        return Enumerable.Range(0, before.Length).Where(i => mask[i]).Average(i => Math.Abs((double)back[i] - before[i]));
    }

    // Voxels of another spacing about the same centre, turned about the third axis and then about the first.
    private static Grid Turned(Grid grid, double[] spacing, double angle)
    {
        double[] from = [grid.Spacing.X, grid.Spacing.Y, grid.Spacing.Z];
        int[] voxels = [grid.Shape.X, grid.Shape.Y, grid.Shape.Z];
        int[] shape = [.. voxels.Select((count, axis) => (int)Math.Ceiling(count * from[axis] / spacing[axis] - 1e-4))];
        var (cos, sin) = (Math.Cos(angle), Math.Sin(angle));
        double[,] turn = { { cos, -sin * cos, sin * sin }, { sin, cos * cos, -cos * sin }, { 0, sin, cos } };
        var affine = new double[4, 4];
        affine[3, 3] = 1;
        for (var row = 0; row < 3; row++)
        {
            affine[row, 3] = grid.Affine[row, 3];
            for (var axis = 0; axis < 3; axis++)
            {
                for (var i = 0; i < 3; i++)
                {
                    affine[row, axis] += turn[row, i] * grid.Affine[i, axis] * spacing[axis] / from[axis];
                }

                affine[row, 3] += (grid.Affine[row, axis] * (voxels[axis] - 1) - affine[row, axis] * (shape[axis] - 1)) / 2;
            }
        }

        return new((shape[0], shape[1], shape[2]), affine);
    }

    private static float[] Resample(Volume source, Grid target, Interpolation interpolation) => [.. MemoryMarshal.Cast<byte, float>(
        Resampler.Resample(source, target, GridRole.Image, interpolation, CancellationToken.None).AsSpan())];

    private static bool[] Mask(params string[] names)
    {
        var mask = Enumerable.Repeat(true, 256 * 256 * 32).ToArray();
        foreach (var name in names)
        {
            var (image, values) = (Read(name), new float[mask.Length]);
            image.CopyTo(values);
            for (var i = 0; i < mask.Length; i++)
            {
                mask[i] &= values[i] > 0;
            }
        }

        return mask;
    }

    private static Volume Read(string name) => Assert.Single(NiftiReader.Read(Shared.File("data", "lesson", name)));
}
