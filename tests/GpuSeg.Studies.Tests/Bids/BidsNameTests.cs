using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Tests.Bids;

public sealed class BidsNameTests
{
    [Theory]
    [InlineData("sub-01_T1w.nii.gz")]
    [InlineData("sub-01_ses-pre_acq-3D_ce-gd_run-02_T1w.nii")]
    [InlineData("sub-01_run-1_acq-late_FLAIR.nii.gz")]
    [InlineData("sub-01_other-x+y_T1w.json")]
    public void Formats_parsed_names_unchanged(string file) => Assert.Equal(file, Parsed(file).ToString());

    [Fact]
    public void Separates_entities_suffix_and_extension()
    {
        var name = Parsed("sub-01_ses-02_ce-gd_T1w.nii.gz");
        Assert.Equal([("sub", "01"), ("ses", "02"), ("ce", "gd")], name.Entities);
        Assert.Equal(("T1w", ".nii.gz", "gd", null), (name.Suffix, name.Extension, name["ce"], name["run"]));
    }

    [Theory]
    [InlineData("T1w.nii.gz")]
    [InlineData("sub-01.nii.gz")]
    [InlineData("sub-01_T1w")]
    [InlineData("sub-_T1w.nii.gz")]
    [InlineData("sub-01_sub-02_T1w.nii.gz")]
    [InlineData("sub-01_ce_T1w.nii.gz")]
    [InlineData("sub-01_ce-a-b_T1w.nii.gz")]
    [InlineData("sub-01_.nii.gz")]
    [InlineData(".nii.gz")]
    [InlineData("")]
    public void Rejects_names_outside_BIDS(string file) => Assert.False(BidsName.TryParse(file, out _));

    [Theory]
    [InlineData("sub-01_dseg.nii.gz", "sub-01_T1w.nii.gz", "sub-01_ce-gd_T1w.nii.gz", "sub-01_FLAIR.nii.gz")]
    [InlineData("sub-01_ses-02_run-1_dseg.nii.gz", "sub-01_ses-02_run-1_T1w.nii.gz", "sub-01_ses-02_acq-x_run-1_T2w.nii.gz")]
    [InlineData("sub-01_dseg.nii.gz", "sub-01_run-1_T1w.nii.gz", "sub-01_run-2_T2w.nii.gz")]
    [InlineData("sub-01_ce-gd_dseg.nii.gz", "sub-01_ce-gd_T1w.nii.gz")]
    [InlineData("sub-01_dseg.nii.gz", "sub-01_inv-1_MP2RAGE.nii.gz")]
    [InlineData("sub-01_acq-3D_run-1_dseg.nii.gz", "sub-01_run-1_acq-3D_T1w.nii.gz")]
    public void Keeps_the_entities_that_all_sources_share_in_a_derivative(string expected, params string[] sources) =>
        Assert.Equal(expected, BidsName.SharedBy([.. sources.Select(Parsed)], "anat", "dseg", ".nii.gz").ToString());

    [Fact]
    public void Inserts_new_entities_in_the_order_of_the_specification()
    {
        var name = Parsed("sub-01_ses-02_desc-crf_dseg.nii.gz");
        Assert.Equal("sub-01_ses-02_seg-gmm3_desc-crf_dseg.nii.gz", name.With("seg", "gmm3").ToString());
        Assert.Equal("sub-01_ses-02_ce-gd_space-orig_desc-crf_dseg.nii.gz", name.With("space", "orig").With("ce", "gd").ToString());
        Assert.Equal("sub-01_ses-02_desc-other_mask.json", name.With("desc", "other").As("mask", ".json").ToString());
        Assert.Throws<ArgumentException>(() => name.With("seg", "gmm_3"));
        Assert.Throws<ArgumentException>(() => name.With("seq", "gmm3"));
    }

    // Out of src/schema/rules/entities.yaml: where another order was tried, the validator refused the name.
    [Theory]
    [InlineData("sub", "ses", "task", "acq", "ce", "rec", "dir", "run", "echo", "part", "space", "atlas", "seg", "scale", "res", "den",
        "label", "desc")]
    public void Orders_entities_by_the_specification(params string[] keys) => Assert.Equal(keys, keys.OrderBy(BidsEntities.Place));

    [Fact]
    public void Names_non_default_options_in_the_label_of_a_segmentation()
    {
        Assert.Equal("gmm3", Label(new GaussianMixture { NComponents = 3 }));
        Assert.Equal("gmm4diag", Label(new GaussianMixture { NComponents = 4, CovarianceType = CovarianceTypes.Diag }));
        Assert.Equal("gmm3scaled", SegmentationLabel.Of(
            Request(new GaussianMixture { NComponents = 3 }) with { Scaling = FeatureScaling.Standard }));
        Assert.Equal("kmeans4", Label(new KMeans { NClusters = 4 }));
        Assert.Equal(
            "gmm4diagpooled", SegmentationLabel.Pooled(new GaussianMixture { NComponents = 4, CovarianceType = CovarianceTypes.Diag }));
        var centres = KMeansModel.FromCentres([1, 2], [0.5, 0.5], 1, 1, converged: true, joined: 0);
        Assert.Equal("kmeans2model", SegmentationLabel.Of(ByModel(perSubject: false)));
        Assert.Equal("kmeans2pooled", SegmentationLabel.Of(ByModel(perSubject: true)));

        static string Label(IEstimator estimator) => SegmentationLabel.Of(Request(estimator));
        static SegmentationRequest Request(IEstimator estimator) => new() { Images = [], Estimator = estimator };
        SegmentationRequest ByModel(bool perSubject) =>
            Request(new FittedModel(centres))
                .LabelledBy(new(new() { Model = centres, FeatureNames = ["t1w"], PerSubject = perSubject }, "m.json", ""));
    }

    [Fact]
    public void Names_files_of_a_session_by_the_specification()
    {
        var files = Files(probseg: true, ("sub-01_ses-02_T1w.nii.gz", "anat"), ("sub-01_ses-02_ADC.nii.gz", "dwi"));
        Assert.Equal(
            [
                "sub-01/ses-02/anat/sub-01_ses-02_seg-gmm3_dseg.nii.gz",
                "sub-01/ses-02/anat/sub-01_ses-02_seg-gmm3_dseg.tsv",
                "sub-01/ses-02/anat/sub-01_ses-02_seg-gmm3_model.json",
                "sub-01/ses-02/anat/sub-01_ses-02_desc-gpuseg_mask.nii.gz",
                "sub-01/ses-02/anat/sub-01_ses-02_desc-gpuseg_mask.json",
                "sub-01/ses-02/anat/sub-01_ses-02_seg-gmm3_probseg.nii.gz",
                "sub-01/ses-02/anat/sub-01_ses-02_seg-gmm3_probseg.json",
                "sub-01/ses-02/anat/sub-01_ses-02_seg-gmm3_dseg.json",
            ],
            files.Paths);
        Assert.Equal("sub-01/dwi/sub-01_dir-AP_seg-gmm3_dseg.nii.gz", Files(false, ("sub-01_dir-AP_ADC.nii.gz", "dwi")).LabelMap);

        static ResultFiles Files(bool probseg, params (string File, string Datatype)[] channels) =>
            SessionFiles.Create([.. channels.Select(channel => new BidsImage($"x/{channel.File}", channel.Datatype, Parsed(channel.File)))],
                "gmm3", new() { Posteriors = probseg });
    }

    private static BidsName Parsed(string file)
    {
        Assert.True(BidsName.TryParse(file, out var name), file);
        return name;
    }
}
