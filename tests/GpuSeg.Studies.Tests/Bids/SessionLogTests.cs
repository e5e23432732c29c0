using GpuSeg.Studies.Bids.Derivatives;
using GpuSeg.Studies.Bids.Plans;

namespace GpuSeg.Studies.Tests.Bids;

public sealed class SessionLogTests : IDisposable
{
    private static readonly SessionPlan s_plan = new() { Subject = "01", Session = "a" };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Records_a_failure_until_the_session_succeeds()
    {
        var log = Log();
        Assert.Null(log.Succeeded(s_plan));
        Assert.Empty(_folder.Names);
        Assert.Null(log.Failed(s_plan, "out of luck"));
        Assert.Null(log.Failed(s_plan, "bad \"header\""));
        Assert.Null(new SessionLog("raw", _folder.Root, "gmm4").Failed(s_plan with { Session = null }, "no voxel"));
        Assert.Equal(["sub-01_seg-gmm4_failure.json", "sub-01_ses-a_seg-gmm3_failure.json"], Names());
        Assert.Equal(
            new() { [("sub-01_ses-a", "gmm3")] = "bad \"header\"", [("sub-01", "gmm4")] = "no voxel" }, SessionLog.Read(_folder.Root));
        Assert.Null(log.Succeeded(s_plan));
        Assert.Equal(["sub-01_seg-gmm4_failure.json"], Names());
    }

    [Theory]
    [InlineData("/data/raw/", "/data/raw/sub-01/anat/x.nii.gz is truncated; see `/data/raw/README` or /other/data/raw/x.",
        "sub-01/anat/x.nii.gz is truncated; see `README` or /other/data/raw/x.")]
    [InlineData(".", "./sub-01/x.nii is not an image, ../y.nii is.", "sub-01/x.nii is not an image, ../y.nii is.")]
    public void Names_files_relative_to_the_data_set(string raw, string reason, string noted)
    {
        Log(raw).Failed(s_plan, reason);
        Assert.Equal(noted, Assert.Single(SessionLog.Read(_folder.Root)).Value);
    }

    [Fact]
    public void Removes_temporary_logs_of_killed_processes()
    {
        var log = Log();
        log.Failed(s_plan, "first");
        _folder.Put("logs/.sub-01_ses-a_seg-gmm3_failure.json.x.tmp", []);
        log.Failed(s_plan, "second");
        Assert.Single(Names());
    }

    [Fact]
    public void Reports_a_log_that_cannot_be_written_without_throwing()
    {
        _folder.Put("logs", []);
        Assert.Matches("^the log of failures could not be updated: .*logs is a file where a folder was expected", Log()
            .Failed(s_plan, "out of luck"));
        Assert.Null(Log().Succeeded(s_plan));
    }

    private SessionLog Log(string raw = "raw") => new(raw, _folder.Root, "gmm3");

    private IEnumerable<string> Names() =>
        Directory.GetFileSystemEntries(_folder.At("logs")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
}
