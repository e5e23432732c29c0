using System.Text;
using GpuSeg.Images.Files;

namespace GpuSeg.Studies.Bids.Derivatives;

/// <summary>
/// Text files in a folder of a derivative data set. Each appears complete or not at all, whoever else writes it; what killed processes left of
/// them is cleared away. After <see cref="Dispose"/> nothing is written any more, also by threads that are still at work.
/// </summary>
public sealed class DerivativeTexts : IDisposable
{
    private readonly string _folder;
    private readonly ActiveLock _presence;
    private readonly Lock _gate = new();
    private bool _closed;

    /// <summary>Makes the folder and begins.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="kind">What all processes that write these files call them.</param>
    /// <param name="names">Names of the files.</param>
    /// <exception cref="OutputException">The folder cannot be written.</exception>
    public DerivativeTexts(string folder, string kind, IReadOnlyCollection<string> names)
    {
        OutputFolder.Create(folder);
        (_folder, _presence) = (folder, new(folder, kind, names));
    }

    /// <summary>Writes a file as UTF-8; one that holds the same text already stays as it is.</summary>
    /// <exception cref="OutputException">It cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It is too late: <see cref="Dispose"/> was called.</exception>
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

    /// <summary>Whether a file holds the bytes already; to one that cannot be read they are written, which its folder allows or refuses.</summary>
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

    /// <summary>Ends the work, after the file that is being written.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
        }

        _presence.Dispose();
    }
}
