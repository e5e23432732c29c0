using GpuSeg.Engine.Centroids;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Tests.Segmentation;

public sealed class LabelEntitiesTests
{
    [Theory]
    [InlineData("CSF,GM,WM", "CSF,GM,WM")]
    [InlineData("csf,Gray_matter,white matter", "CSF,GM,WM")]
    [InlineData("enhancing tumour,edema (T2),necrosis", "enhancingtumour,edemaT2,necrosis")]
    [InlineData("灰質,--,+", "Cluster1,Cluster2,Cluster3")]
    [InlineData("GM,grey matter,gm", "GM,GM2,GM3")]
    [InlineData("a,b,lesion", "a,b,L")]
    [InlineData("a,A,a2", "a,A2,a23")]
    [InlineData("Cluster 2,?,Cluster3", "Cluster2,Cluster22,Cluster3")]
    public void Names_each_label_by_letters_and_digits(string names, string expected) =>
        Assert.Equal(expected.Split(','), LabelEntities.Of(Request(3, names.Split(','))));

    [Fact]
    public void Numbers_labels_without_names() => Assert.Equal(["Cluster1", "Cluster2"], LabelEntities.Of(Request(2, null)));

    [Theory]
    [InlineData("Background", 0, "BG")]
    [InlineData("grey matter", 1, "GM")]
    [InlineData("Gray-Matter", 1, "GM")]
    [InlineData("wm", 2, "WM")]
    [InlineData("Cerebrospinal fluid", 3, "CSF")]
    [InlineData("non-brain", 6, "NB")]
    [InlineData("Lesion", 7, "L")]
    [InlineData("cortical GREY matter", 8, "CGM")]
    [InlineData("CBM", 11, "CBM")]
    public void Finds_standard_labels(string name, int index, string abbreviation) =>
        Assert.Equal(new StandardLabel(index, abbreviation), StandardLabels.Find(name));

    [Theory]
    [InlineData("tumour")]
    [InlineData("Cluster 1")]
    [InlineData("GM1")]
    [InlineData("B")]
    [InlineData("l")]
    [InlineData("")]
    public void Finds_no_standard_label_for_other_names(string name) => Assert.Null(StandardLabels.Find(name));

    private static SegmentationRequest Request(int clusters, string[]? names) =>
        new() { Images = [], Estimator = new KMeans { NClusters = clusters }, LabelNames = names };
}
