using System.Text;
using GpuSeg.Images.Files;

namespace GpuSeg.Studies.Bids.Derivatives;

/// <summary>A small file of a derivative data set that all runs into it write alike.</summary>
public static class SharedFile
{
    /// <summary>Writes the file, unless it holds the text already.</summary>
    /// <param name="folder">The data set.</param>
    /// <param name="path">Of the file, relative to it; its folder is created if need be.</param>
    /// <param name="text">Written as UTF-8 without a byte order mark.</param>
    /// <exception cref="OutputException">It cannot be written.</exception>
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

    /// <summary>The file's text, or null where there is none that can be read.</summary>
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
