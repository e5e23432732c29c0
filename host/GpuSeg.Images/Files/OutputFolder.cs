namespace GpuSeg.Images.Files;

/// <summary>Creates the folders of outputs.</summary>
public static class OutputFolder
{
    /// <summary>Creates a folder and its parents if they do not exist.</summary>
    /// <returns>The folders that did not exist, the innermost first.</returns>
    /// <exception cref="OutputException">The folder cannot be created.</exception>
    public static IReadOnlyList<string> Create(string folder)
    {
        if (Directory.Exists(folder))
        {
            return [];
        }

        try
        {
            string[] missing = [.. Upwards(folder).TakeWhile(path => !Directory.Exists(path))];
            Directory.CreateDirectory(folder);
            return missing;
        }
        catch (IOException) when (Upwards(folder).FirstOrDefault(File.Exists) is { } file)
        {
            throw OutputErrors.IsFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputException.Failed(folder, e);
        }
    }

    /// <summary>Removes folders that are empty.</summary>
    /// <param name="folders">The folders, the innermost first.</param>
    internal static void RemoveEmpty(IReadOnlyList<string> folders)
    {
        foreach (var folder in folders.TakeWhile(folder => !Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            Directory.Delete(folder);
        }
    }

    private static IEnumerable<string> Upwards(string? path)
    {
        for (; !string.IsNullOrEmpty(path); path = Path.GetDirectoryName(path))
        {
            yield return path;
        }
    }
}
