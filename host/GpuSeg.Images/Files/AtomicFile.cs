using System.Runtime.InteropServices;

namespace GpuSeg.Images.Files;

/// <summary>
/// A file that appears under its name complete or not at all: it is written beside the target and renamed. Disposing before
/// <see cref="Commit"/> removes every trace. A link at the target is replaced, not followed.
/// </summary>
public sealed class AtomicFile : IDisposable
{
    private readonly string _temporary;
    private readonly string _aside;
    private readonly bool _overwrite;
    private readonly IReadOnlyList<string> _created;
    private bool _committed;

    /// <summary>Creates the temporary file <c>.NAME.RANDOM.tmp</c> in the target's folder, and the folder if it does not exist.</summary>
    /// <exception cref="OutputException">The target exists and may not be replaced, is a folder, or cannot be created.</exception>
    public AtomicFile(string path, bool overwrite)
    {
        (Path, _overwrite) = (path, overwrite);
        var full = System.IO.Path.GetFullPath(path);
        var folder = System.IO.Path.GetDirectoryName(full) ?? full;
        RequireFree(path, overwrite);
        _created = OutputFolder.Create(folder);
        _temporary = TemporaryName();
        _aside = TemporaryName();
        // Closed until it is written: a run may have more files than a process may hold open.
        Guard(() => new FileStream(_temporary, FileMode.CreateNew).Dispose());

        string TemporaryName() => System.IO.Path.Combine(
            folder, $".{System.IO.Path.GetFileName(full)}.{System.IO.Path.GetRandomFileName()}.tmp");
    }

    /// <summary>The target, as given.</summary>
    public string Path { get; }

    /// <summary>Runs the writer on the temporary file, once, and closes it.</summary>
    /// <exception cref="OutputException">
    /// The file system failed, for example a full disk; other exceptions of the writer pass through.
    /// </exception>
    public void Write(Action<Stream> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Guard(() =>
        {
            using var stream = new FileStream(_temporary, FileMode.Open, FileAccess.Write, FileShare.None, 1 << 14);
            writer(stream);
        });
    }

    /// <summary>Gives the file its name.</summary>
    /// <exception cref="OutputException">The target has appeared in the meantime, or the rename failed.</exception>
    public void Commit()
    {
        Guard(() =>
        {
            if (_overwrite)
            {
                File.Move(_temporary, Path, overwrite: true);
            }
            else
            {
                MoveToFreeName();
            }
        });
        _committed = true;
    }

    /// <summary>
    /// Removes the file that was replaced; without a commit the temporary file, and the folders that were created for it if they are empty.
    /// </summary>
    public void Dispose()
    {
        try
        {
            File.Delete(_committed ? _aside : _temporary);
            if (!_committed)
            {
                OutputFolder.RemoveEmpty(_created);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The error of the write has been thrown, and the next run removes the temporary file.
        }
    }

    /// <summary>Moves the file that is to be replaced out of the way, if there is one.</summary>
    /// <exception cref="OutputException">The rename failed.</exception>
    internal void SetAside()
    {
        if (_overwrite && System.IO.Path.Exists(Path) && !IsFolder(Path))
        {
            Guard(() => File.Move(Path, _aside));
        }
    }

    /// <summary>Takes the name away again, and gives it back to the file that was set aside.</summary>
    internal void TakeBack()
    {
        if (_committed)
        {
            File.Delete(Path);
            _committed = false;
        }

        if (System.IO.Path.Exists(_aside))
        {
            File.Move(_aside, Path);
        }
    }

    private static bool IsFolder(string path) => Directory.Exists(path) && new FileInfo(path).LinkTarget is null;

    private static void RequireFree(string path, bool overwrite)
    {
        if (IsFolder(path))
        {
            OutputErrors.IsFolder(path);
        }

        if (!overwrite && System.IO.Path.Exists(path))
        {
            OutputErrors.Exists(path);
        }
    }

    private void MoveToFreeName()
    {
        try
        {
            MoveExclusively(_temporary, Path);
        }
        catch (IOException) when (System.IO.Path.Exists(Path))
        {
            OutputErrors.Exists(Path);
        }
    }

    /// <summary>
    /// Renames a file, or throws <see cref="IOException"/> if the target exists: of several programs exactly one succeeds.
    /// </summary>
    private static void MoveExclusively(string source, string target)
    {
        // On Unix File.Move checks first and renames then, and the rename replaces a file that came in between; link(2) refuses by itself.
        // File.Move is for file systems without hard links, and for the message when link(2) fails.
        if (!OperatingSystem.IsWindows() && Link(source, target) == 0)
        {
            File.Delete(source);
        }
        else
        {
            File.Move(source, target, overwrite: false);
        }
    }

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputException.Failed(Path, e, _temporary);
        }
    }

    [DllImport("libc", EntryPoint = "link")]
    private static extern int Link(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string source, [MarshalAs(UnmanagedType.LPUTF8Str)] string target);
}
