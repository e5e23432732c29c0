using GpuSeg.Images.Files;

namespace GpuSeg.Images;

/// <summary>Links to what is not there, as DataLad leaves them for content that was not fetched.</summary>
internal static class BrokenLink
{
    /// <summary>Whether the path is a link that leads nowhere.</summary>
    public static bool Is(string path) => new FileInfo(path).LinkTarget is not null && !Path.Exists(RealPath.Of(path));

    /// <summary>Refuses a link that leads nowhere.</summary>
    /// <exception cref="ImageException">It is one; the message says how to fetch the content.</exception>
    public static void Refuse(string path)
    {
        if (Is(path))
            ImageThrow.ContentNotPresent(path);
    }
}
