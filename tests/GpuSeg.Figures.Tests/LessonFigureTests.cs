using GpuSeg.Figures.Model;
using GpuSeg.Figures.Pictures;
using GpuSeg.Images.Nifti;
using GpuSeg.Images.Views;
using SkiaSharp;

namespace GpuSeg.Figures.Tests;

/// <summary>Our pictures compared with the lesson's, which show voxel (i, j) of a slice in row i and column j.</summary>
public sealed class LessonFigureTests
{
    private const int Slice = 20;
    private const int Voxels = 256;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Matches_grey_slice_of_lesson(int image)
    {
        var brain = LessonBrain.Get();
        var view = brain.Crop(Plane.Axial);
        // matplotlib's place of the image's square axes among four, on a figure of 1440 x 720 pixels.
        var panel = new Panel("chunk-5-1.png", 180 + (image * 291.13), 242.3, 242.6);
        var picture = new GreyPicture(brain, image, view).Of(view.Whole.SliceOf(Slice)).Raster.Pixels.ToArray();
        // The lesson's pixels are a little larger than voxels and smooth: means of 3 x 3 voxels are compared.
        var pairs = Inside(brain).Select(voxel => (
            Around(voxel, v => picture[Pixel(view, v)]),
            Around(voxel, v => panel.At(v).Red))).ToArray();
        Assert.InRange(Correlation(pairs), 0.97, 1);
    }

    [Fact]
    public void Matches_labels_of_lesson_in_its_colours()
    {
        var brain = LessonBrain.Get();
        var view = brain.Crop(Plane.Axial);
        var panel = new Panel("chunk-23-11.png", 1184.5, 60.5, 240);
        var map = NiftiReader.Read(Shared.File("golden", "brain", "gmm_all_k3_raw_labels.nii.gz"))[0];
        var values = new float[map.VoxelCount];
        map.CopyTo(values);
        var labels = view.Cut<float>(values, view.Whole.SliceOf(Slice));
        SKColor[] colours = [.. Enumerable.Range(1, 3).Select(label => SKColor.Parse(Viridis.HexOfLabel(label, 3)))];
        var found = new int[3, 3];
        foreach (var voxel in Inside(brain))
        {
            if (Array.FindIndex(colours, colour => Distance(colour, panel.At(voxel)) < 30) is >= 0 and var colour)
            {
                found[(int)labels[Pixel(view, voxel)] - 1, colour]++;
            }
        }
        // Cluster numbers are arbitrary, and the lesson's pixels mix colours at borders.
        Assert.All(Enumerable.Range(0, 3), label => Assert.InRange(Row(found, label).Max() / (double)Row(found, label).Sum(), 0.8, 1));
        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(label => Array.IndexOf(Row(found, label), Row(found, label).Max())).Order());
        Assert.InRange(found.Cast<int>().Sum() / (double)Inside(brain).Count(), 0.8, 1);
    }

    // Voxels of the mask in the slice.
    private static IEnumerable<(int I, int J)> Inside(Brain brain) => brain.Mask.Positions
        .Where(position => position / (Voxels * Voxels) == Slice)
        .Select(position => (position % Voxels, position / Voxels % Voxels));

    // Columns run to the right, opposite to i, and rows downwards, opposite to j.
    private static int Pixel(CroppedView view, (int I, int J) voxel) =>
        ((Voxels - 1 - voxel.J - view.Down.First) * view.Width) + Voxels - 1 - voxel.I - view.Across.First;

    private static double Around((int I, int J) voxel, Func<(int I, int J), byte> value) =>
        Enumerable.Range(0, 9).Average(k => value((voxel.I + (k / 3) - 1, voxel.J + (k % 3) - 1)));

    private static int Distance(SKColor one, SKColor other) =>
        Math.Abs(one.Red - other.Red) + Math.Abs(one.Green - other.Green) + Math.Abs(one.Blue - other.Blue);

    private static int[] Row(int[,] table, int row) => [.. Enumerable.Range(0, 3).Select(column => table[row, column])];

    private static double Correlation((double X, double Y)[] pairs)
    {
        var (x, y) = (pairs.Average(pair => pair.X), pairs.Average(pair => pair.Y));
        return pairs.Sum(pair => (pair.X - x) * (pair.Y - y))
            / Math.Sqrt(pairs.Sum(pair => Math.Pow(pair.X - x, 2)) * pairs.Sum(pair => Math.Pow(pair.Y - y, 2)));
    }

    // Axes of one of the lesson's figures, a square of size pixels.
    private sealed class Panel(string figure, double left, double top, double size)
    {
        private readonly Pixels _pixels = new(File.ReadAllBytes(Shared.File("data", "lesson", "figures", figure)));

        public SKColor At((int I, int J) voxel) =>
            _pixels[(int)(left + ((voxel.J + 0.5) * size / Voxels)), (int)(top + ((voxel.I + 0.5) * size / Voxels))];
    }
}
