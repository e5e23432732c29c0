namespace GpuSeg.Images.Files;

/// <summary>Creates the folders of outputs.</summary>
public static class OutputFolder
{
    /// <summary>Creates a folder and its parents if they do not exist.</summary>
    /// <exception cref="OutputException">The folder cannot be created.</exception>
    public static void Create(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (IOException) when (FileOnTheWay(folder) is { } file)
        {
            throw OutputErrors.IsFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputException.Failed(folder, e);
        }
    }

    private static string? FileOnTheWay(string? path) =>
        string.IsNullOrEmpty(path) || Directory.Exists(path) ? null : File.Exists(path) ? path : FileOnTheWay(Path.GetDirectoryName(path));
}
