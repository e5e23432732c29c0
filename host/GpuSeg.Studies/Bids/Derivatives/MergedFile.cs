using System.Text;
using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Json;

namespace GpuSeg.Studies.Bids.Derivatives;

/// <summary>
/// A small text file in the root of a derivative data set to which many processes add their part. Each reads it, adds and writes it under
/// a lock, so that no part is lost.
/// </summary>
internal static class MergedFile
{
    private const int MillisecondsBetweenTries = 5;
    private const int MostTries = 2000;

    /// <summary>Adds to the file; a file that needs no addition stays untouched.</summary>
    /// <param name="path">Path of the file; its folder exists.</param>
    /// <param name="merge">
    /// Returns the new text, given the present text or null if there is no file; null if nothing is to be added.
    /// </param>
    /// <exception cref="ImageException">The file cannot be read.</exception>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public static void Extend(string path, Func<string?, string?> merge)
    {
        if (merge(Read(path)) is null)
        {
            return;
        }

        using var alone = Lock(path);
        if (merge(Read(path)) is not { } text)
        {
            return;
        }

        using var active = new ActiveLock(Path.GetDirectoryName(path)!, "gpuseg", [Path.GetFileName(path)]);
        using var file = new AtomicFile(path, overwrite: true);
        file.Write(stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        file.Commit();
    }

    private static string? Read(string path) => Path.Exists(path) ? JsonFile.ReadText(path) : null;

    private static FileStream Lock(string path)
    {
        var name = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.lock");
        for (var tries = 1; ; tries++)
        {
            try
            {
                var file = new FileStream(name, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
                // It may be the file of the process before, which removed it.
                if (File.Exists(name))
                {
                    return file;
                }

                file.Dispose();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (tries == MostTries || e is UnauthorizedAccessException)
                {
                    throw OutputException.Failed(path, e);
                }

                Thread.Sleep(MillisecondsBetweenTries);
            }
        }
    }
}
