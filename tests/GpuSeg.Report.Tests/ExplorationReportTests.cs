using System.Net;
using System.Text.RegularExpressions;
using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Exploration;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Report.Exploration;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Report.Tests;

/// <summary>What the report of an exploration says.</summary>
public sealed partial class ExplorationReportTests : IDisposable
{
    private readonly SmallBrain _brain = new();

    public void Dispose() => _brain.Dispose();

    [Fact]
    public void The_summary_counts_what_was_clustered_and_how()
    {
        var result = _brain.Request().Run();
        Assert.Contains($"{result.Input.Mask.Count:N0} of 8,008 voxels took part ({result.Input.Mask.Count * 12 / 1000.0:F1} mL). They were clustered 36 times: 3 sets of images; Gaussian mixture and KMeans; "
            + "unscaled and scaled; K = 2 to 4; the best of 3 starts each.", Text(result));
    }

    [Fact]
    public void One_is_not_many()
    {
        var request = _brain.Request(_brain.Put("t1.nii", SmallBrain.Values(100, 100, 1))) with { Methods = [new KMeans { NInit = 1 }], Clusters = [3], Scalings = [FeatureScaling.None] };
        var page = Page(request.Run());
        var text = TextOf(page);
        Assert.Contains("1 clustering of 1 image: t1", text);
        Assert.Contains("They were clustered once: KMeans; unscaled; K = 3; one start each.", text);
        Assert.Contains("Figures show the labels of KMeans of t1, K = 3, unscaled. Labels are", text);
        Assert.Equal(["Summary", "Slices", "Figures", "All fits", "Settings", "Methods and citation"], Titles(page));
        Assert.All(["all images", "every image", "best of", "Labels of", "covariance", "knee", "Rand"], words => Assert.DoesNotContain(words, text));
    }

    [Fact]
    public void Figures_call_clusters_as_the_page_does()
    {
        var page = Page((_brain.Request() with { Methods = [new KMeans { NInit = 1 }], Clusters = [3], Scalings = [FeatureScaling.None], Subsets = [ImageSubsets.All] }).Run(), ExplorationFigures.Of);
        Assert.Contains(">Cluster 3</text>", page);
        Assert.DoesNotContain("label 3", page);
    }

    [Fact]
    public void Inertia_is_written_plainly_where_that_is_short()
    {
        var result = (_brain.Request() with { Methods = [new KMeans { NInit = 1 }], Clusters = [2, 3], Scalings = [FeatureScaling.None], Subsets = [ImageSubsets.All] }).Run()
            .With(fit => fit.Clustering! with { Objective = fit.Clusters == 2 ? 79214.4 : 3.07e9 });
        Assert.Matches(@"all_kmeans_k2 \d+ – – 79,214 .* all_kmeans_k3 \d+ – – 3\.07E\+9 ", Text(result));
    }

    [Fact]
    public void A_single_image_has_no_others_and_scaling_does_nothing_to_it()
    {
        var result = _brain.Request(_brain.Put("t1.nii", SmallBrain.Values(100, 100, 1))).Run();
        Assert.Equal(["Summary", "Slices", "Clusters", "Starts", "Stopping", "Scaling", "KMeans", "Overlaps", "Figures", "All fits", "Settings", "Methods and citation"], Titles(Page(result)));
        Assert.Contains("Scaling a single image changes its units and not its clusters", Text(result));
        Assert.DoesNotContain("all images", Text(result));
    }

    [Theory]
    [InlineData(true, "BIC falls all the way to the largest K that was tried, so that its lowest value chooses none. BIC takes the")]
    [InlineData(false, null)]
    public void A_lowest_score_at_the_end_of_what_was_tried_chooses_nothing(bool falls, string? sentence)
    {
        double[] bic = falls ? [500, 300, 290] : [500, 300, 310];
        var result = (_brain.Request() with { Methods = [new GaussianMixture { NInit = 3 }], Scalings = [FeatureScaling.None], Subsets = [ImageSubsets.All] }).Run()
            .With(fit => fit.Clustering! with { Scores = new(0, bic[fit.Clusters - 2], 0) });
        Assert.Contains($"Gaussian mixture, unscaled 500 300 {bic[2]} {(falls ? 4 : 3)} 3 ", Text(result));
        if (sentence is null)
        {
            Assert.DoesNotContain("lowest value", Text(result));
        }
        else
        {
            Assert.Contains(sentence, Text(result));
        }
    }

    [Fact]
    public void Some_curves_may_fall_and_others_not()
    {
        var result = (_brain.Request() with { Subsets = [ImageSubsets.All] }).Run()
            .With(fit => fit.Method.HasPosteriors
                ? fit.Clustering! with { Scores = new(0, fit.Scaling == FeatureScaling.None ? 10 - fit.Clusters : Math.Abs(fit.Clusters - 3), 0) }
                : fit.Clustering!);
        Assert.Contains("In 1 of 2 mixtures BIC falls all the way", Text(result));
        Assert.Contains("Gaussian mixture, unscaled 8 7 6 4 none ", Text(result));
        Assert.Contains("Inertia can always be made smaller by one more cluster", Text(result));
    }

    [Fact]
    public void A_plateau_is_told_from_an_optimum_and_lost_clusters_are_named()
    {
        var result = Mixtures(fit => fit.Clusters == 3 ? new(0.736, [0.95, 0.9, 0.36], -9, 50, true) : new(0.95, [0.9, 0.9, 0.9, 0.9], -9.5, 1000, false));
        var lost = result.Fits.First(fit => fit.Clusters == 3).Clustering!.Statistics.Counts[2] * 0.012;
        Assert.Contains(
            $"In 1 of 2 fits more than 10 % of them change: there the stop was a plateau. Lost on the way: cluster 3 ({lost:F1} mL) of all_gmm_k3; it is there only where its fit stopped.",
            Text(result).Replace('\u00a0', ' '));
        Assert.Matches($@"all_gmm_k3 26\.4 % -\d+\.\d{{4}} -9\.0000 50 3 \({lost:F1} mL\), best Dice 0\.36 all_gmm_k4 5\.0 % -\d+\.\d{{4}} -9\.5000 1,000, optimum not reached none ", Text(result));
    }

    [Theory]
    [InlineData(0.95, "In none of 2 fits do more than 10 % of them change.")]
    [InlineData(0.5, "In 2 of 2 fits more than 10 % of them change: there the stop was a plateau.")]
    public void All_fits_may_stop_alike(double kept, string sentence) =>
        Assert.Contains(sentence, Text(Mixtures(fit => new(kept, [.. Enumerable.Repeat(0.9, fit.Clusters)], -9, 7, true))));

    [Fact]
    public void A_run_to_the_optimum_needs_no_section_about_stopping()
    {
        var page = Page((_brain.Request() with { Methods = [new GaussianMixture { NInit = 3, Converge = true }], Scalings = [FeatureScaling.None] }).Run());
        Assert.DoesNotContain("Stopping", Titles(page));
        Assert.Contains("gmm stop at the optimum", TextOf(page));
    }

    [Fact]
    public void Divided_starts_are_counted_and_what_the_best_lacks_is_named()
    {
        var result = Divided(fit => fit.Clusters == 3);
        var found = result.Fits[0].Clustering!.Statistics.Counts[2] * 0.012;
        Assert.Contains("Every fit ran from 3 starts. Those whose labels agree in at least 98 % of the voxels have found one optimum. In 1 of 2 fits all of them found the same; in the other one the result depends on where the fit began.", Text(result));
        Assert.Contains($"all_gmm_k3 2 1 of 3 75.0 % 3 ({found:F1} mL) by 1 6.0 mL (2 starts) ", Text(result));
        Assert.DoesNotContain("all_gmm_k4 2 1 of 3", Text(result));
    }

    [Fact]
    public void Starts_may_be_divided_everywhere_or_nowhere()
    {
        Assert.Contains("They found different ones in every fit: results depend on where a fit began.", Text(Divided(_ => true)));
        Assert.Contains("In each of 2 fits all of them found the same.", Text(Divided(_ => false)));
        Assert.DoesNotContain("the best lacks", Text(Divided(_ => false)));
    }

    [Fact]
    public void Many_things_in_a_cell_are_cut_short()
    {
        Assert.Equal("none", $"{FitNames.Several([])}");
        Assert.Equal("1\n<br>2\n<br>3\n<br>4", $"{FitNames.Several(["1", "2", "3", "4"])}");
        Assert.Equal("1\n<br>2\n<br>3\n<br>4\n<br>2 more", $"{FitNames.Several(["1", "2", "3", "4", "5", "6"])}");
    }

    [Fact]
    public void Overlaps_and_agreements_are_those_of_the_labels()
    {
        var result = (_brain.Request() with { Clusters = [3], Subsets = [ImageSubsets.All], Scalings = [FeatureScaling.None] }).Run();
        var (mixture, kmeans) = (result.Fits[0].Clustering!, result.Fits[1].Clustering!);
        // The same shells of the ball: label by label the same, but that two are swapped and half of the third is lost to the first.
        var other = result.With(fit => fit.Method.HasPosteriors ? mixture : kmeans with { Labels = mixture.Labels.ToArray().Select((label, i) => label == 0 ? (byte)1 : label == 1 ? (byte)0 : i % 2 == 0 ? (byte)2 : (byte)1).ToArray() });
        var (labels, changed) = (mixture.Labels.ToArray(), other.Fits[1].Clustering!.Labels.ToArray());
        double Dice(int a, int b) => 2.0 * labels.Zip(changed).Count(pair => pair == ((byte)a, (byte)b)) / (labels.Count(label => label == a) + changed.Count(label => label == b));
        Assert.Contains($"all_kmeans_k3 {Dice(0, 1):F2} {Dice(1, 0):F2} {Dice(2, 2):F2} ", Text(other));
        var share = labels.Zip(changed).Count(pair => pair is (0, 1) or (1, 0) or (2, 2)) / (double)labels.Length;
        Assert.Matches($@"Gaussian mixture, unscaled {100 * share:F1} % \(0\.\d\d\) ", Text(other));
    }

    [Fact]
    public void Failed_fits_are_counted_and_the_reason_is_given()
    {
        var request = _brain.Request() with { Subsets = [ImageSubsets.All], Scalings = [FeatureScaling.None], Methods = [new KMeans()] };
        var result = request.Run().Failing(fit => fit.Clusters == 4, "It <would> not.");
        var text = Text(result);
        Assert.Contains("Warning 1 of 3 fits failed; the notes below the table of all fits say why.", text);
        Assert.Contains("all_kmeans_k4 failed – – – – – – – – – ", text);
        Assert.Contains("Notes on single fits all_kmeans_k4 failed: It <would> not. ", text);
        Assert.DoesNotContain("Clusters", Titles(Page(result)));

        var none = result.Failing(_ => true, "Nor these.");
        Assert.Contains("3 of 3 fits failed", Text(none));
        Assert.Contains("No fit succeeded, so that there are no labels to show.", Text(none));
        Assert.Equal(["Summary", "Figures", "All fits", "Settings", "Methods and citation"], Titles(Page(none)));

        Assert.Contains("all_kmeans_k4, whose labels were to be shown, failed.", Text(result with { Request = request with { Shown = "all_kmeans_k4" } }));
    }

    [Fact]
    public void Where_not_all_images_are_together_the_rest_is_told_by_its_images()
    {
        var text = Text((_brain.Request() with { Subsets = [ImageSubsets.Singles], Scalings = [FeatureScaling.None] }).Run());
        Assert.Contains("Figures show the labels of the Gaussian mixture of t1, K = 3, unscaled", text);
        Assert.Matches("Gaussian mixture of t1, unscaled .* KMeans of flair, unscaled ", text);
        Assert.DoesNotContain("all images", text);
    }

    [Fact]
    public void Scaling_is_explained_for_the_methods_that_were_used()
    {
        Assert.Equal((true, true, false), Told(new GaussianMixture(), new KMeans()));
        Assert.Equal((true, false, false), Told(new KMeans()));
        Assert.Equal((false, false, true), Told(new GaussianMixture { CovarianceType = CovarianceType.Spherical }));

        (bool KMeans, bool Mixtures, bool Spherical) Told(params Engine.Fitting.IEstimator[] methods)
        {
            var text = Text((_brain.Request() with { Methods = methods, Clusters = [2] }).Run());
            return (text.Contains("KMeans measures distances across images: unscaled, an image counts by its variance (t1 ", StringComparison.Ordinal),
                text.Contains("Mixtures adapt to each image", StringComparison.Ordinal), text.Contains("Spherical covariances are as wide in every image", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void An_image_may_be_called_all()
    {
        var result = (_brain.Request(_brain.Put("all.nii", SmallBrain.Values(100, 100, 1)), _brain.Put("flair.nii", SmallBrain.Values(400, -80, 2))) with { Clusters = [2], Subsets = ["all", "all+flair"] }).Run();
        Assert.Equal(["all", "all+flair"], result.Fits.Select(fit => fit.Images).Distinct());
        Assert.Equal(["all", "all images"], result.Fits.Select(FitNames.Images).Distinct());
    }

    [Fact]
    public void Nothing_in_it_changes_from_run_to_run_or_tells_of_the_machine()
    {
        var page = Page(_brain.Request().Run(), ExplorationFigures.Of);
        Assert.Equal(page, Page(_brain.Request().Run(), ExplorationFigures.Of));
        Assert.DoesNotContain(_brain.Root, page);
    }

    [Fact]
    public void The_founding_example_makes_a_small_page()
    {
        string[] names = ["t1", "t1_contrast", "flair", "adc"];
        var result = (_brain.Request([.. names.Select(name => Shared.File("data", "lesson", $"{name}.nii.gz"))]) with { Clusters = [2, 3, 4, 5, 6] }).Run();
        Assert.InRange(Page(result, ExplorationFigures.Of).Length, 2_000_000, 3_000_000);
    }

    // Mixtures of 3 and 4 components of all images, whose way to the optimum was this.
    private ExplorationResult Mixtures(Func<ExploredFit, WayToOptimum> way) => Two().With(fit => fit.Clustering! with { Optimum = way(fit) });

    // Two of the three starts of these fits are of another optimum, which has a cluster of 500 voxels of 12 mm3 of its own.
    private ExplorationResult Divided(Func<ExploredFit, bool> which) => Two().With(fit => fit.Clustering! with
    {
        Stability = which(fit)
            ? fit.Clustering.Stability with { OptimumStarts = [1, 2], OptimumOwnClusters = [[], [500]], ClusterStarts = [3, 3, .. Enumerable.Repeat(1, fit.Clusters - 2)], MeanAgreement = 0.75 }
            : fit.Clustering.Stability with { OptimumStarts = [3], OptimumOwnClusters = [[]] },
    });

    private ExplorationResult Two() => (_brain.Request() with { Methods = [new GaussianMixture { NInit = 3 }], Clusters = [3, 4], Subsets = [ImageSubsets.All], Scalings = [FeatureScaling.None] }).Run();

    private static string Page(ExplorationResult result, Func<ExplorationResult, IReadOnlyList<NamedFigure>>? figures = null) => ExplorationReport.Of(result, figures?.Invoke(result) ?? [], "1.2.3");

    private static IEnumerable<string> Titles(string page) => Headings().Matches(page).Select(match => match.Groups[1].Value);

    private static string Text(ExplorationResult result) => TextOf(Page(result));

    // What is read, without style, script and data, in single spaces.
    private static string TextOf(string page) => Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(Unread().Replace(page, ""), " ")), " ");

    [GeneratedRegex("<h2[^>]*>([^<]*)</h2>")]
    private static partial Regex Headings();

    [GeneratedRegex("<(style|script)[^>]*>.*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex Unread();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tags();

    [GeneratedRegex("\\s+")]
    private static partial Regex Spaces();
}
