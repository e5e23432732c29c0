using GpuSeg.Figures.Model;
using GpuSeg.Images.Views;

namespace GpuSeg.Figures.Tests;

public sealed class StorageTests
{
    public static TheoryData<int[], bool[]> Orders => new()
    {
        { [0, 1, 2], [true, false, false] },
        { [0, 1, 2], [true, true, true] },
        { [1, 0, 2], [false, true, false] },
        { [1, 2, 0], [false, false, true] },
        { [2, 0, 1], [true, true, false] },
        { [2, 1, 0], [false, false, false] },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public void The_order_of_storage_does_not_change_a_picture(int[] order, bool[] flipped)
    {
        var (straight, labels) = (MadeBrain.Of("t1", "flair"), MadeBrain.Labels());
        var (other, otherLabels) = MadeBrain.Stored(order, flipped, "t1", "flair");
        Assert.NotEqual(straight.Grid.Orientation, other.Grid.Orientation);
        Assert.Equal(Overlay.Draw(straight, 1, labels).ToPng(), Overlay.Draw(other, 1, otherLabels).ToPng());
        Assert.Equal(PairScatter.Draw(straight, labels).ToPng(), PairScatter.Draw(other, otherLabels).ToPng());
        foreach (var plane in Enum.GetValues<Plane>())
        {
            var telling = MostInformativeSlice.Find(labels, straight.Grid, plane);
            Assert.Equal(new AnatomicalView(other.Grid, plane).FileIndex(telling), MostInformativeSlice.Find(otherLabels, other.Grid, plane));
            // Slices have the numbers of the file, which are not the same, so only pictures of them are.
            int[] slices = [.. straight.Spread(plane, 3)];
            int[] otherSlices = [.. slices.Select(slice => new AnatomicalView(other.Grid, plane).FileIndex(slice))];
            Assert.Equal(
                Slices.Draw(straight, plane, slices, labels).ToPng(null),
                Slices.Draw(other, plane, otherSlices, otherLabels).ToPng(null));
        }
    }

    [Fact]
    public void The_telling_slice_shows_a_small_label()
    {
        var labels = new byte[10 * 10 * 10];
        labels.AsSpan().Fill(1);
        labels[7 + (10 * 2) + (100 * 9)] = 2;
        Assert.Equal([7, 2, 9], MostInformativeSlice.Find(labels, (10, 10, 10)));
    }
}
