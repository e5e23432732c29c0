using GpuSeg.Engine.Voxels;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Tests.Segmentation;

public sealed class TissueQualityTests
{
    private static readonly string[] s_names = ["GM", "WM"];

    [Fact]
    public void Counts_the_origin_of_values_that_float32_cannot_hold()
    {
        // A float32 cannot hold 2e9 + 1: the columns hold the differences.
        float[] small = [-3, -1, 0, 2, 7, 10, 12, 13, 19];
        byte[] labels = [0, 0, 0, 0, 1, 1, 1, 1, 1];
        var near = new FeatureMatrix(["t1"], [small], 9);
        var far = new FeatureMatrix(["t1"], [small], 9, [2e9]);
        var (a, b) = (Of(near, labels), Of(far, labels));
        Assert.Equal((1.5 + 2) / 0.6744897501960817 / 12.5, a["t1", "cjv"]!.Value, 1e-12);
        Assert.Equal(a["t1", "cjv"]!.Value, b["t1", "cjv"]!.Value, 1e-6);
        Assert.Equal(a["t1", "cnr"]!.Value, b["t1", "cnr"]!.Value, 1e-6);
        Assert.Equal(1, b["t1", "snr_wm"]!.Value / (a["t1", "snr_wm"]!.Value * (2e9 + 12) / 12), 1e-6);
    }

    [Fact]
    public void Has_no_measure_that_is_not_finite()
    {
        var quality = Of(new FeatureMatrix(["t1"], [[1, 1, 1, 5]], 4), [0, 0, 0, 1]);
        Assert.Null(quality["t1", "snr_gm"]);
        Assert.Null(quality["t1", "snr_wm"]);
        Assert.Null(quality["t1", "cnr"]);
        Assert.Equal(0, quality["t1", "cjv"]);
        Assert.Null(quality["t2", "cjv"]);
    }

    [Fact]
    public void Measures_tissues_by_their_full_names()
    {
        var features = new FeatureMatrix(["t1"], [[3, 4, 6, 9, 11, 15]], 6);
        byte[] labels = [0, 0, 0, 1, 1, 1];
        string[] names = ["Gray matter", "white_matter"];
        var statistics = ClusterStatistics.Of(features, labels, 2);
        var named = TissueQuality.Of(features, labels, statistics, null, names)!;
        Assert.Equal(Of(features, labels)["t1", "cnr"], named["t1", "cnr"]);
        Assert.NotNull(named["t1", "cnr"]);
    }

    private static TissueQuality Of(FeatureMatrix features, byte[] labels) =>
        TissueQuality.Of(features, labels, ClusterStatistics.Of(features, labels, 2), null, s_names)!;
}
