using GpuSeg.Images.Files;
using GpuSeg.Studies.Bids.Derivatives;

namespace GpuSeg.Studies.Tests.Bids;

public sealed class ActiveLockTests : IDisposable
{
    private const string Name = "sub-01_seg-gmm3_dseg.json";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Removes_temporary_files_of_killed_processes_and_keeps_everything_else()
    {
        string[] others = [Name, ".bidsignore", ".sub-01_seg-gmm4_dseg.json.x.tmp", ".sub-02.x.lock", "sub-01.tmp"];
        foreach (var name in (string[])[.. others, $".{Name}.x.tmp", ".sub-01.x.lock", ".sub-01.y.lock"])
        {
            _folder.Put(name, []);
        }

        using (new ActiveLock(_folder.Root, "sub-01", [Name]))
        {
            Assert.Equal(1, _folder.Names.Count(name => name.StartsWith(".sub-01.", StringComparison.Ordinal)));
        }

        Assert.Equal(others.Order(), _folder.Names);
    }

    [Fact]
    public void Keeps_files_while_a_different_process_is_active()
    {
        using (new ActiveLock(_folder.Root, "sub-01", [Name]))
        {
            _folder.Put($".{Name}.x.tmp", []);
            using (new ActiveLock(_folder.Root, "sub-01", [Name]))
            {
                Assert.Equal(3, _folder.Names.Count());
            }

            Assert.Equal(2, _folder.Names.Count());
            Assert.Contains($".{Name}.x.tmp", _folder.Names);
        }

        using (new ActiveLock(_folder.Root, "sub-01", [Name]))
        {
            Assert.DoesNotContain($".{Name}.x.tmp", _folder.Names);
        }

        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void Treats_a_lock_of_a_different_user_as_active()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files have no such permission.");
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may open every file.");
        _folder.Put(".sub-01.x.lock", []);
        _folder.Put($".{Name}.x.tmp", []);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder.At(".sub-01.x.lock"), UnixFileMode.None);
        }

        new ActiveLock(_folder.Root, "sub-01", [Name]).Dispose();
        Assert.Equal(2, _folder.Names.Count());
    }

    [Fact]
    public void Reports_a_folder_that_cannot_be_written()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There is no /proc.");
        Assert.Contains("/proc cannot be written", Assert.Throws<OutputException>(() => new ActiveLock("/proc", "sub-01", [Name])).Message);
    }

    [Theory]
    [InlineData($".{Name}.x.tmp")]
    [InlineData(".sub-01.x.lock")]
    public void Removes_temporary_files_of_killed_processes_without_writing(string left)
    {
        string[] others = [Name, ".sub-01_seg-gmm4_dseg.json.x.tmp", ".sub-02.x.lock"];
        foreach (var name in (string[])[.. others, left])
        {
            _folder.Put(name, []);
        }

        Assert.Null(ActiveLock.Clear(_folder.Root, "sub-01", [Name]));
        Assert.Equal(others.Order(), _folder.Names.Order());
    }
}
