using System.IO.Compression;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Tests;

/// <summary>A folder for one test, removed at its end.</summary>
public sealed class TempFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("gpuseg-images-").FullName;

    public IEnumerable<string> Names => Directory.GetFileSystemEntries(Root).Select(path => Path.GetFileName(path)).Order();

    public string At(string name) => Path.Combine(Root, name);

    public string Put(string name, byte[] bytes)
    {
        File.WriteAllBytes(At(name), bytes);
        return At(name);
    }

    public Volume Volume(string name, byte[] bytes) => Assert.Single(NiftiReader.Read(Put(name, bytes)));

    public void Dispose() => Directory.Delete(Root, recursive: true);

    public static byte[] Gzip(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
