using System.Net;
using System.Text.RegularExpressions;
using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Images.Regridding;
using GpuSeg.Report.Fit;
using GpuSeg.Studies.Models;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Report.Tests;

/// <summary>Texts of the report of a fit.</summary>
public sealed partial class FitReportTests : IDisposable
{
    private readonly SmallBrain _brain = new();

    public void Dispose() => _brain.Dispose();

    [Fact]
    public void Writes_same_page_in_every_run_and_on_every_machine()
    {
        var page = FitReport.Of(_brain.Segment(), "brain", "1.2.3");
        Assert.Equal(page, FitReport.Of(_brain.Segment(), "brain", "1.2.3"));
        Assert.DoesNotContain(_brain.Root, page);
        Assert.DoesNotContain($"{DateTime.UtcNow.Year}-", page);
        Assert.DoesNotContain("http", HttpNamespace().Replace(page, ""));
    }

    [Fact]
    public void Summarises_voxels_and_model()
    {
        var segmentation = _brain.Segment();
        var voxels = segmentation.Result.Mask.Count;
        Assert.Contains(
            $"{voxels:N0} of 8,008 voxels are positive in both images ({100.0 * voxels / 8008:F1} %, {voxels * 12 / 1000.0:F1} mL). "
                + "A Gaussian mixture of 3 components with full covariances divides these voxels into 3 clusters "
                + "by their intensities in t1 and flair.",
            Text(segmentation));
    }

    [Fact]
    public void Shows_the_overlap_of_images_that_were_resampled()
    {
        var t1 = _brain.Put("t1.nii", SmallBrain.Values(100, 100, 1));
        var flair = _brain.PutMoved("flair.nii", SmallBrain.Values(400, -80, 2), 1.5f);
        var page = FitReport.Of(
            SmallBrain.Segment(new SegmentationRequest
            {
                Images = [t1, flair],
                Regrid = TargetGrid.First,
                Estimator = new GaussianMixture { NComponents = 3 },
            }),
            "brain",
            "1.2.3");
        Assert.Contains("<section id=\"alignment\"", page);
        Assert.Contains("They are assumed to be aligned: nothing was registered.", page);
        Assert.Contains("resampled, linear", page);
        Assert.Contains("first at (-8.5, -20, -30) mm", page);
        Assert.Contains("t1 in grey, with the edges of the other images as lines.", page);
        Assert.Contains("#ffb000", page);
        Assert.Contains("resampled by their headers onto the grid of the first image", page);
        Assert.Contains("no image was registered", page);
    }

    [Fact]
    public void Says_that_images_on_one_grid_are_assumed_to_be_aligned()
    {
        var page = FitReport.Of(_brain.Segment(), "brain", "1.2.3");
        Assert.Contains("The images are assumed to be aligned", page);
        Assert.DoesNotContain("id=\"alignment\"", page);
    }

    [Fact]
    public void Uses_singular_for_one_cluster_of_one_image()
    {
        var image = _brain.Put("t1.nii", SmallBrain.Values(100, 100, 1));
        var text = Text(_brain.Segment(new KMeans { NClusters = 1, NInit = 1, Converge = true }, image));
        Assert.Contains("1 cluster in 1 image: t1", text);
        Assert.Contains("voxels are positive (", text);
        Assert.Contains(
            "KMeans describes these voxels as one cluster by their intensities in t1. "
                + "The fit converged after 2 iterations: no voxel changes its cluster any more.",
            text);
        Assert.Matches(@"Cluster 1 holds 100\.0 % of the voxels \([\d.]+ mL\)\. Slices", text);
        Assert.Contains("1 cluster was found by k-means", text);
        Assert.DoesNotContain("best of", text);
        var gaussian = Text(_brain.Segment(new GaussianMixture { NComponents = 1 }, image));
        string[] parts =
        [
            "A single Gaussian describes these voxels as one cluster by their intensities in t1.",
            "at the mean and covariance of the voxels",
            "A single Gaussian with a full covariance matrix was fitted",
        ];
        Assert.All(parts, part => Assert.Contains(part, gaussian));
        Assert.DoesNotContain("plateau", gaussian);
        Assert.Contains("mL); it lies within half an sd of the mean.", Text(_brain.Segment(new KMeans { NClusters = 9 }, image)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Omits_the_fit_when_a_model_is_applied(bool mixture)
    {
        var request = _brain.Segment().Result.Request;
        var fitted = SmallBrain.Segment(request with
        {
            Estimator = mixture ? new GaussianMixture { NComponents = 2 } : new KMeans { NClusters = 2 },
            Scaling = FeatureScaling.Standard,
        }).Result;
        var saved = new SavedModel { Model = fitted.Model, FeatureNames = ["t1", "flair"], Scaler = fitted.Scaler };
        var text = Text(SmallBrain.Segment(request.LabelledBy(new(saved, "other_model.json", "abc"))));
        var kind = mixture ? "Gaussian mixture of 2 components with full covariance matrices" : "k-means model of 2 clusters";
        string[] present =
        [
            "each image scaled as the images of the model.",
            "the labels come from the model other_model.json, as in all",
            "t1 and flair, scaled by the means and standard deviations of the model's own images, with GpuSeg",
            $"Labels were assigned by a {kind}, fitted beforehand (other_model.json); labels keep the numbers of the model.",
        ];
        Assert.All(present, part => Assert.Contains(part, text));
        string[] absent = ["mean 0 and variance 1", "unit variance", "lower bound", "Lower bound", "inertia"];
        Assert.All(absent, part => Assert.DoesNotContain(part, text));
        var pooled = request.LabelledBy(new(saved with { Scaler = null, PerSubject = true }, "pooled.json", "abc"));
        Assert.Contains("each image scaled to mean 0 and variance 1.", Text(SmallBrain.Segment(pooled)));
    }

    [Fact]
    public void Describes_clusters_by_their_contrast()
    {
        // Shells of about 4, 26 and 70 % of the voxels; t1 rises and flair falls outwards.
        var segmentation = SmallBrain.Segment(_brain.Segment().Result.Request with
        {
            Order = LabelOrder.ByMean("t1"),
            LabelNames = ["core", "middle", "rim"],
        });
        var result = segmentation.Result;
        var text = Text(segmentation);
        Assert.Matches(
            @"core holds \d\.\d % of the voxels \(\d\.\d mL\); "
                + $@"it is bright in flair \(\+{Contrast(0, 1):F1} sd\) and dark in t1 \(−\d\.\d sd\)\.",
            text);
        Assert.Matches(
            @"rim holds [67]\d\.\d % of the voxels \(\d+\.\d mL\); "
                + @"it is bright in t1 \(\+\d\.\d sd\) and dark in flair \(−\d\.\d sd\)\.",
            text);

        // Difference of the cluster's mean from the mean of all voxels, in standard deviations of all voxels, from the voxels themselves.
        double Contrast(int k, int image)
        {
            var values = result.Mask.Gather(segmentation.Volumes[image]).Select(value => (double)value).ToList();
            var mean = values.Average();
            var deviation = Math.Sqrt(values.Average(value => Math.Pow(value - mean, 2)));
            return (values.Where((_, i) => result.Labels.Span[i] == k).Average() - mean) / deviation;
        }
    }

    [Theory]
    [InlineData(false, "The fit stopped after 2 iterations, where scikit-learn stops: the lower bound moved by less than 0.001. "
        + "This may be a plateau")]
    [InlineData(true, "The fit ran to its optimum in ")]
    public void Explains_how_the_fit_stopped(bool converge, string sentence)
    {
        var text = Text(_brain.Segment(new GaussianMixture { NComponents = 3, Converge = converge }));
        Assert.Contains(sentence, text);
        Assert.Equal(converge, text.Contains("SQUAREM [4]", StringComparison.Ordinal));
        Assert.Equal(!converge, text.Contains("fit with converge to reach the optimum.", StringComparison.Ordinal));
    }

    [Fact]
    public void Lists_warnings_in_summary()
    {
        float[] half = [.. SmallBrain.Values(400, -80, 2).Select((value, i) => i < 4000 ? 0 : value)];
        var mixture = new GaussianMixture { NComponents = 3, MaxIter = 1, Tol = 0 };
        var text = Text(_brain.Segment(
            mixture, _brain.Put("t1.nii", SmallBrain.Values(100, 100, 1)), _brain.Put("half.nii", half)));
        Assert.Contains("The fit did not converge within 1 iteration, the limit", text);
        Assert.Contains("half alone removes", text);
        Assert.Contains("EM did not converge in 1 iteration;", text);
        Assert.Contains("Warnings", text);
        Assert.DoesNotContain("Warning", Text(_brain.Segment()));
    }

    [Fact]
    public void Warns_about_nearly_empty_clusters()
    {
        float[] values = SmallBrain.Values(100, 100, 1);
        values[SmallBrain.At(10, 4, -9)] = 5000;
        var text = Text(_brain.Segment(new KMeans { NClusters = 4 }, _brain.Put("spot.nii", values)));
        Assert.Contains("Cluster 4 (1 voxel) is nearly empty; fewer clusters may describe these images as well.", text);
    }

    [Fact]
    public void Lists_settings_of_the_run()
    {
        var mask = _brain.Put("mask.nii", SmallBrain.Values(100, 0, 3));
        var text = Text(SmallBrain.Segment(_brain.Segment().Result.Request with
        {
            Estimator = new GaussianMixture
            {
                NComponents = 2,
                CovarianceType = CovarianceTypes.Diag,
                NInit = 4,
                Seed = 7,
                Tol = 0.01,
                MaxIter = 50,
            },
            MaskFile = mask,
            Scaling = FeatureScaling.Standard,
            Order = LabelOrder.ByMean("flair"),
        }));
        string[] settings =
        [
            "covariance diag", "starts 4", "seed 7", "stop tol 0.01", "max iter 50", "mask file mask", "scale standard",
            "label order mean:flair", "backend cpu", "version 1.2.3", "22 × 26 × 14", "2 × 2 × 3", "RAS",
        ];
        Assert.All(settings, part => Assert.Contains(part, text));
        Assert.Contains(
            "inside the mask mask were clustered by intensity in t1 and flair, scaled to zero mean and unit variance within the mask, "
                + "with GpuSeg 1.2.3. A Gaussian mixture of 2 components with diagonal covariance matrices "
                + "was fitted by expectation-maximization [1] from the best of 4 starts (seed 7), "
                + "initialised by k-means [2] with k-means++ seeding [3], "
                + "until the mean log-likelihood changed by less than 0.01, or for at most 50 iterations; "
                + "1E-6 was added to the variances. Defaults and stopping rule followed scikit-learn 1.2 [4]. "
                + "Clusters were numbered by their mean in flair, the darkest first.",
            text);
        Assert.Matches(@"The mask mask holds [\d,]+ of 8,008 voxels \(", text);
    }

    [Fact]
    public void Describes_start_from_a_sample()
    {
        var request = _brain.Segment().Result.Request;
        var mixture = Text(SmallBrain.Segment(
            request with { Estimator = new GaussianMixture { NComponents = 2, NInit = 4, Init = MixtureInit.Sample } }));
        string[] ofMixture =
        [
            "init sample", "starts 4 on at most 16,384 voxels", "It started from the best of 4 fits to at most 16,384 of the voxels.",
            "from the best of 4 starts (seed 0), initialised by the same fit, started by k-means [2] with k-means++ seeding [3], "
                + "to a sample of at most 16,384 voxels, until",
        ];
        Assert.All(ofMixture, part => Assert.Contains(part, mixture));
        var kmeans = Text(SmallBrain.Segment(
            request with { Estimator = new KMeans { NClusters = 2, NInit = 1, Init = KMeansInit.Sample } }));
        string[] ofKMeans =
        [
            "It started from the result of a fit to at most 16,384 of the voxels.",
            "from one start (seed 0) with k-means++ seeding [2], first fitted to a sample of at most 16,384 voxels, until",
        ];
        Assert.All(ofKMeans, part => Assert.Contains(part, kmeans));
    }

    [Fact]
    public void Shows_numbers_of_label_table()
    {
        var segmentation = _brain.Segment();
        var result = segmentation.Result;
        var text = Text(segmentation);
        for (var k = 0; k < 3; k++)
        {
            var voxels = result.Statistics.Counts[k];
            var (mean, deviation) = (result.Statistics.Means[2 * k], result.Statistics.Deviations[2 * k]);
            Assert.Contains(
                $"Cluster {k + 1} {voxels:N0} {100.0 * voxels / result.Mask.Count:F1} % {voxels * 0.012:F1} {mean:F2} ± {deviation:F2}",
                text);
        }
    }

    [Theory]
    [InlineData(1, false, 1)]
    [InlineData(1, true, 2)]
    [InlineData(2, true, 4)]
    [InlineData(8, true, 4)]
    [InlineData(9, true, 2)]
    public void Draws_only_informative_figures(int images, bool mixture, int figures)
    {
        string[] files =
            [.. Enumerable.Range(1, images).Select(i => _brain.Put($"i{i}.nii", SmallBrain.Values(100 * i, 50 + i, (uint)i)))];
        IEstimator estimator = mixture ? new GaussianMixture { NComponents = 2 } : new KMeans { NClusters = 2 };
        var page = FitReport.Of(_brain.Segment(estimator, files), "brain", "1.2.3");
        Assert.Equal(figures, page.Split("<svg").Length - 1);
        Assert.Equal(
            ["Summary", "Slices", "Clusters", "Figures", "Settings", "Methods and citation"],
            Headings().Matches(page).Select(match => match.Groups[1].Value));
    }

    [Fact]
    public void Writes_small_page_of_lesson()
    {
        string[] names = ["t1", "t1_contrast", "flair", "adc"];
        string[] images = [.. names.Select(name => Shared.File("data", "lesson", $"{name}.nii.gz"))];
        var page = FitReport.Of(_brain.Segment(images: images), "lesson", "1.2.3");
        Assert.InRange(page.Length, 500_000, 3_000_000);
    }

    // The visible text, without style, script and data, in single spaces.
    private static string Text(VolumeSegmentation segmentation)
    {
        var markup = Unread().Replace(FitReport.Of(segmentation, "brain", "1.2.3"), "");
        return Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(Blocks().Replace(markup, " $0"), "")), " ");
    }

    [GeneratedRegex("<h2[^>]*>([^<]*)</h2>")]
    private static partial Regex Headings();

    [GeneratedRegex("<(style|script)[^>]*>.*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex Unread();

    [GeneratedRegex("</?(p|li|div|td|th|tr|dt|dd|h1|h2|h3|section|figure|span class=\"bar\")\\b")]
    private static partial Regex Blocks();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tags();

    [GeneratedRegex("\\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("http://www\\.w3\\.org/2000/svg|http-equiv")]
    private static partial Regex HttpNamespace();
}
