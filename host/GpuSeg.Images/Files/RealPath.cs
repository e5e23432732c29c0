namespace GpuSeg.Images.Files;

/// <summary>Absolute paths without links, so that two names of one file can be compared.</summary>
public static class RealPath
{
    /// <summary>
    /// Follows every link in a path, of its folders and of the file itself; the part that does not exist is kept unchanged.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="folders">A cache of the real paths of folders, read and extended; null to resolve every folder.</param>
    public static string Resolve(string path, Dictionary<string, string>? folders = null)
    {
        var full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is not { } folder)
        {
            return full;
        }

        if (folders is null || !folders.TryGetValue(folder, out var real))
        {
            real = Resolve(folder, folders);
            if (folders is not null)
            {
                folders[folder] = real;
            }
        }
        var here = Path.Combine(real, Path.GetFileName(full));
        return TargetOf(here) is { } target ? Resolve(target, folders) : here;
    }

    /// <summary>Computes the relative path between two folders, with slashes, links resolved: through a link, .. leads elsewhere.</summary>
    public static string Between(string from, string to) =>
        Path.GetRelativePath(Resolve(from), Resolve(to)).Replace(Path.DirectorySeparatorChar, '/');

    private static string? TargetOf(string path)
    {
        try
        {
            // Most targets do not exist, and resolving them would throw.
            var file = new FileInfo(path);
            return file.LinkTarget is null ? null : file.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        }
        catch (IOException)
        {
            // Links in a circle lead nowhere: the name is kept.
            return null;
        }
    }
}
