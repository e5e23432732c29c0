using System.Text;
using GpuSeg.Images.Files;

namespace GpuSeg.Studies.Bids.Derivatives;

/// <summary>
/// Text files in a folder of a derivative data set. Each appears complete or not at all, whichever process writes it, and temporary files
/// of killed processes are removed. After <see cref="Dispose"/> no file is written any more, also by threads that are still at work.
/// </summary>
public sealed class DerivativeTexts : IDisposable
{
    private readonly string _folder;
    private readonly ActiveLock _presence;
    private readonly Lock _gate = new();
    private bool _closed;

    /// <summary>Creates the folder and marks this process as active.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="kind">Common name of the files, the same in all processes that write them.</param>
    /// <param name="names">Names of the files.</param>
    /// <exception cref="OutputException">The folder cannot be written.</exception>
    public DerivativeTexts(string folder, string kind, IReadOnlyCollection<string> names)
    {
        OutputFolder.Create(folder);
        (_folder, _presence) = (folder, new(folder, kind, names));
    }

    /// <summary>Writes a file as UTF-8; a file that already holds the text is not touched.</summary>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><see cref="Dispose"/> was called before.</exception>
    public void Write(string name, string text)
    {
        var (path, bytes) = (Path.Combine(_folder, name), Encoding.UTF8.GetBytes(text));
        lock (_gate)
        {
            if (_closed)
            {
                throw new OperationCanceledException();
            }

            if (Holds(path, bytes))
            {
                return;
            }

            using var file = new AtomicFile(path, overwrite: true);
            file.Write(stream => stream.Write(bytes));
            file.Commit();
        }
    }

    /// <summary>Returns whether a file already holds the bytes; false if it cannot be read, and writing shows why.</summary>
    internal static bool Holds(string path, byte[] bytes)
    {
        try
        {
            return File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Refuses further files, after the file that is being written.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
        }

        _presence.Dispose();
    }
}
