using GpuSeg.Studies.Bids.Dataset;

namespace GpuSeg.Studies.Tests.Bids;

public sealed class SessionOrderTests : IDisposable
{
    private readonly MadeDataset _raw = new("sub-01/ses-1/anat/sub-01_ses-1_T1w.nii");

    public void Dispose() => _raw.Dispose();

    [Theory]
    [InlineData("10 2 1", "1 2 10")]
    [InlineData("m12 m6 m006 m0", "m0 m006 m6 m12")]
    [InlineData("2b 2a 2", "2 2a 2b")]
    [InlineData("post baseline", "baseline post")]
    [InlineData("99999999999999999999999 100000000000000000000000", "99999999999999999999999 100000000000000000000000")]
    public void Sorts_labels_with_numbers_by_value(string labels, string expected) =>
        Assert.Equal(expected.Split(' '), Order().Sort(labels.Split(' ')));

    [Fact]
    public void Sorts_by_times_when_every_session_has_one()
    {
        _raw.Text("sub-01/sub-01_sessions.tsv", "session_id\tacq_time\nses-1\t2020-05-01\nses-2\t2019-01-31T12:00:00\nses-3\tn/a\n");
        Assert.Equal(["2", "1"], Order().Sort(["1", "2"]));
        Assert.Equal(["1", "2", "3"], Order().Sort(["2", "3", "1"]));
    }

    [Theory]
    [InlineData("session_id\tage\nses-2\t3\n")]
    [InlineData("session_id\tacq_time\nses-2\n")]
    [InlineData("")]
    public void Sorts_by_labels_when_the_table_cannot_be_used(string table)
    {
        _raw.Text("sub-01/sub-01_sessions.tsv", table);
        Assert.Equal(["1", "2"], Order().Sort(["2", "1"]));
    }

    [Theory]
    [InlineData("pre post", true)]
    [InlineData("pre1 post", true)]
    [InlineData("1 2", false)]
    [InlineData("m0 m12", false)]
    [InlineData("pre", false)]
    public void Reports_doubt_about_labels_without_numbers(string labels, bool doubts) =>
        Assert.Equal(doubts, Order().Doubt(labels.Split(' ')) is not null);

    private SessionOrder Order() => SessionOrder.Of(BidsDataset.Scan(_raw.Root).Data, "01");
}
