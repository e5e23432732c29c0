using GpuSeg.Engine.Centroids;
using GpuSeg.Studies.Bids.Derivatives;

namespace GpuSeg.Studies.Tests.Bids;

public sealed class LookupTableTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Writes_a_row_for_every_label_with_names_that_hold_for_all()
    {
        Extend(3, "brain", "CSF", "lesion");
        Assert.Equal("index\tname\n1\tbrain\n2\tCSF\n3\tlesion\n", Table);
        Extend(2, "brain", "water");
        Assert.Equal("index\tname\n1\tbrain\n2\tCluster 2\n3\tlesion\n", Table);
        Extend(2, "brain", "CSF");
        Assert.Equal("index\tname\n1\tbrain\n2\tCluster 2\n3\tlesion\n", Table);
        Extend(5);
        Assert.Equal("index\tname\n1\tCluster 1\n2\tCluster 2\n3\tCluster 3\n4\tCluster 4\n5\tCluster 5\n", Table);
        Assert.Equal(["dseg.tsv"], _folder.Names);
    }

    [Fact]
    public void Keeps_a_table_that_is_up_to_date()
    {
        Extend(3);
        File.SetLastWriteTimeUtc(_folder.At("dseg.tsv"), DateTime.UnixEpoch);
        Extend(2);
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(_folder.At("dseg.tsv")));
    }

    [Fact]
    public void Keeps_all_rows_of_concurrent_writers()
    {
        for (var round = 0; round < 20; round++)
        {
            File.Delete(_folder.At("dseg.tsv"));
            Parallel.For(1, 9, new ParallelOptions { MaxDegreeOfParallelism = 8 }, clusters => Extend(clusters));
            Assert.Equal(9, File.ReadAllLines(_folder.At("dseg.tsv")).Length);
        }

        Assert.Equal(["dseg.tsv"], _folder.Names);
    }

    private string Table => File.ReadAllText(_folder.At("dseg.tsv"));

    private void Extend(int clusters, params string[] names) => LookupTable.Extend(
        _folder.Root, new() { Images = [], Estimator = new KMeans { NClusters = clusters }, LabelNames = names.Length > 0 ? names : null });
}
