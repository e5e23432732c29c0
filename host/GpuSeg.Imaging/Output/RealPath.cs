namespace GpuSeg.Imaging;

/// <summary>Absolute paths without links, so that two names of one file are seen to be the same.</summary>
internal static class RealPath
{
    /// <summary>The path with every link in it followed, that of the file as well as those of its folders; what does not exist stays as it is.</summary>
    public static string Of(string path)
    {
        var full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is not { } folder)
            return full;
        var here = Path.Combine(Of(folder), Path.GetFileName(full));
        return TargetOf(here) is { } target ? Of(target) : here;
    }

    private static string? TargetOf(string path)
    {
        try
        {
            return new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        }
        catch (IOException)
        {
            // Links in a circle lead nowhere: the name stands for itself.
            return null;
        }
    }
}
