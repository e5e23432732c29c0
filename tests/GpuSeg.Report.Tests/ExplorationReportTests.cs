using System.Net;
using System.Text.RegularExpressions;
using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Exploration;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Report.Exploration;
using GpuSeg.Studies.Exploration;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Report.Tests;

/// <summary>Texts of the report of an exploration.</summary>
public sealed partial class ExplorationReportTests : IDisposable
{
    private readonly SmallBrain _brain = new();

    public void Dispose() => _brain.Dispose();

    [Fact]
    public void Summarises_voxels_and_fits()
    {
        var result = _brain.Request().Run();
        var voxels = result.Input.Mask.Count;
        Assert.Contains(
            $"{voxels:N0} of 8,008 voxels are in the mask ({voxels * 12 / 1000.0:F1} mL). They were clustered 36 times: "
                + "3 sets of images; Gaussian mixture and KMeans; unscaled and scaled; K = 2 to 4; the best of 3 starts each.",
            Text(result));
    }

    [Fact]
    public void Uses_singular_for_one_fit_of_one_image()
    {
        var request = _brain.Request(_brain.Put("t1.nii", SmallBrain.Values(100, 100, 1))) with
        {
            Methods = [new KMeans { NInit = 1 }],
            Clusters = [3],
            Scalings = [FeatureScaling.None],
        };
        var page = Page(request.Run());
        var text = TextOf(page);
        Assert.Contains("1 clustering of 1 image: t1", text);
        Assert.Contains("They were clustered once: KMeans; unscaled; K = 3; one start each.", text);
        Assert.Contains("Figures show the labels of KMeans of t1, K = 3, unscaled. Labels are", text);
        Assert.Equal(["Summary", "Slices", "Figures", "All fits", "Settings", "Methods and citation"], Titles(page));
        string[] absent = ["all images", "every image", "best of", "Labels of", "covariance", "knee", "Rand"];
        Assert.All(absent, words => Assert.DoesNotContain(words, text));
    }

    [Fact]
    public void Names_clusters_in_figures_as_on_the_page()
    {
        var page = Page(SingleKMeans(3).Run(), ExplorationFigures.Of);
        Assert.Contains(">Cluster 3</text>", page);
        Assert.DoesNotContain("label 3", page);
    }

    [Fact]
    public void Writes_inertia_without_exponent_when_short()
    {
        var result = SingleKMeans(2, 3).Run()
            .With(fit => fit.Clustering! with { Objective = fit.Clusters == 2 ? 79214.4 : 3.07e9 });
        Assert.Matches(@"all_kmeans_k2 \d+ – – 79,214 .* all_kmeans_k3 \d+ – – 3\.07E\+9 ", Text(result));
    }

    [Fact]
    public void Omits_comparison_of_images_when_there_is_one_image()
    {
        var result = _brain.Request(_brain.Put("t1.nii", SmallBrain.Values(100, 100, 1))).Run();
        string[] titles =
        [
            "Summary", "Slices", "Clusters", "Starts", "Stopping", "Scaling", "Models", "Overlaps", "Figures", "All fits", "Settings",
            "Methods and citation",
        ];
        Assert.Equal(titles, Titles(Page(result)));
        Assert.Contains("Scaling a single image changes its units, not its clusters", Text(result));
        Assert.DoesNotContain("all images", Text(result));
    }

    [Theory]
    [InlineData(true, "BIC falls up to the largest K tried, so its lowest value does not select a K. BIC treats the")]
    [InlineData(false, null)]
    public void Warns_when_lowest_score_is_at_largest_number_of_clusters(bool falls, string? sentence)
    {
        double[] bic = falls ? [500, 300, 290] : [500, 300, 310];
        var request = _brain.Request() with
        {
            Methods = [new GaussianMixture { NInit = 3 }],
            Scalings = [FeatureScaling.None],
            Subsets = [ImageSubsets.All],
        };
        var result = request.Run().With(fit => fit.Clustering! with { Scores = new(0, bic[fit.Clusters - 2], 0) });
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
    public void Counts_mixtures_with_falling_scores()
    {
        var result = (_brain.Request() with { Subsets = [ImageSubsets.All] }).Run()
            .With(fit => fit.Method.HasPosteriors ? fit.Clustering! with { Scores = new(0, Bic(fit), 0) } : fit.Clustering!);
        Assert.Contains("In 1 of 2 mixtures, BIC falls up to the largest K tried", Text(result));
        Assert.Contains("Gaussian mixture, unscaled 8 7 6 4 none ", Text(result));
        Assert.Contains("Inertia falls with every further cluster", Text(result));

        static double Bic(ExploredFit fit) => fit.Scaling == FeatureScaling.None ? 10 - fit.Clusters : Math.Abs(fit.Clusters - 3);
    }

    [Fact]
    public void Tells_plateau_from_optimum_and_names_lost_clusters()
    {
        var result = Mixtures(fit => fit.Clusters == 3
            ? new(0.736, [0.95, 0.9, 0.36], -9, 50, true)
            : new(0.95, [0.9, 0.9, 0.9, 0.9], -9.5, 1000, false));
        var lost = result.Fits.First(fit => fit.Clusters == 3).Clustering!.Statistics.Counts[2] * 0.012;
        Assert.Contains(
            "In 1 of 2 fits, more than 10 % of the labels change: the stop was a plateau. "
                + $"Clusters lost on the way: cluster 3 ({lost:F1} mL) of all_gmm_k3; it exists only at the stop of its fit.",
            Text(result).Replace('\u00a0', ' '));
        Assert.Matches(
            $@"all_gmm_k3 26\.4 % -\d+\.\d{{4}} -9\.0000 50 3 \({lost:F1} mL\), best Dice 0\.36 "
                + @"all_gmm_k4 5\.0 % -\d+\.\d{4} -9\.5000 1,000, optimum not reached none ",
            Text(result));
    }

    [Theory]
    [InlineData(0.95, "In each of 2 fits, at most 10 % of the labels change.")]
    [InlineData(0.5, "In 2 of 2 fits, more than 10 % of the labels change: the stop was a plateau.")]
    public void Summarises_stopping_when_all_fits_are_alike(double kept, string sentence) =>
        Assert.Contains(sentence, Text(Mixtures(fit => new(kept, [.. Enumerable.Repeat(0.9, fit.Clusters)], -9, 7, true))));

    [Fact]
    public void Omits_section_about_stopping_when_fits_ran_to_optimum()
    {
        var request = _brain.Request() with
        {
            Methods = [new GaussianMixture { NInit = 3, Converge = true }],
            Scalings = [FeatureScaling.None],
        };
        var page = Page(request.Run());
        Assert.DoesNotContain("Stopping", Titles(page));
        Assert.Contains("gmm stop at the optimum", TextOf(page));
    }

    [Fact]
    public void Counts_divided_starts_and_names_clusters_missing_from_the_best()
    {
        var result = Divided(fit => fit.Clusters == 3);
        var found = result.Fits[0].Clustering!.Statistics.Counts[2] * 0.012;
        Assert.Contains(
            "Every fit ran from 3 starts. Starts whose labels agree in at least 98 % of the voxels count as one optimum. "
                + "In 1 of 2 fits, all starts found the same optimum; in the other fit, the result depends on the start.",
            Text(result));
        Assert.Contains($"all_gmm_k3 2 1 of 3 75.0 % 3 ({found:F1} mL) by 1 6.0 mL (2 starts) ", Text(result));
        Assert.DoesNotContain("all_gmm_k4 2 1 of 3", Text(result));
    }

    [Fact]
    public void Summarises_starts_when_all_fits_are_divided_or_none_is()
    {
        Assert.Contains("In every fit, the starts found different optima: results depend on the start.", Text(Divided(_ => true)));
        Assert.Contains("In each of 2 fits, all starts found the same optimum.", Text(Divided(_ => false)));
        Assert.DoesNotContain("missing from the best", Text(Divided(_ => false)));
    }

    [Fact]
    public void Shortens_cells_with_many_items()
    {
        Assert.Equal("none", $"{FitNames.Several([])}");
        Assert.Equal("1\n<br>2\n<br>3\n<br>4", $"{FitNames.Several(["1", "2", "3", "4"])}");
        Assert.Equal("1\n<br>2\n<br>3\n<br>4\n<br>2 more", $"{FitNames.Several(["1", "2", "3", "4", "5", "6"])}");
    }

    [Fact]
    public void Computes_overlaps_and_agreements_from_labels()
    {
        var request = _brain.Request() with { Clusters = [3], Subsets = [ImageSubsets.All], Scalings = [FeatureScaling.None] };
        var result = request.Run();
        var (mixture, kmeans) = (result.Fits[0].Clustering!, result.Fits[1].Clustering!);
        // The same shells of the ball, but two labels are swapped and half of the third goes to the first.
        byte[] moved = [.. mixture.Labels.ToArray().Select((label, i) =>
            label == 0 ? (byte)1 : label == 1 ? (byte)0 : i % 2 == 0 ? (byte)2 : (byte)1)];
        var other = result.With(fit => fit.Method.HasPosteriors ? mixture : kmeans with { Labels = moved });
        var (labels, changed) = (mixture.Labels.ToArray(), other.Fits[1].Clustering!.Labels.ToArray());
        Assert.Contains($"all_kmeans_k3 {Dice(0, 1):F2} {Dice(1, 0):F2} {Dice(2, 2):F2} ", Text(other));
        var share = labels.Zip(changed).Count(pair => pair is (0, 1) or (1, 0) or (2, 2)) / (double)labels.Length;
        Assert.Matches($@"Gaussian mixture and KMeans, unscaled {100 * share:F1} % \(0\.\d\d\) ", Text(other));

        double Dice(int a, int b) => 2.0 * labels.Zip(changed).Count(pair => pair == ((byte)a, (byte)b))
            / (labels.Count(label => label == a) + changed.Count(label => label == b));
    }

    [Fact]
    public void Counts_failed_fits_and_gives_reasons()
    {
        var request = _brain.Request() with
        {
            Subsets = [ImageSubsets.All],
            Scalings = [FeatureScaling.None],
            Methods = [new KMeans()],
        };
        var result = request.Run().Failing(fit => fit.Clusters == 4, "It <would> not.");
        var text = Text(result);
        Assert.Contains("Warning 1 of 3 fits failed; the notes below the table of all fits give the reasons.", text);
        Assert.Contains("all_kmeans_k4 failed – – – – – – – – – ", text);
        Assert.Contains("Notes on single fits all_kmeans_k4 failed: It <would> not. ", text);
        Assert.DoesNotContain("Clusters", Titles(Page(result)));

        var none = result.Failing(_ => true, "Nor these.");
        Assert.Contains("3 of 3 fits failed", Text(none));
        Assert.Contains("Figures show no labels: every fit failed.", Text(none));
        Assert.Equal(["Summary", "Figures", "All fits", "Settings", "Methods and citation"], Titles(Page(none)));

        var shown = result with { Request = request with { Shown = "all_kmeans_k4" } };
        Assert.Contains("Figures show no labels: the requested fit all_kmeans_k4 failed.", Text(shown));
    }

    [Fact]
    public void Names_images_when_no_fit_uses_all()
    {
        var text = Text((_brain.Request() with { Subsets = [ImageSubsets.Singles], Scalings = [FeatureScaling.None] }).Run());
        Assert.Contains("Figures show the labels of the Gaussian mixture of t1, K = 3, unscaled", text);
        Assert.Matches("Gaussian mixture of t1, unscaled .* KMeans of flair, unscaled ", text);
        Assert.DoesNotContain("all images", text);
    }

    [Fact]
    public void Explains_scaling_for_the_methods_used()
    {
        Assert.Equal((true, true, false), Explained(new GaussianMixture(), new KMeans()));
        Assert.Equal((true, false, false), Explained(new KMeans()));
        Assert.Equal((false, false, true), Explained(new GaussianMixture { CovarianceType = CovarianceTypes.Spherical }));

        (bool KMeans, bool Mixtures, bool Spherical) Explained(params IEstimator[] methods)
        {
            var text = Text((_brain.Request() with { Methods = methods, Clusters = [2] }).Run());
            return (Has("KMeans measures distances across images. Unscaled, an image counts by its variance (t1 "),
                Has("Mixtures adapt to each image"),
                Has("Spherical covariances have the same width in every image"));

            bool Has(string words) => text.Contains(words, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Allows_an_image_named_all()
    {
        string[] images =
            [_brain.Put("all.nii", SmallBrain.Values(100, 100, 1)), _brain.Put("flair.nii", SmallBrain.Values(400, -80, 2))];
        var result = (_brain.Request(images) with { Clusters = [2], Subsets = ["all", "all+flair"] }).Run();
        Assert.Equal(["all", "all+flair"], result.Fits.Select(fit => fit.Images).Distinct());
        Assert.Equal(["all", "all images"], result.Fits.Select(FitNames.Images).Distinct());
    }

    [Fact]
    public void Writes_same_page_in_every_run_and_on_every_machine()
    {
        var page = Page(_brain.Request().Run(), ExplorationFigures.Of);
        Assert.Equal(page, Page(_brain.Request().Run(), ExplorationFigures.Of));
        Assert.DoesNotContain(_brain.Root, page);
    }

    [Fact]
    public void Writes_small_page_of_lesson()
    {
        string[] names = ["t1", "t1_contrast", "flair", "adc"];
        var request = _brain.Request([.. names.Select(name => Shared.File("data", "lesson", $"{name}.nii.gz"))]);
        var result = (request with { Clusters = [2, 3, 4, 5, 6] }).Run();
        Assert.InRange(Page(result, ExplorationFigures.Of).Length, 2_000_000, 3_000_000);
    }

    private ExplorationRequest SingleKMeans(params int[] clusters) => _brain.Request() with
    {
        Methods = [new KMeans { NInit = 1 }],
        Clusters = clusters,
        Scalings = [FeatureScaling.None],
        Subsets = [ImageSubsets.All],
    };

    // Mixtures of 3 and 4 components of all images with the given comparison of stop and optimum.
    private ExplorationResult Mixtures(Func<ExploredFit, WayToOptimum> optimum) =>
        Two().With(fit => fit.Clustering! with { Optimum = optimum(fit) });

    // Two of the three starts of the selected fits find another optimum, with one more cluster of 500 voxels of 12 mm3.
    private ExplorationResult Divided(Func<ExploredFit, bool> which) => Two().With(fit => fit.Clustering! with
    {
        Stability = which(fit)
            ? fit.Clustering.Stability with
            {
                OptimumStarts = [1, 2],
                OptimumOwnClusters = [[], [500]],
                ClusterStarts = [3, 3, .. Enumerable.Repeat(1, fit.Clusters - 2)],
                MeanAgreement = 0.75,
            }
            : fit.Clustering.Stability with { OptimumStarts = [3], OptimumOwnClusters = [[]] },
    });

    private ExplorationResult Two() => (_brain.Request() with
    {
        Methods = [new GaussianMixture { NInit = 3 }],
        Clusters = [3, 4],
        Subsets = [ImageSubsets.All],
        Scalings = [FeatureScaling.None],
    }).Run();

    private static string Page(ExplorationResult result, Func<ExplorationResult, IReadOnlyList<NamedFigure>>? figures = null) =>
        ExplorationReport.Of(result, figures?.Invoke(result) ?? [], "1.2.3");

    private static IEnumerable<string> Titles(string page) => Headings().Matches(page).Select(match => match.Groups[1].Value);

    private static string Text(ExplorationResult result) => TextOf(Page(result));

    // The visible text, without style, script and data, in single spaces.
    private static string TextOf(string page) =>
        Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(Unread().Replace(page, ""), " ")), " ");

    [GeneratedRegex("<h2[^>]*>([^<]*)</h2>")]
    private static partial Regex Headings();

    [GeneratedRegex("<(style|script)[^>]*>.*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex Unread();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tags();

    [GeneratedRegex("\\s+")]
    private static partial Regex Spaces();
}
