using System.Text.Json;
using GpuSeg.Figures.Charts;

namespace GpuSeg.Figures.Tests;

public sealed class Histogram2DTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Matches_counts_of_NumPy(int pair)
    {
        var (features, expected) = (LessonBrain.Get().Features, LessonBrain.Description().GetProperty("histogram_2d_100_bins")[pair]);
        var histogram = Histogram2D.Of(features.Column(Column(expected, "x")), features.Column(Column(expected, "y")));
        Assert.Equal((Edge(expected, "x_range", 0), Edge(expected, "x_range", 1)), (histogram.XEdges[0], histogram.XEdges[^1]));
        Assert.Equal((Edge(expected, "y_range", 0), Edge(expected, "y_range", 1)), (histogram.YEdges[0], histogram.YEdges[^1]));
        Assert.Equal(expected.GetProperty("max_count").GetInt32(), histogram.Largest);
        Assert.Equal(expected.GetProperty("nonempty_bins_ix_iy_count").GetString(), string.Join(' ', NonEmpty(histogram)));
    }

    [Fact]
    public void Counts_upper_edges_in_last_bins()
    {
        var histogram = Histogram2D.Of([0, 1, 2, 3, 4], [4, 3, 2, 1, 0], bins: 4);
        Assert.Equal(["0,3,1", "1,3,1", "2,2,1", "3,0,1", "3,1,1"], NonEmpty(histogram).Order());
    }

    private static IEnumerable<string> NonEmpty(Histogram2D histogram)
    {
        for (var x = 0; x < histogram.XEdges.Count - 1; x++)
        {
            for (var y = 0; y < histogram.YEdges.Count - 1; y++)
            {
                if (histogram[x, y] > 0)
                {
                    yield return $"{x},{y},{histogram[x, y]}";
                }
            }
        }
    }

    private static int Column(JsonElement pair, string axis) => LessonBrain.Names.ToList().IndexOf(pair.GetProperty(axis).GetString()!);

    private static double Edge(JsonElement pair, string range, int end) => pair.GetProperty(range)[end].GetDouble();
}
