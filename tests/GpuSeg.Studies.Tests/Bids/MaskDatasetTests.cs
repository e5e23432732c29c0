using GpuSeg.Images;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Plans;

namespace GpuSeg.Studies.Tests.Bids;

public sealed class MaskDatasetTests : IDisposable
{
    private readonly MadeDataset _data =
        new("sub-01/anat/sub-01_T1w.nii", "sub-01/anat/sub-01_FLAIR.nii", "sub-02/ses-1/anat/sub-02_ses-1_T1w.nii",
            "sub-02/ses-1/anat/sub-02_ses-1_FLAIR.nii");

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Finds_the_mask_of_the_same_session()
    {
        _data.Image("derivatives/strip/sub-01/anat/sub-01_desc-lesion_mask.nii");
        _data.Image("derivatives/strip/sub-01/anat/sub-01_desc-brain_mask.nii");
        _data.Image("derivatives/strip/sub-01/anat/sub-01_space-MNI_desc-brain_mask.nii", shift: 40);
        _data.Image("derivatives/strip/sub-02/ses-1/dwi/sub-02_ses-1_mask.nii");
        _data.Image("derivatives/strip/sub-02/ses-1/dwi/sub-02_ses-2_mask.nii");
        Assert.Equal(
            [
                new("derivatives/strip/sub-01/anat/sub-01_desc-brain_mask.nii",
                    "bids:raw:derivatives/strip/sub-01/anat/sub-01_desc-brain_mask.nii"),
                new("derivatives/strip/sub-02/ses-1/dwi/sub-02_ses-1_mask.nii",
                    "bids:raw:derivatives/strip/sub-02/ses-1/dwi/sub-02_ses-1_mask.nii"),
            ],
            Plans("derivatives/strip").Select(plan => plan.Mask!));
        Assert.Empty(MaskDataset.Open(_data.Scanned, "derivatives/strip").Raw.Links);
        Assert.All((string[])["strip", _data.At("derivatives/strip"), "derivatives/../derivatives/strip/"], given =>
            Assert.Equal(Plans("derivatives/strip").Select(plan => plan.Mask), Plans(given).Select(plan => plan.Mask)));
    }

    [Fact]
    public void Masks_beside_the_data_set_get_a_name_of_their_own()
    {
        using var beside = new MadeDataset("sub-01/anat/sub-01_mask.nii", "sub-02/ses-1/anat/sub-02_ses-1_mask.nii");
        var masks = MaskDataset.Open(_data.Scanned, beside.Root);
        var link = Assert.Single(masks.Raw.Links);
        Assert.Equal((beside.Root, string.Concat(Path.GetFileName(beside.Root).Where(char.IsAsciiLetterOrDigit))), (link.Value, link.Key));
        var mask = Plans(beside.Root)[0].Mask!;
        _data.Link("derivatives/linked", beside.Root);
        Assert.Equal(mask, Plans("linked")[0].Mask);
        Assert.Equal($"bids:{link.Key}:sub-01/anat/sub-01_mask.nii", mask.Uri);
        Assert.Equal(File.ReadAllBytes(beside.At("sub-01/anat/sub-01_mask.nii")), File.ReadAllBytes(Path.Combine(_data.Root, mask.Path)));
    }

    [Fact]
    public void Masks_in_the_folder_above_are_not_in_the_data_set()
    {
        _data.Text("raw/dataset_description.json", """{"Name": "inner", "BIDSVersion": "1.11.1"}""");
        _data.Image("raw/sub-01/anat/sub-01_T1w.nii");
        Assert.False(MaskDataset.Open(BidsDataset.Scan(_data.At("raw")).Data, "..").IsInside);
    }

    [Fact]
    public void Fails_only_sessions_without_a_usable_mask()
    {
        _data.Image("derivatives/strip/sub-01/anat/sub-01_desc-brain_mask.nii", shift: 40);
        _data.Image("derivatives/strip/sub-02/ses-1/anat/sub-02_ses-1_mask.nii");
        Assert.Matches("sub-01_desc-brain_mask.nii lies on another grid than .*sub-01_T1w.nii: the shapes agree", Failure());
        Assert.Null(Plans("derivatives/strip")[1].Failure);

        _data.Image("derivatives/strip/sub-01/anat/sub-01_desc-brain_mask.nii");
        _data.Image("derivatives/strip/sub-01/anat/sub-01_run-2_desc-brain_mask.nii");
        Assert.Contains(
            "has several masks of sub-01 on the grid of its images: sub-01_desc-brain_mask.nii, sub-01_run-2_desc-brain_mask.nii; keep",
                Failure());

        Directory.Delete(_data.At("derivatives/strip/sub-01"), recursive: true);
        Assert.Contains("has no mask of sub-01 (*_mask.nii.gz in sub-01/anat or dwi)", Failure());
        _data.Link("derivatives/strip/sub-01/anat/sub-01_mask.nii.gz", "gone");
        Assert.Contains("content not present; run `datalad get ", Failure());
        Assert.Contains("derivatives/gone, the source of masks, is a folder neither in",
            Assert.Throws<ImageException>(() => Plans("derivatives/gone")).Message);

        string? Failure()
        {
            var plan = Plans("derivatives/strip")[0];
            Assert.Null(plan.Outputs);
            return plan.Failure;
        }
    }

    private SessionPlan[] Plans(string given) => [.. _data.Plans().Select(MaskDataset.Open(_data.Scanned, given).AddTo)];
}
