namespace GpuSeg.Images.Files;

/// <summary>Absolute paths without links, so that two names of one file are seen to be the same.</summary>
public static class RealPath
{
    /// <summary>The path with every link in it followed, that of the file as well as those of its folders; what does not exist stays as it is.</summary>
    /// <param name="path">The path.</param>
    /// <param name="folders">Real paths of folders, which are looked up there and added; null to ask of each anew.</param>
    public static string Of(string path, Dictionary<string, string>? folders = null)
    {
        var full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is not { } folder)
            return full;
        if (folders is null || !folders.TryGetValue(folder, out var real))
        {
            real = Of(folder, folders);
            if (folders is not null)
                folders[folder] = real;
        }
        var here = Path.Combine(real, Path.GetFileName(full));
        return TargetOf(here) is { } target ? Of(target, folders) : here;
    }

    /// <summary>The relative path from one folder to another, with slashes: that of the folders themselves, since through a link .. leads elsewhere.</summary>
    public static string Between(string from, string to) => Path.GetRelativePath(Of(from), Of(to)).Replace(Path.DirectorySeparatorChar, '/');

    private static string? TargetOf(string path)
    {
        try
        {
            // What does not exist, as most targets, is no link; to resolve it would be an exception.
            var file = new FileInfo(path);
            return file.LinkTarget is null ? null : file.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        }
        catch (IOException)
        {
            // Links in a circle lead nowhere: the name stands for itself.
            return null;
        }
    }
}
