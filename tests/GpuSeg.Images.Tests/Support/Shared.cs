namespace GpuSeg.Images.Tests;

/// <summary>The data folder beside the repository; tests that need it are skipped if it is absent.</summary>
internal static class Shared
{
    public static string? Root { get; } = Find();

    public static string File(params string[] parts)
    {
        Assert.SkipWhen(Root is null, "The folder ../shared is absent.");
        return Path.Combine([Root!, .. parts]);
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "GpuSeg.sln")))
            {
                return Path.Combine(folder.FullName, "..", "shared") is var shared && Directory.Exists(shared) ? shared : null;
            }
        }

        return null;
    }
}
