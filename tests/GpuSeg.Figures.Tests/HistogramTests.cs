using System.Text.Json;
using GpuSeg.Figures.Charts;

namespace GpuSeg.Figures.Tests;

public sealed class HistogramTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Matches_NumPy_counts_of_all_voxels(int image)
    {
        var histogram = Histograms.Count(LessonBrain.Get(), image, HistogramKind.AllVoxels);
        var expected = LessonBrain.Description().GetProperty("whole_image").GetProperty(LessonBrain.Names[image]);
        RequireSame(expected.GetProperty("histogram_50_bins"), histogram);
        Assert.Equal(expected.GetProperty("n_zero").GetInt64(), histogram.Zeros);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Matches_NumPy_counts_of_masked_voxels(int image)
    {
        var histogram = Histograms.Count(LessonBrain.Get(), image, HistogramKind.Masked);
        var expected = LessonBrain.Description().GetProperty("inside_mask").GetProperty(LessonBrain.Names[image]);
        RequireSame(expected.GetProperty("histogram_50_bins"), histogram);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Matches_NumPy_counts_of_scaled_voxels(int image)
    {
        var histogram = Histograms.Count(LessonBrain.Get(), image, HistogramKind.Scaled);
        var expected = LessonBrain.Description().GetProperty("inside_mask").GetProperty(LessonBrain.Names[image]);
        var counts = Counts(expected.GetProperty("standard_scaled").GetProperty("histogram_50_bins_counts"));
        var onEdges = OnEdges(LessonBrain.Get().Features.Column(image), Histograms.Count(LessonBrain.Get(), image, HistogramKind.Masked));
        var (ours, theirs) = (0L, 0L);
        for (var bin = 0; bin < counts.Length; bin++)
        {
            (ours, theirs) = (ours + histogram.Counts[bin], theirs + counts[bin]);
            Assert.InRange(ours, theirs - onEdges[bin + 1], theirs + onEdges[bin + 1]);
        }
        Assert.Equal(theirs, ours);
    }

    // Whole numbers may lie on an edge; after scaling, the last bit of the mean decides the side.
    private static long[] OnEdges(ReadOnlySpan<float> values, Histogram unscaled)
    {
        var counts = new long[unscaled.Edges.Count];
        foreach (var value in values)
        {
            for (var edge = 0; edge < counts.Length; edge++)
            {
                counts[edge] += Math.Abs(value - unscaled.Edges[edge]) < 1e-9 * Math.Abs(value) ? 1 : 0;
            }
        }

        return counts;
    }

    [Fact]
    public void Counts_upper_edge_in_last_bin()
    {
        var histogram = Histogram.Of<float>([0, 1, 2, 3, 4, 4], bins: 4);
        Assert.Equal([0, 1, 2, 3, 4], histogram.Edges);
        Assert.Equal([1, 1, 1, 3], histogram.Counts);
    }

    [Fact]
    public void Counts_nonfinite_values_separately()
    {
        var histogram = Histogram.Of<float>([float.NaN, -1, 0, 1, float.PositiveInfinity, float.NegativeInfinity, 0], bins: 2);
        Assert.Equal((2, 3), (histogram.Zeros, histogram.NotFinite));
        Assert.Equal([1, 3], histogram.Counts);
        Assert.Throws<ArgumentException>(() => Histogram.Of<float>([float.NaN]));
    }

    [Fact]
    public void Centres_single_value_in_range_of_1()
    {
        var histogram = Histogram.Of<double>([5, 5], bins: 10);
        Assert.Equal((4.5, 5.5, 2), (histogram.Edges[0], histogram.Edges[^1], histogram.Counts[5]));
    }

    [Theory]
    [InlineData(0.1, 7)]
    [InlineData(1e-3, 50)]
    [InlineData(1e9, 13)]
    public void Finds_bins_by_edges_not_by_rounded_quotient(double step, int bins)
    {
        // Every edge and its neighbours, in double.
        var edges = Histogram.Of<double>([0.3, 0.3 + (step * bins)], bins).Edges;
        foreach (var (edge, i) in edges.Skip(1).SkipLast(1).Select((edge, i) => (edge, i)))
        {
            var counts = Histogram.Of<double>([edges[0], edges[^1], Math.BitDecrement(edge), edge, Math.BitIncrement(edge)], bins).Counts;
            Assert.Equal((1 + (i == 0 ? 1 : 0), 2 + (i == bins - 2 ? 1 : 0)), (counts[i], counts[i + 1]));
        }
    }

    private static void RequireSame(JsonElement expected, Histogram histogram)
    {
        Assert.Equal(Counts(expected.GetProperty("counts")), histogram.Counts);
        Assert.Equal(expected.GetProperty("first_edge").GetDouble(), histogram.Edges[0]);
        Assert.Equal(expected.GetProperty("last_edge").GetDouble(), histogram.Edges[^1]);
    }

    private static long[] Counts(JsonElement counts) => [.. counts.EnumerateArray().Select(count => count.GetInt64())];
}
