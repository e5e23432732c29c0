using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Images.Views;
using GpuSeg.Report.Exploration;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Report.Tests;

/// <summary>The answers at the top of an exploration's page, and the colours of its fits.</summary>
public sealed class AnswersTests : IDisposable
{
    private readonly SmallBrain _brain = new();

    public void Dispose() => _brain.Dispose();

    [Fact]
    public void Answers_questions_of_the_lesson()
    {
        string[] names = ["t1", "t1_contrast", "flair", "adc"];
        var result = (_brain.Request([.. names.Select(name => Shared.File("data", "lesson", $"{name}.nii.gz"))]) with
        {
            Methods = [new GaussianMixture { NInit = 1 }, new KMeans { NInit = 1 }],
            Clusters = [2, 3, 4, 5],
        }).Run();
        Assert.Equal("all_gmm_k4", result.Shown!.Name);
        Assert.Collection(
            Texts(result),
            text => Assert.Matches(@"^How many clusters\? 4\. The curve of BIC bends: one more cluster lowers it by \d+\.\d % of", text),
            text => Assert.Matches(
                @"^Which images\? flair alone finds the smallest cluster\. Cluster 4 \(5\d\.\d mL\) .* overlap of 0\.8\d in flair, ",
                text),
            text => Assert.Matches(
                @"^Does scaling matter\? For KMeans\. .*KMeans keeps 7\d\.\d % of its labels.* adc has 76\.7 % of the variance\.$",
                text),
            text => Assert.Matches(
                @"^Gaussian mixture or KMeans\? They differ in 2\d\.\d % of .* overlap of 0\.1\d with .*; scaled 0\.9\d\.$",
                text),
            text => Assert.Matches(
                @"^Can I trust it\? Unknown\. It has a single start and \d\d\.\d % of .* cluster 3 \(62\.9 mL\) is lost",
                text));
    }

    [Fact]
    public void Answers_only_questions_that_the_fits_can_answer()
    {
        var one = _brain.Request(_brain.Put("t1.nii", SmallBrain.Values(100, 100, 1))) with { Methods = [new KMeans { NInit = 3 }] };
        Assert.Equal(["How many clusters?", "Can I trust it?"], Answers.Of(one.Run()).Select(answer => answer.Question));
        Assert.Empty(Answers.Of((one with { Clusters = [3], Scalings = [FeatureScaling.None] }).Run()));
        Assert.Empty(Answers.Of(one.Run().Failing(_ => true, "No.")));
    }

    [Fact]
    public void Says_when_starts_disagree()
    {
        var result = (_brain.Request() with { Methods = [new KMeans { NInit = 3 }] }).Run().With(fit => fit.Clustering! with
        {
            Stability = fit.Clustering.Stability with { OptimumStarts = [1, 2], OptimumOwnClusters = [[], []] },
        });
        Assert.StartsWith("Can I trust it? With care. 1 of 3 starts found it.", Texts(result)[^1]);
    }

    [Fact]
    public void Links_to_sections_of_the_page()
    {
        var result = _brain.Request().Run();
        var page = ExplorationReport.Of(result, [], "1.2.3");
        Assert.Equal(5, Answers.Of(result).Count);
        Assert.All(Answers.Of(result), answer => Assert.Contains($"<section id=\"{answer.Section}\"", page));
    }

    [Fact]
    public void Gives_clusters_the_colours_of_their_counterparts()
    {
        var request = _brain.Request() with { Clusters = [3], Subsets = [ImageSubsets.All], Scalings = [FeatureScaling.None] };
        var result = request.Run();
        // Cluster 1 becomes 3, cluster 2 stays, and cluster 3 is divided between 1 and 2.
        byte[] moved = [.. result.Fits[0].Clustering!.Labels.ToArray().Select((label, i) =>
            label == 0 ? (byte)2 : label == 1 ? (byte)1 : (byte)(i % 3 == 0 ? 0 : 1))];
        var other = result.With(fit => fit.Method.HasPosteriors ? fit.Clustering! : fit.Clustering! with { Labels = moved });
        var (shown, colours) = (Viridis.HexOfLabels(3), FitColours.Of(other, other.Fits[1]));
        Assert.Equal(shown, FitColours.Of(other, other.Shown!));
        Assert.Equal((shown[1], shown[0]), (colours[1], colours[2]));
        Assert.DoesNotContain(colours[0], shown);
    }

    private static string[] Texts(ExplorationResult result) =>
        [.. Answers.Of(result).Select(answer => $"{answer.Question} {answer.Finding}. {answer.Reason}".Replace('\u00a0', ' '))];
}
