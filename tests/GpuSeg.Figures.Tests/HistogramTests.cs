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
    public void Counts_of_all_voxels_are_those_of_NumPy(int image)
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
    public void Counts_of_masked_voxels_are_those_of_NumPy(int image)
    {
        var histogram = Histograms.Count(LessonBrain.Get(), image, HistogramKind.Masked);
        RequireSame(LessonBrain.Description().GetProperty("inside_mask").GetProperty(LessonBrain.Names[image]).GetProperty("histogram_50_bins"), histogram);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Counts_of_scaled_voxels_are_those_of_NumPy(int image)
    {
        var histogram = Histograms.Count(LessonBrain.Get(), image, HistogramKind.Scaled);
        var expected = LessonBrain.Description().GetProperty("inside_mask").GetProperty(LessonBrain.Names[image]).GetProperty("standard_scaled");
        var counts = Counts(expected.GetProperty("histogram_50_bins_counts"));
        var onEdges = OnEdges(LessonBrain.Get().Features.Column(image), Histograms.Count(LessonBrain.Get(), image, HistogramKind.Masked));
        var (ours, theirs) = (0L, 0L);
        for (var bin = 0; bin < counts.Length; bin++)
        {
            (ours, theirs) = (ours + histogram.Counts[bin], theirs + counts[bin]);
            Assert.InRange(ours, theirs - onEdges[bin + 1], theirs + onEdges[bin + 1]);
        }
        Assert.Equal(theirs, ours);
    }

    // Whole numbers may lie on an edge; after scaling, the last bit of the mean decides on which side.
    private static long[] OnEdges(ReadOnlySpan<float> values, Histogram unscaled)
    {
        var counts = new long[unscaled.Edges.Count];
        foreach (var value in values)
            for (var edge = 0; edge < counts.Length; edge++)
                counts[edge] += Math.Abs(value - unscaled.Edges[edge]) < 1e-9 * Math.Abs(value) ? 1 : 0;
        return counts;
    }

    private static void RequireSame(JsonElement expected, Histogram histogram)
    {
        Assert.Equal(Counts(expected.GetProperty("counts")), histogram.Counts);
        Assert.Equal(expected.GetProperty("first_edge").GetDouble(), histogram.Edges[0]);
        Assert.Equal(expected.GetProperty("last_edge").GetDouble(), histogram.Edges[^1]);
    }

    private static long[] Counts(JsonElement counts) => [.. counts.EnumerateArray().Select(count => count.GetInt64())];
}
