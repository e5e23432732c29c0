using System.Net;
using System.Text.RegularExpressions;
using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Report.Fit;
using GpuSeg.Studies.Models;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Report.Tests;

/// <summary>What the report of a fit says.</summary>
public sealed partial class FitReportTests : IDisposable
{
    private readonly SmallBrain _brain = new();

    public void Dispose() => _brain.Dispose();

    [Fact]
    public void Nothing_in_it_changes_from_run_to_run_or_tells_of_the_machine()
    {
        var page = FitReport.Of(_brain.Segment(), "brain", "1.2.3");
        Assert.Equal(page, FitReport.Of(_brain.Segment(), "brain", "1.2.3"));
        Assert.DoesNotContain(_brain.Root, page);
        Assert.DoesNotContain($"{DateTime.UtcNow.Year}-", page);
        Assert.DoesNotContain("http", HttpNamespace().Replace(page, ""));
    }

    [Fact]
    public void The_summary_counts_what_took_part()
    {
        var segmentation = _brain.Segment();
        var result = segmentation.Result;
        var share = 100.0 * result.Mask.Count / 8008;
        Assert.Contains($"Of 8,008 voxels, the {result.Mask.Count:N0} that are positive in both images took part ({share:F1} %, {result.Mask.Count * 12 / 1000.0:F1} mL). "
            + "A Gaussian mixture of 3 components with full covariances divides them into as many clusters by their intensities in t1 and flair.", Text(segmentation));
    }

    [Fact]
    public void One_is_not_many()
    {
        var image = _brain.Put("t1.nii", SmallBrain.Values(100, 100, 1));
        var text = Text(_brain.Segment(new KMeans { NClusters = 1, NInit = 1, Converge = true }, image));
        Assert.Contains("1 cluster in 1 image: t1", text);
        Assert.Contains("that are positive took part", text);
        Assert.Contains("KMeans takes them all as one cluster by their intensities in t1. The fit came to rest after 2 iterations: no voxel changes its cluster any more.", text);
        Assert.Matches(@"Cluster 1 holds 100\.0 % of the voxels \([\d.]+ mL\)\. Slices", text);
        Assert.Contains("1 cluster was found by k-means", text);
        Assert.DoesNotContain("best of", text);
        var gaussian = Text(_brain.Segment(new GaussianMixture { NComponents = 1 }, image));
        Assert.All(["A single Gaussian takes them all as one cluster by their intensities in t1.", "at the mean and covariance of the voxels", "A single Gaussian with a full covariance matrix was fitted"], part => Assert.Contains(part, gaussian));
        Assert.DoesNotContain("plateau", gaussian);
        Assert.Contains("mL); it lies within half an sd of the mean.", Text(_brain.Segment(new KMeans { NClusters = 9 }, image)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_model_of_other_images_leaves_its_fit_out(bool mixture)
    {
        var request = _brain.Segment().Result.Request;
        var fitted = SmallBrain.Segment(request with { Estimator = mixture ? new GaussianMixture { NComponents = 2 } : new KMeans { NClusters = 2 }, Scaling = FeatureScaling.Standard }).Result;
        var saved = new SavedModel { Model = fitted.Model, FeatureNames = ["t1", "flair"], Scaler = fitted.Scaler };
        var text = Text(SmallBrain.Segment(request.LabelledBy(new(saved, "other_model.json", "abc"))));
        Assert.All(["each image scaled as those of the model were.", "the labels are those of the model other_model.json, as in all", "t1 and flair, scaled by the means and standard deviations of the model's own images, with GpuSeg",
            $"Labels were assigned by a {(mixture ? "Gaussian mixture of 2 components with full covariance matrices" : "k-means model of 2 clusters")} that had been fitted before (other_model.json); they keep its numbers."], part => Assert.Contains(part, text));
        Assert.All(["mean 0 and variance 1", "unit variance", "lower bound", "Lower bound", "inertia"], part => Assert.DoesNotContain(part, text));
        Assert.Contains("each image scaled to mean 0 and variance 1.", Text(SmallBrain.Segment(request.LabelledBy(new(saved with { Scaler = null, PerSubject = true }, "pooled.json", "abc")))));
    }

    [Fact]
    public void Clusters_are_described_by_where_they_stand_out()
    {
        // Shells of about 4, 26 and 70 % whose t1 rises and whose flair falls outwards.
        var segmentation = SmallBrain.Segment(_brain.Segment().Result.Request with { Order = Engine.Fitting.LabelOrder.ByMean("t1"), LabelNames = ["core", "middle", "rim"] });
        var result = segmentation.Result;
        var text = Text(segmentation);
        var contrast = Contrast(0, 1);
        Assert.Matches($@"core holds \d\.\d % of the voxels \(\d\.\d mL\); it is bright in flair \(\+{contrast:F1} sd\) and dark in t1 \(−\d\.\d sd\)\.", text);
        Assert.Matches(@"rim holds [67]\d\.\d % of the voxels \(\d+\.\d mL\); it is bright in t1 \(\+\d\.\d sd\) and dark in flair \(−\d\.\d sd\)\.", text);

        // The cluster's mean less that of all voxels, by the deviation of all voxels, from the voxels themselves.
        double Contrast(int k, int image)
        {
            var values = result.Mask.Gather(segmentation.Volumes[image]).Select(value => (double)value).ToList();
            var mean = values.Average();
            return (values.Where((_, i) => result.Labels.Span[i] == k).Average() - mean) / Math.Sqrt(values.Average(value => Math.Pow(value - mean, 2)));
        }
    }

    [Theory]
    [InlineData(false, "The fit stopped after 2 iterations, where scikit-learn stops: the lower bound moved by less than 0.001. That may be a plateau")]
    [InlineData(true, "The fit ran to its optimum in ")]
    public void The_summary_tells_how_the_fit_stopped_and_what_that_means(bool converge, string sentence)
    {
        var text = Text(_brain.Segment(new GaussianMixture { NComponents = 3, Converge = converge }));
        Assert.Contains(sentence, text);
        Assert.Equal(converge, text.Contains("SQUAREM [4]", StringComparison.Ordinal));
        Assert.Equal(!converge, text.Contains("--converge goes on", StringComparison.Ordinal));
    }

    [Fact]
    public void Trouble_is_told_in_the_summary()
    {
        float[] half = [.. SmallBrain.Values(400, -80, 2).Select((value, i) => i < 4000 ? 0 : value)];
        var text = Text(_brain.Segment(new GaussianMixture { NComponents = 3, MaxIter = 1, Tol = 0 }, _brain.Put("t1.nii", SmallBrain.Values(100, 100, 1)), _brain.Put("half.nii", half)));
        Assert.Contains("The fit had not converged after 1 iteration, as many as were allowed", text);
        Assert.Contains("half alone removes", text);
        Assert.Contains("EM did not converge in 1 iteration;", text);
        Assert.Contains("Warnings", text);
        Assert.DoesNotContain("Warning", Text(_brain.Segment()));
    }

    [Fact]
    public void Nearly_empty_clusters_are_named()
    {
        float[] values = SmallBrain.Values(100, 100, 1);
        values[SmallBrain.At(10, 4, -9)] = 5000;
        var text = Text(_brain.Segment(new KMeans { NClusters = 4 }, _brain.Put("spot.nii", values)));
        Assert.Contains("Cluster 4 (1 voxel) is nearly empty; fewer clusters may describe these images as well.", text);
    }

    [Fact]
    public void The_settings_are_those_of_the_run()
    {
        var mask = _brain.Put("mask.nii", SmallBrain.Values(100, 0, 3));
        var text = Text(SmallBrain.Segment(_brain.Segment().Result.Request with
        {
            Estimator = new GaussianMixture { NComponents = 2, CovarianceType = CovarianceType.Diag, NInit = 4, Seed = 7, Tol = 0.01, MaxIter = 50 },
            MaskFile = mask,
            Scaling = FeatureScaling.Standard,
            Order = Engine.Fitting.LabelOrder.ByMean("flair"),
        }));
        Assert.All(["covariance diag", "starts 4", "seed 7", "stop tol 0.01", "max iter 50", "mask file mask", "scale standard", "label order mean:flair", "backend cpu", "version 1.2.3", "22 × 26 × 14", "2 × 2 × 3", "RAS"],
            part => Assert.Contains(part, text));
        Assert.Contains("inside the mask mask were clustered by intensity in t1 and flair, scaled to zero mean and unit variance within the mask, with GpuSeg 1.2.3. A Gaussian mixture of 2 components "
            + "with diagonal covariance matrices was fitted by expectation-maximization [1] from the best of 4 starts (seed 7), initialised by k-means [2] with k-means++ seeding [3], "
            + "until the mean log-likelihood changed by less than 0.01, or for at most 50 iterations; 1E-6 was added to the variances. Defaults and stopping rule were those of scikit-learn 1.2 [4]. "
            + "Clusters were numbered by their mean in flair, the darkest first.", text);
        Assert.Contains("Of 8,008 voxels, the ", text);
    }

    [Fact]
    public void A_start_from_a_sample_is_told()
    {
        var mixture = Text(SmallBrain.Segment(_brain.Segment().Result.Request with { Estimator = new GaussianMixture { NComponents = 2, NInit = 4, Init = MixtureInit.Sample } }));
        Assert.All(["init sample", "starts 4 on at most 16,384 voxels", "It began where the best of 4 fits to at most 16,384 of the voxels had ended.",
            "from the best of 4 starts (seed 0), initialised by the same fit, started by k-means [2] with k-means++ seeding [3], to a sample of at most 16,384 voxels, until"], part => Assert.Contains(part, mixture));
        var kmeans = Text(SmallBrain.Segment(_brain.Segment().Result.Request with { Estimator = new KMeans { NClusters = 2, NInit = 1, Init = KMeansInit.Sample } }));
        Assert.All(["It began where a fit to at most 16,384 of the voxels had ended.", "from one start (seed 0) with k-means++ seeding [2], first fitted to a sample of at most 16,384 voxels, until"], part => Assert.Contains(part, kmeans));
    }

    [Fact]
    public void The_table_shows_the_numbers_of_the_label_table()
    {
        var segmentation = _brain.Segment();
        var result = segmentation.Result;
        var text = Text(segmentation);
        for (var k = 0; k < 3; k++)
        {
            var (mean, deviation) = (result.Statistics.Means[2 * k], result.Statistics.Deviations[2 * k]);
            Assert.Contains($"Cluster {k + 1} {result.Statistics.Counts[k]:N0} {100.0 * result.Statistics.Counts[k] / result.Mask.Count:F1} % {result.Statistics.Counts[k] * 0.012:F1} {mean:F2} ± {deviation:F2}", text);
        }
    }

    [Theory]
    [InlineData(1, false, 1)]
    [InlineData(1, true, 2)]
    [InlineData(2, true, 4)]
    [InlineData(8, true, 4)]
    [InlineData(9, true, 2)]
    public void Figures_are_those_that_there_is_something_to_see_in(int images, bool mixture, int figures)
    {
        string[] files = [.. Enumerable.Range(1, images).Select(i => _brain.Put($"i{i}.nii", SmallBrain.Values(100 * i, 50 + i, (uint)i)))];
        var page = FitReport.Of(_brain.Segment(mixture ? new GaussianMixture { NComponents = 2 } : new KMeans { NClusters = 2 }, files), "brain", "1.2.3");
        Assert.Equal(figures, page.Split("<svg").Length - 1);
        Assert.Equal(["Summary", "Slices", "Clusters", "Figures", "Settings", "Methods and citation"], Headings().Matches(page).Select(match => match.Groups[1].Value));
    }

    [Fact]
    public void The_founding_example_makes_a_small_page()
    {
        string[] names = ["t1", "t1_contrast", "flair", "adc"];
        var page = FitReport.Of(_brain.Segment(images: [.. names.Select(name => Shared.File("data", "lesson", $"{name}.nii.gz"))]), "lesson", "1.2.3");
        Assert.InRange(page.Length, 500_000, 3_000_000);
    }

    // What is read, without style, script and data, in single spaces.
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
