using GpuSeg.Engine.Centroids;
using GpuSeg.Images.Masking;
using GpuSeg.Report.Sessions;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Report.Tests;

public sealed class CitationFileTests : IDisposable
{
    private readonly SegmentedDataset _data = new(subjects: 2);
    private readonly SegmentationRequest _request = SegmentedDataset.Request();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Describes_segmentation_with_references()
    {
        string[] sentences =
        [
            "Each session was segmented separately: the voxels positive in every image or in holes that interpolation left "
            + "among such voxels were clustered by intensity in t1w and flair, "
                + "with GpuSeg 1.2.3.",
            "A Gaussian mixture of 3 components with full covariance matrices was fitted by expectation-maximization [1] "
                + "from one start (seed 0), initialised by k-means [2] with k-means++ seeding [3], "
                + "until the mean log-likelihood changed by less than 0.001, or for at most 100 iterations; "
                + "1E-6 was added to the variances.",
            "Defaults and stopping rule followed scikit-learn 1.2 [4].",
            "Clusters were numbered by size, the largest first.",
        ];
        string[] references =
        [
            "1. Dempster AP, Laird NM, Rubin DB. Maximum likelihood from incomplete data via the EM algorithm. "
                + "Journal of the Royal Statistical Society: Series B 39(1):1-38, 1977.",
            "2. Lloyd SP. Least squares quantization in PCM. IEEE Transactions on Information Theory 28(2):129-137, 1982.",
            "3. Arthur D, Vassilvitskii S. k-means++: the advantages of careful seeding. "
                + "Proceedings of the 18th ACM-SIAM Symposium on Discrete Algorithms:1027-1035, 2007.",
            "4. Pedregosa F, Varoquaux G, Gramfort A, et al. Scikit-learn: machine learning in Python. "
                + "Journal of Machine Learning Research 12:2825-2830, 2011.",
        ];
        var expected = $"""
            # Methods and citation

            For the Methods section of a paper; check that it describes your analysis.

            {string.Join(' ', sentences)}

            {string.Join('\n', references)}

            """;
        Assert.Equal(expected, CitationFile.Text(_request, _data.Plans(_request), ["1.2.3"]));
    }

    [Fact]
    public void Says_about_images_only_what_is_true_for_every_session()
    {
        _data.Image("sub-02", "T2w", SmallBrain.Values(300, 30, 7));
        var request = _request with
        {
            Estimator = new KMeans { NClusters = 2 },
            MaskRule = MaskRule.NonZero,
            Scaling = FeatureScaling.Standard,
        };
        var plans = _data.Plans(request);
        Assert.Contains(
            "the voxels nonzero in every image were clustered by intensity in its anatomical images, "
                + "scaled to zero mean and unit variance within the mask, with GpuSeg 1.2.3 and 1.3.0. 2 clusters were found by k-means",
            CitationFile.Text(request, plans, ["1.2.3", "1.3.0"]));
        Assert.Contains(
            "nonzero in every image were clustered by intensity in t1w, t2w and flair, scaled",
            CitationFile.Text(request, [plans[1]], ["1.2.3"]));
    }

    [Fact]
    public void Writes_same_text_in_one_run_and_in_runs_over_parts()
    {
        _data.Image("sub-02", "T2w", SmallBrain.Values(300, 30, 7));
        PageOutcome[] pages = [.. _data.Plans(_request).Select(plan => new PageOutcome(plan, PageState.Made, "1.2.3"))];
        CitationFile.Write(_data.Folder, _request, pages, overwrite: false);
        var all = File.ReadAllText(_data.At("logs/CITATION.md"));
        File.Delete(_data.At("logs/CITATION.md"));
        CitationFile.Write(_data.Folder, _request, pages[..1], overwrite: false);
        CitationFile.Write(_data.Folder, _request, pages[1..], overwrite: false);
        Assert.Equal(all, File.ReadAllText(_data.At("logs/CITATION.md")));
        CitationFile.Write(_data.Folder, _request, pages[1..], overwrite: true);
        Assert.Contains("in t1w, t2w and flair, with", File.ReadAllText(_data.At("logs/CITATION.md")));
        // The text of a different segmentation says nothing about the images of this one.
        var other = _request with { Estimator = new KMeans { NClusters = 2 } };
        CitationFile.Write(_data.Folder, other, pages[..1], overwrite: false);
        Assert.Contains("in t1w and flair, with", File.ReadAllText(_data.At("logs/CITATION.md")));
    }

    [Fact]
    public void Writes_file_only_when_there_are_results_and_text_is_new()
    {
        CitationFile.Write(_data.Folder, _request, [new(_data.Plans(_request)[0], PageState.Failed, null, "why")], overwrite: false);
        Assert.False(Directory.Exists(_data.Folder));
        var plans = _data.Plans(_request);
        PageOutcome[] pages = [new(plans[0], PageState.Kept, "1.3.0"), new(plans[1], PageState.Made, "1.2.3")];
        CitationFile.Write(_data.Folder, _request, pages, overwrite: false);
        var path = _data.At("logs/CITATION.md");
        Assert.Equal(CitationFile.Text(_request, plans, ["1.2.3", "1.3.0"]), File.ReadAllText(path));
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        CitationFile.Write(_data.Folder, _request, pages, overwrite: false);
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(path));
        Assert.Single(Directory.GetFileSystemEntries(_data.At("logs")));
    }
}
