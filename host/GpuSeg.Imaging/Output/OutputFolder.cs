namespace GpuSeg.Imaging;

/// <summary>Folders that outputs are written to.</summary>
internal static class OutputFolder
{
    /// <summary>Creates a folder and those above it where they do not exist.</summary>
    /// <exception cref="OutputException">It cannot be created.</exception>
    public static void Make(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputThrow.Failed(folder, e);
        }
    }
}
