using GpuSeg.Studies.Comparison;

namespace GpuSeg.Studies.Tests.Comparison;

public sealed class DifferencePictureTests : IDisposable
{
    // Axes towards right, front and head.
    private static readonly int[] Shape = [10, 8, 9];

    // A tile is 256 pixels wide and, of 8 voxels where 10 fill the width, 205 high.
    private const int Tile = 205, Gap = 4;
    private static readonly (int, int, int) Red = (255, 48, 48);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Paints_nothing_red_for_equal_maps_of_any_numbering()
    {
        var picture = Draw(v => Halves(v), v => Halves(v) * 100);
        Assert.DoesNotContain(Red, picture.Cast<(int, int, int)>());
        Assert.DoesNotContain(Places(picture), p => p.Y < Tile && picture[p.Y, p.X] != picture[p.Y + Tile + Gap, p.X]);
        Assert.Equal(3, picture.Cast<(int, int, int)>().Take(picture.GetLength(1) * Tile).Distinct().Count());
    }

    [Fact]
    public void Paints_differences_red_in_their_slices_in_the_lowest_row()
    {
        // Slices 3 and 4 differ, in the patient's left front corner: two tiles of the 10 x 8 voxels, each 2 x 2 mm.
        var picture = Draw(v => Halves(v), v => v is { X: 0, Y: 7, Z: 3 or 4 } ? 2 : Halves(v));
        Assert.Equal(((2 * 256) + Gap, (3 * Tile) + (2 * Gap)), (picture.GetLength(1), picture.GetLength(0)));
        Assert.Equal(
            Places(picture)
                .Where(p => p.X % (256 + Gap) * 10 / 256 == 0 && p.Y >= 2 * (Tile + Gap) && (p.Y - (2 * (Tile + Gap))) * 8 / Tile == 0),
            Places(picture).Where(p => picture[p.Y, p.X] == Red));
    }

    [Fact]
    public void Labels_without_a_counterpart_count_as_background()
    {
        Assert.DoesNotContain(Red, Draw(v => Halves(v), v => v.X < 5 ? 7 : 0).Cast<(int, int, int)>());
        Assert.Contains(Red, Draw(v => Halves(v), v => v.X < 6 ? 7 : 0).Cast<(int, int, int)>());
    }

    [Fact]
    public void Slices_without_labels_between_those_that_differ_are_left_out() =>
        Assert.Equal((2 * 256) + Gap, Draw(v => v is (4, 4, 0) ? 1 : 0, v => v is (4, 4, 8) ? 1 : 0).GetLength(1));

    private static IEnumerable<(int X, int Y)> Places((int, int, int)[,] picture) =>
        Enumerable.Range(0, picture.Length).Select(i => (i % picture.GetLength(1), i / picture.GetLength(1)));

    private static int Halves((int X, int Y, int Z) v) => v.X < 5 ? 1 : 2;

    private (int R, int G, int B)[,] Draw(Func<(int X, int Y, int Z), int> a, Func<(int X, int Y, int Z), int> b)
    {
        var comparison = MapComparison.Run(Map("a.nii", a), Map("b.nii", b), truth: false, TestContext.Current.CancellationToken);
        var (pixels, width, height) = DifferencePicture.Pixels(comparison);
        var picture = new (int, int, int)[height, width];
        for (var i = 0; i < width * height; i++)
        {
            picture[i / width, i % width] = (pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]);
        }

        return picture;
    }

    private string Map(string name, Func<(int X, int Y, int Z), int> label) => _folder.Put(name, NiftiBytes.Floats(
        [.. Enumerable.Range(0, Shape[0] * Shape[1] * Shape[2])
            .Select(i => (float)label((i % Shape[0], i / Shape[0] % Shape[1], i / (Shape[0] * Shape[1]))))], Shape));
}
