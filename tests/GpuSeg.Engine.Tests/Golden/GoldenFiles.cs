using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace GpuSeg.Engine.Tests.Golden;

/// <summary>scikit-learn's results in shared/golden, found in a folder above the test program; its README describes every key.</summary>
internal static class GoldenFiles
{
    public static string? Shared { get; } = FindShared();

    /// <summary>Names the JSON files of a folder, without extension; empty if the folder is absent, which skips the theory.</summary>
    public static IEnumerable<string> Names(string folder) => Shared is null
        ? []
        : Directory.EnumerateFiles(Path.Combine(Shared, "golden", folder), "*.json").Select(Path.GetFileNameWithoutExtension).Order()!;

    public static string PathOf(params string[] parts)
    {
        Assert.SkipWhen(Shared is null, "There is no folder shared/golden above the test program.");
        return Path.Combine([Shared!, .. parts]);
    }

    public static JsonElement Read(string folder, string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(PathOf("golden", folder, name + ".json")));
        return document.RootElement.Clone();
    }

    /// <summary>Reads a label vector: gzip'ed .npy of bytes, whose header takes 128.</summary>
    public static byte[] Labels(string folder, string name) => Gunzip(PathOf("golden", folder, name + ".npy.gz"))[128..];

    /// <summary>Computes the digest by which the golden set names a label vector.</summary>
#pragma warning disable CA5351 // MD5 tells label vectors apart here; nothing is kept secret by it.
    public static string Md5(byte[] labels) => Convert.ToHexStringLower(MD5.HashData(labels));
#pragma warning restore CA5351

    public static byte[] Gunzip(string path)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Reads the numbers of an array of any depth, row by row.</summary>
    public static double[] Numbers(this JsonElement element, string key) => [.. Flatten(element.GetProperty(key))];

    public static double Number(this JsonElement element, string key) => element.GetProperty(key).GetDouble();

    public static int Whole(this JsonElement element, string key) => element.GetProperty(key).GetInt32();

    private static IEnumerable<double> Flatten(JsonElement element) => element.ValueKind == JsonValueKind.Array
        ? element.EnumerateArray().SelectMany(Flatten)
        : [element.GetDouble()];

    private static string? FindShared()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "shared", "golden")))
            {
                return Path.Combine(folder.FullName, "shared");
            }
        }

        return null;
    }
}
