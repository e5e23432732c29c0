using GpuSeg.Images.Files;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Derivatives;

namespace GpuSeg.Studies.Tests.Bids;

public sealed class DerivativeDatasetTests : IDisposable
{
    private readonly MadeDataset _raw = new("sub-01/anat/sub-01_T1w.nii");

    public void Dispose() => _raw.Dispose();

    [Fact]
    public void Resolves_a_linked_folder()
    {
        _raw.Text("derivatives/out/README", "");
        _raw.Link("derivatives/deep/er/link", "../../out");
        DerivativeDataset.Prepare(_raw.At("derivatives/deep/er/link"), _raw.Scanned, "1.2.3");
        var folder = _raw.At("derivatives/out");
        DerivativeDataset.RequireOurs(folder, _raw.Scanned);
        Assert.Equal("../..", DatasetDescription.Read(folder).Links["raw"]);
    }

    [Theory]
    [InlineData("sub-01")]
    [InlineData("sub-01/")]
    [InlineData("sub-02/deep/er")]
    [InlineData("aside/x")]
    [InlineData("sub-03/x")]
    public void Rejects_the_folder_of_a_raw_subject(string folder)
    {
        _raw.Link("aside", "sub-01");
        Directory.CreateDirectory(_raw.At("elsewhere"));
        _raw.Link("sub-03", "elsewhere");
        var raw = _raw.Scanned;
        Assert.Contains(" of a subject of the raw data set",
            Assert.Throws<OutputException>(() => DerivativeDataset.Prepare(_raw.At(folder), raw, "1.2.3")).Message);
        DerivativeDataset.RequireOurs(_raw.At("derivatives/sub-01"), raw);
    }
}
