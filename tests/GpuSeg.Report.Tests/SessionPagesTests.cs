using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Images.Files;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;
using GpuSeg.Report.Fit;
using GpuSeg.Report.Sessions;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Report.Tests;

/// <summary>Pages of a data set's sessions, made from its files.</summary>
public sealed class SessionPagesTests : IDisposable
{
    private const string LabelMap = "sub-02/anat/sub-02_seg-gmm3_dseg.nii.gz";

    private readonly SegmentedDataset _data = new(subjects: 3);
    private readonly SegmentationRequest _request = SegmentedDataset.Request();

    public void Dispose() => _data.Dispose();

    public static TheoryData<string> Fits =>
    [
        "full", "tied", "diag", "spherical", "kmeans", "scaled", "scaled kmeans", "troubled", "optimum", "lesion", "no lesion",
        "tissues", "clean",
    ];

    [Theory]
    [MemberData(nameof(Fits))]
    public void Writes_same_page_from_files_as_from_the_run(string fit)
    {
        var request = SegmentedDataset.Request(fit switch
        {
            "scaled kmeans" or "kmeans" => new KMeans { NClusters = 3 },
            "troubled" => new GaussianMixture { NComponents = 3, MaxIter = 1, NInit = 3, Tol = 0 },
            "optimum" => new GaussianMixture { NComponents = 2, Converge = true },
            _ => new GaussianMixture
            {
                NComponents = 3,
                CovarianceType = CovarianceTypes.Find(fit) ?? CovarianceTypes.Full,
            },
        }) with
        {
            Scaling = fit.StartsWith("scaled", StringComparison.Ordinal) ? FeatureScaling.Standard : FeatureScaling.None,
            MaskRule = fit == "kmeans" ? MaskRule.NonZero : MaskRule.Positive,
            Tissues = fit == "tissues" ? new(new Dictionary<LesionContrast, string>()) : null,
            Clean = fit == "clean" ? 50 : null,
            LabelNames = fit == "scaled" ? ["core", "middle", "rim"] : null,
            Lesion = fit.EndsWith("lesion", StringComparison.Ordinal) ? LesionSearchMode.IfPossible : LesionSearchMode.None,
            Order = fit == "diag" ? LabelOrder.ByMean("flair") : LabelOrder.ByWeight,
        };
        if (fit == "troubled")
        {
            _data.Image("sub-01", "FLAIR", [.. SmallBrain.Values(400, -80, 2).Select((value, i) => i < 4000 ? 0 : value)]);
        }

        if (fit == "lesion")
        {
            _data.Image("sub-01", "FLAIR", SmallBrain.WithLesion(SmallBrain.Values(400, -80, 10)));
        }
        else if (fit == "no lesion")
        {
            _data.Image("sub-01", "FLAIR", SmallBrain.Values(400, 0, 10));
        }

        _data.Segment(request);
        var (saved, plan) = (_data.Saved(request), _data.Plans(request)[0]);
        var found = saved.Find(plan);
        var segmentation = _data.InMemory(request);
        Assert.Equal(fit == "troubled", segmentation.Result.Warnings.Count > 1);
        var expected = FitReport.Of(segmentation, found.Title, SegmentedDataset.Version, found.Sha256);
        var read = saved.Read(found, TestContext.Current.CancellationToken);
        Assert.Equal(fit == "lesion", read.Result.Lesion?.Lesion?.IsFound ?? false);
        Assert.Equal(expected, FitReport.Of(read, found.Title, found.Version, found.Sha256));
        _data.Pages(request);
        Assert.Equal(expected, File.ReadAllText(_data.At("sub-01.html")));
        Assert.Contains($"<h1>sub-01_seg-{Studies.Bids.Plans.SegmentationLabel.Of(request)}</h1>", expected);
    }

    [Fact]
    public void Rebuilds_pages_when_results_have_changed()
    {
        _data.Segment(_request);
        Assert.Equal([PageState.Made, PageState.Made, PageState.Made], States(_data.Pages(_request)));
        Assert.Equal(["sub-01.html", "sub-02.html", "sub-03.html"], Left);
        var page = File.ReadAllText(_data.At("sub-01.html"));
        File.WriteAllText(_data.At("sub-01.html"), page.Replace("</body>", "<!-- marked --></body>", StringComparison.Ordinal));
        File.Delete(_data.At("sub-02.html"));
        Assert.Equal([PageState.Kept, PageState.Made, PageState.Kept], States(_data.Pages(_request)));
        Assert.Contains("marked", File.ReadAllText(_data.At("sub-01.html")));
        Assert.Equal([PageState.Made, PageState.Made, PageState.Made], States(_data.Pages(_request, overwrite: true)));
        Assert.DoesNotContain("marked", File.ReadAllText(_data.At("sub-01.html")));

        // The page shows the last requested segmentation.
        var other = SegmentedDataset.Request(new GaussianMixture { NComponents = 3, Seed = 5 });
        _data.Segment(other, overwrite: true);
        Assert.Equal([PageState.Made, PageState.Made, PageState.Made], States(_data.Pages(other)));
        Assert.Contains("<dd>5</dd>", File.ReadAllText(_data.At("sub-03.html")));
    }

    [Fact]
    public void Reports_failure_of_one_session_and_makes_other_pages()
    {
        _data.Segment(_request);
        Told(
            3,
            "sub-02_seg-gmm3_dseg.json is of an earlier run: Parameters.random_state was 0 and is 5 now; segment the session again",
            SegmentedDataset.Request(new GaussianMixture { NComponents = 3, Seed = 5 }));
        _data.Segment(SegmentedDataset.Request(new GaussianMixture { NComponents = 4 }));
        var map = File.ReadAllBytes(_data.At(LabelMap));
        File.Copy(_data.At(LabelMap.Replace("gmm3", "gmm4", StringComparison.Ordinal)), _data.At(LabelMap), overwrite: true);
        Told(1, "the labels of sub-02/anat/sub-02_seg-gmm3_dseg.nii.gz do not match the model and the mask");
        var header = NiftiReader.ReadHeader(_data.At(LabelMap));
        using (var everywhere = new OutputSet(overwrite: true))
        {
            var ones = Enumerable.Repeat((byte)1, header.Grid.VoxelCount).ToArray();
            everywhere.AddImage(_data.At(LabelMap), OutputImage.Labels(header, ones, 3));
            everywhere.Commit();
        }
        Told(1, "the labels of sub-02/anat/sub-02_seg-gmm3_dseg.nii.gz do not match the model and the mask");
        File.WriteAllBytes(_data.At(LabelMap), map[..^200]);
        Told(1, "sub-02_seg-gmm3_dseg.nii.gz is truncated");
        File.Delete(_data.At(LabelMap));
        Told(1, "its results are not complete: ");
        File.WriteAllBytes(_data.At(LabelMap), map);
        var model = _data.At(LabelMap.Replace("dseg.nii.gz", "model.json", StringComparison.Ordinal));
        var text = File.ReadAllText(model);
        File.WriteAllText(model, "{}");
        Told(1, "sub-02_seg-gmm3_model.json is not a model as gpuseg writes them");
        File.WriteAllText(model, text);
        _data.Image("sub-02", "FLAIR", SmallBrain.Values(400, -80, 99));
        Told(1, "sub-02_FLAIR.nii have changed since; segment the session again");

        void Told(int times, string part, SegmentationRequest? request = null)
        {
            var outcomes = _data.Pages(request ?? _request, overwrite: true);
            Assert.Equal(times, outcomes.Count(outcome => outcome.State is PageState.Failed or PageState.TooLarge or PageState.NoResults));
            Assert.Contains(part, outcomes[1].Failure);
            Assert.Equal(outcomes[0].State == PageState.Made, File.Exists(_data.At("sub-01.html")));
        }
    }

    [Fact]
    public void Leaves_only_whole_pages_when_stopped()
    {
        _data.Segment(_request);
        Assert.ThrowsAny<OperationCanceledException>(() => _data.Pages(_request, stop: true));
        Assert.InRange(Left.Count(), 1, 2);
        Assert.All(Left, name => Assert.EndsWith("</html>\n", File.ReadAllText(_data.At(name)), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Admits_work_alone_when_it_exceeds_memory()
    {
        var (gate, token) = (new MemoryGate(10), TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var alone = gate.Enter(11, token);
        var next = Task.Run(() => gate.Enter(1, stop.Token), token);
        Assert.NotSame(next, await Task.WhenAny(next, Task.Delay(300, token)));
        alone.Dispose();
        await next;
        using var fits = gate.Enter(9, token);
        next = Task.Run(() => gate.Enter(1, stop.Token), token);
        stop.Cancel();
        await Assert.ThrowsAsync<OperationCanceledException>(() => next);
    }

    private static IEnumerable<PageState> States(IEnumerable<PageOutcome> outcomes) => outcomes.Select(outcome => outcome.State);

    private IEnumerable<string> Left => Directory.GetFiles(_data.Folder, "*")
        .Select(path => Path.GetFileName(path))
        .Where(name => name.Contains("sub-", StringComparison.Ordinal))
        .Order();
}
