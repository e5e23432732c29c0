using System.Text;
using GpuSeg.Images;
using GpuSeg.Studies.Bids.Dataset;

namespace GpuSeg.Studies.Tests.Bids;

public sealed class SubjectListTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sub-01\n02\n\n# all of one site\n  sub-A3  # late\r\n", "01", "02", "A3")]
    [InlineData("\uFEFFparticipant_id\tage\r\nsub-01\t41\r\nsub-02\t\r\n", "01", "02")]
    [InlineData("participant_id\tage\r\nsub-01\t41\r\n\r\n", "01")]
    [InlineData("age\tparticipant_id\n41\tsub-01", "01")]
    [InlineData("participant_id\tage\rsub-01\t30\rsub-02\t31\r", "01", "02")]
    [InlineData("\"participant_id\"\t\"age\"\n\"sub-01\"\t\"30\"\n", "01")]
    [InlineData("participant_id,age\nsub-01,\"30, or so\"\n", "01")]
    [InlineData("age;participant_id\n30;sub-01\n31;02\n", "01", "02")]
    [InlineData("01, sub-02,\r03\r", "01", "02", "03")]
    public void Reads_labels_from_lines_or_a_column(string text, params string[] labels) => Assert.Equal(labels, Read(text));

    [Theory]
    [InlineData("", "names no subject")]
    [InlineData("# none\n", "names no subject")]
    [InlineData("participant_id\n", "names no subject")]
    [InlineData("01 02\n", "Line 1 of ", "list names '01 02', which is not a subject's label")]
    [InlineData("01\n\nsub-\n", "Line 3 of ", "list names 'sub-', which is not a subject's label")]
    [InlineData("participant_id\tage\n\nsub-01\n", "list has 1 cell in line 3", "and 2 in the first")]
    public void Rejects_a_file_without_subjects(string text, params string[] parts) =>
        Assert.All(parts, part => Assert.Contains(part, Assert.Throws<ImageException>(() => Read(text)).Message));

    [Fact]
    public void Reports_a_missing_file_and_a_folder()
    {
        Assert.Contains("does not exist", Assert.Throws<ImageException>(() => SubjectList.Read(_folder.At("gone"))).Message);
        Assert.Contains("is a folder where a file of subjects was expected",
            Assert.Throws<ImageException>(() => SubjectList.Read(_folder.Root)).Message);
    }

    private IReadOnlyList<string> Read(string text) => SubjectList.Read(_folder.Put("list", Encoding.UTF8.GetBytes(text)));
}
