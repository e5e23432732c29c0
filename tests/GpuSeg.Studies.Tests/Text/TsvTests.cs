using System.Text;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Tests.Text;

public sealed class TsvTests
{
    [Fact]
    public void Writes_tables_as_bids_wants_them()
    {
        using var stream = new MemoryStream();
        object?[][] rows =
        [
            [1, "Cluster 1", 0.1, null],
            [2, "two\twords\n", double.NaN, 1e300],
            [3, "", float.PositiveInfinity, -0.5f],
            [4L, "µ", 1.0, 1.0 / 3],
        ];
        Tsv.Write(stream, ["index", "name", "mean", "sd"], rows);
        Assert.Equal(
            "index\tname\tmean\tsd\n1\tCluster 1\t0.1\tn/a\n2\ttwo words \tn/a\t1E+300\n3\tn/a\tn/a\t-0.5\n4\tµ\t1\t0.3333333333333333\n",
            Encoding.UTF8.GetString(stream.ToArray()));
        Assert.Throws<ArgumentException>(() => Tsv.Write(stream, ["one"], [[1, 2]]));
    }
}
