using System.Text;
using GpuSeg.Images.Files;

namespace GpuSeg.Studies.Bids.Derivatives;

/// <summary>A small file of a derivative data set that all runs write with the same content.</summary>
public static class SharedFile
{
    /// <summary>Writes the file, unless it already holds the text.</summary>
    /// <param name="folder">The data set.</param>
    /// <param name="path">Path relative to the data set; the folder is created if necessary.</param>
    /// <param name="text">Text, written as UTF-8 without a byte order mark.</param>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public static void Write(string folder, string path, string text)
    {
        var target = Path.Combine(folder, path);
        if (DerivativeTexts.Holds(target, Encoding.UTF8.GetBytes(text)))
        {
            return;
        }

        var (parent, name) = (Path.GetDirectoryName(target)!, Path.GetFileName(target));
        using var files = new DerivativeTexts(parent, name, [name]);
        files.Write(name, text);
    }

    /// <summary>Reads the file's text, or returns null if it cannot be read.</summary>
    public static string? Read(string folder, string path)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
