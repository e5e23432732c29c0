using GpuSeg.Studies.Bids.Derivatives;

namespace GpuSeg.Studies.Tests.Bids;

public sealed class DerivativeTextsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Leaves_nothing_when_written_too_late()
    {
        var texts = new DerivativeTexts(_folder.Root, "pages", ["a.html", "b.html"]);
        texts.Write("a.html", "é\n");
        texts.Dispose();
        Assert.Throws<OperationCanceledException>(() => texts.Write("b.html", "b"));
        Assert.Equal(["a.html"], _folder.Names);
        Assert.Equal("é\n"u8, File.ReadAllBytes(_folder.At("a.html")));
    }

    [Fact]
    public void Replaces_an_unreadable_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files have no such permission.");
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may read every file.");
        _folder.Put("a.json", []);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder.At("a.json"), UnixFileMode.None);
        }

        SharedFile.Write(_folder.Root, "a.json", "a");
        Assert.Equal("a", File.ReadAllText(_folder.At("a.json")));
    }

    [Fact]
    public void Removes_temporary_files_of_killed_processes_and_keeps_equal_text()
    {
        _folder.Put(".a.html.x.tmp", []);
        _folder.Put("a.html", "a"u8.ToArray());
        File.SetLastWriteTimeUtc(_folder.At("a.html"), DateTime.UnixEpoch);
        using (var texts = new DerivativeTexts(_folder.Root, "pages", ["a.html"]))
        {
            texts.Write("a.html", "a");
        }

        Assert.Equal(["a.html"], _folder.Names);
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(_folder.At("a.html")));
        using (var texts = new DerivativeTexts(_folder.Root, "pages", ["a.html"]))
        {
            texts.Write("a.html", "b");
        }

        Assert.Equal("b", File.ReadAllText(_folder.At("a.html")));
    }
}
