using GpuSeg.Images.Files;

namespace GpuSeg.Studies.Bids.Derivatives;

/// <summary>
/// Says that this process is at work on the files of a folder, and at its start clears away the temporary files that killed processes
/// left. It keeps nobody out: any number of processes may work on the same files, whose renames are atomic.
/// </summary>
internal sealed class ActiveLock : IDisposable
{
    private readonly FileStream _file;

    /// <summary>Begins work.</summary>
    /// <param name="folder">Of the files; it exists.</param>
    /// <param name="subject">What all processes that write these files call them.</param>
    /// <param name="names">Names of the files that are going to be written.</param>
    /// <exception cref="OutputException">The folder cannot be written.</exception>
    public ActiveLock(string folder, string subject, IReadOnlyCollection<string> names)
    {
        try
        {
            // Listed before looking who is there: whoever comes later has no file in the list.
            string[] left = [.. Directory.EnumerateFiles(folder, ".*.tmp").Where(path => IsOf(path, names))];
            _file = Announce(folder, subject);
            string[] others = [.. Directory.EnumerateFiles(folder, $".{subject}.*.lock").Where(path => Path.GetFullPath(path) != Path.GetFullPath(_file.Name))];
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

    /// <summary>Clears away what killed processes left of files that need not be written; a folder without any of it is only listed.</summary>
    /// <returns>Why that could not be done, in a sentence; else null.</returns>
    public static string? Clear(string folder, string subject, IReadOnlyCollection<string> names)
    {
        try
        {
            if (Directory.EnumerateFiles(folder, ".*.*").Any(path => path.EndsWith(".lock", StringComparison.Ordinal) ? IsOf(path, [subject]) : path.EndsWith(".tmp", StringComparison.Ordinal) && IsOf(path, names)))
            {
                new ActiveLock(folder, subject, names).Dispose();
            }

            return null;
        }
        catch (Exception e) when (e is OutputException or IOException or UnauthorizedAccessException)
        {
            return $"what a killed run left of its files could not be removed: {e.Message}";
        }
    }

    /// <summary>Ends work.</summary>
    public void Dispose() => _file.Dispose();

    private static bool IsOf(string path, IEnumerable<string> names) => names.Any(name => Path.GetFileName(path).StartsWith($".{name}.", StringComparison.Ordinal));

    // Between creating and locking it another process may have taken the file for a dead one's.
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

    /// <summary>Whether the process that made the file holds it still; that of a dead one is removed.</summary>
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
            // One of another user that we may not open may be that of a living process.
            return true;
        }
    }
}
