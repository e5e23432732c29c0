using System.Text;

namespace GpuSeg.Imaging.Bids;

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
        if (File.Exists(target) && BidsJson.ReadText(target) == text)
            return;
        var (parent, name) = (Path.GetDirectoryName(target)!, Path.GetFileName(target));
        OutputFolder.Make(parent);
        using var presence = new Presence(parent, name, [name]);
        using var file = new AtomicFile(target, overwrite: true);
        file.Write(stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        file.Commit();
    }
}
