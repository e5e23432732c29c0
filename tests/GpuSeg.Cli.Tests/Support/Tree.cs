using System.Security.Cryptography;

namespace GpuSeg.Cli.Tests;

/// <summary>The contents of a folder.</summary>
internal static class Tree
{
    /// <summary>Lists every file under the folder with the hash of its bytes, without files in <paramref name="except"/>.</summary>
    public static SortedDictionary<string, string> Of(string folder, string? except = null) => new(
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path))
            .Where(name => except is null || !name.StartsWith(except + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .ToDictionary(name => name, name => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, name))))),
        StringComparer.Ordinal);
}
