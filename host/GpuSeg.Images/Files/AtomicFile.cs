namespace GpuSeg.Images.Files;

/// <summary>
/// A file that appears under its name complete or not at all: it is written beside the target and renamed. Disposing before
/// <see cref="Commit"/> removes every trace. A link at the target is replaced, not followed.
/// </summary>
public sealed class AtomicFile : IDisposable
{
    private readonly string _temporary;
    private readonly bool _overwrite;
    private bool _committed;

    /// <summary>Creates the temporary file <c>.NAME.RANDOM.tmp</c> in the target's folder.</summary>
    /// <exception cref="OutputException">The target exists and may not be replaced, is a folder, or cannot be created.</exception>
    public AtomicFile(string path, bool overwrite)
    {
        (Path, _overwrite) = (path, overwrite);
        var full = System.IO.Path.GetFullPath(path);
        var folder = System.IO.Path.GetDirectoryName(full) ?? full;
        RequireFree(path, folder, overwrite);
        _temporary = System.IO.Path.Combine(folder, $".{System.IO.Path.GetFileName(full)}.{System.IO.Path.GetRandomFileName()}.tmp");
        // Closed until it is written: a run may have more files than a process may hold open.
        Guarded(() =>
        {
            new FileStream(_temporary, FileMode.CreateNew).Dispose();
            return true;
        });
    }

    /// <summary>The target, as given.</summary>
    public string Path { get; }

    /// <summary>Runs the writer on the temporary file, once, and closes it.</summary>
    /// <exception cref="OutputException">An error of the file system, such as a full disk; other exceptions of the writer pass through.</exception>
    public void Write(Action<Stream> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Guarded(() =>
        {
            using var stream = new FileStream(_temporary, FileMode.Open, FileAccess.Write, FileShare.None, 1 << 16);
            writer(stream);
            return true;
        });
    }

    /// <summary>Gives the file its name.</summary>
    /// <exception cref="OutputException">The target has come into being meanwhile, or the rename failed.</exception>
    public void Commit()
    {
        _committed = Guarded(() =>
        {
            if (_overwrite)
                File.Move(_temporary, Path, overwrite: true);
            else
                MoveToFreeName();
            return true;
        });
    }

    /// <summary>Removes the temporary file unless it was committed.</summary>
    public void Dispose()
    {
        if (_committed)
            return;
        try
        {
            File.Delete(_temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What made the write fail is told, and the next run clears away what is left.
        }
    }

    /// <summary>Takes the name away again. A file that was replaced is gone, so that its whole successor stays.</summary>
    internal void TakeBack()
    {
        if (_committed && !_overwrite)
            File.Delete(Path);
    }

    private void MoveToFreeName()
    {
        try
        {
            ExclusiveName.Move(_temporary, Path);
        }
        catch (IOException) when (System.IO.Path.Exists(Path))
        {
            OutputErrors.Exists(Path);
        }
    }

    private static void RequireFree(string path, string folder, bool overwrite)
    {
        if (Directory.Exists(path) && new FileInfo(path).LinkTarget is null)
            OutputErrors.IsFolder(path);
        if (!overwrite && System.IO.Path.Exists(path))
            OutputErrors.Exists(path);
        if (!Directory.Exists(folder))
            OutputErrors.NoFolder(path, folder);
    }

    private T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputException.Failed(Path, e, _temporary);
        }
    }
}
