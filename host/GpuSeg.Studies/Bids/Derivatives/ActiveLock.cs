using GpuSeg.Images.Files;

namespace GpuSeg.Studies.Bids.Derivatives;

/// <summary>
/// A lock file that marks this process as writing files of a folder; at its start, temporary files of killed processes are removed. It
/// excludes no process: any number may work on the same files, whose renames are atomic.
/// </summary>
internal sealed class ActiveLock : IDisposable
{
    private readonly FileStream _file;

    /// <summary>Creates the lock file and removes temporary files of killed processes.</summary>
    /// <param name="folder">Folder of the files; it exists.</param>
    /// <param name="subject">Common name of the files, the same in all processes that write them.</param>
    /// <param name="names">Names of the files that will be written.</param>
    /// <exception cref="OutputException">The folder cannot be written.</exception>
    public ActiveLock(string folder, string subject, IReadOnlyCollection<string> names)
    {
        try
        {
            // Listed before looking for other processes: a process that comes later has no file in the list.
            string[] left = [.. Directory.EnumerateFiles(folder, ".*.tmp").Where(path => IsOf(path, names))];
            _file = Announce(folder, subject);
            string[] others =
            [
               .. Directory.EnumerateFiles(folder, $".{subject}.*.lock")
                   .Where(path => Path.GetFullPath(path) != Path.GetFullPath(_file.Name)),
            ];
            if (!Array.ConvertAll(others, IsAlive).Contains(true))
            {
                Array.ForEach(left, File.Delete);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _file?.Dispose();
            throw OutputException.Failed(folder, e);
        }
    }

    /// <summary>Removes temporary files and locks of killed processes if no file will be written; a clean folder is only listed.</summary>
    /// <returns>A sentence if a file could not be removed, else null.</returns>
    public static string? Clear(string folder, string subject, IReadOnlyCollection<string> names)
    {
        try
        {
            if (Directory.EnumerateFiles(folder, ".*.*").Any(IsLeft))
            {
                new ActiveLock(folder, subject, names).Dispose();
            }

            return null;
        }
        catch (Exception e) when (e is OutputException or IOException or UnauthorizedAccessException)
        {
            return $"temporary files of a killed run could not be removed: {e.Message}";
        }

        bool IsLeft(string path) => Path.GetExtension(path) switch
        {
            ".lock" => IsOf(path, [subject]),
            ".tmp" => IsOf(path, names),
            _ => false,
        };
    }

    /// <summary>Removes the lock file.</summary>
    public void Dispose() => _file.Dispose();

    private static bool IsOf(string path, IEnumerable<string> names) =>
       names.Any(name => Path.GetFileName(path).StartsWith($".{name}.", StringComparison.Ordinal));

    // Between creating and locking the file another process may have taken it for a dead process's file.
    private static FileStream Announce(string folder, string subject)
    {
        for (var attempt = 1; ; attempt++)
        {
            var path = Path.Combine(folder, $".{subject}.{Path.GetRandomFileName()}.lock");
            try
            {
                var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
                if (File.Exists(path))
                {
                    return file;
                }

                file.Dispose();
            }
            catch (IOException) when (attempt < 3)
            {
                // Another name.
            }
        }
    }

    /// <summary>Returns whether the process that made the file still holds it, and removes the file of a dead process.</summary>
    private static bool IsAlive(string path)
    {
        try
        {
            new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The file of another user, which we may not open, may belong to a living process.
            return true;
        }
    }
}
