using GpuSeg.Images;

namespace GpuSeg.Cli.Commands.Plot;

/// <summary>Text files that a figure is drawn of.</summary>
internal static class InputText
{
    /// <exception cref="ImageException">There is no such file, or it cannot be read.</exception>
    public static string Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : throw new ImageException($"{path} does not exist; check the spelling of the path.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"{path} cannot be read ({e.Message.TrimEnd('.')}); check its permissions.", e);
        }
    }
}
