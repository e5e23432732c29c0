using System.Text;
using GpuSeg.Threads;

namespace GpuSeg.Images.Files;

/// <summary>The outputs of one run: all are written beside their targets first, and receive their names together at the end.</summary>
public sealed class OutputSet : IDisposable
{
    private readonly bool _overwrite;
    private readonly HashSet<string> _inputs;
    // Inputs and outputs share a few folders.
    private readonly Dictionary<string, string> _folders = [];
    private readonly HashSet<string> _targets = [];
    private readonly List<AtomicFile> _files = [];

    /// <summary>Creates an empty set.</summary>
    /// <param name="overwrite">Whether existing files are replaced.</param>
    /// <param name="inputs">Files that are refused as targets even if existing files are replaced.</param>
    public OutputSet(bool overwrite, IEnumerable<string>? inputs = null)
    {
        _overwrite = overwrite;
        _inputs =
        [
            .. (inputs ?? []).SelectMany(path => (string[])[Path.GetFullPath(path), RealPath.Resolve(path, _folders)]),
        ];
    }

    /// <summary>The targets, in the order in which they were added.</summary>
    public IReadOnlyList<string> Paths => [.. _files.Select(file => file.Path)];

    /// <summary>Throws the errors that <see cref="Add"/> would throw for these targets, before any work is done.</summary>
    /// <exception cref="OutputException">
    /// A target exists and may not be replaced, is an input or a folder, or cannot be created.
    /// </exception>
    public void Require(params IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        foreach (var path in paths)
        {
            RefuseInput(path);
            new AtomicFile(path, _overwrite).Dispose();
        }
    }

    /// <summary>Writes one output beside its target.</summary>
    /// <exception cref="OutputException">The target is refused, or the disk is full or not writable.</exception>
    public void Add(string path, Action<Stream> writer) => Create(path).Write(writer);

    /// <summary>Writes many outputs beside their targets, several at a time.</summary>
    /// <exception cref="OutputException">As for <see cref="Add"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public void AddAll(IReadOnlyList<(string Path, Action<Stream> Writer)> outputs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        AtomicFile[] files = [.. outputs.Select(output => Create(output.Path))];
        ThreadBudget.For(files.Length, i => files[i].Write(outputs[i].Writer), cancellation: cancellation);
    }

    /// <summary>Writes text as UTF-8 without a byte order mark.</summary>
    /// <exception cref="OutputException">As for <see cref="Add"/>.</exception>
    public void AddText(string path, string text) => Add(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>
    /// Gives all files their names: all files are new, or if a rename fails, all are the old ones. Programs that claim the same names at
    /// once all start with the first.
    /// </summary>
    /// <remarks>
    /// The last file, such as a sidecar, marks the set as complete: it is set aside first and gets its name last, so that a set that a
    /// kill has interrupted lacks it.
    /// </remarks>
    /// <exception cref="OutputException">A target has appeared in the meantime, or a rename failed.</exception>
    public void Commit()
    {
        try
        {
            for (var i = _files.Count - 1; i >= 0; i--)
            {
                _files[i].SetAside();
            }

            foreach (var file in _files)
            {
                file.Commit();
            }
        }
        catch (OutputException)
        {
            foreach (var file in _files)
            {
                file.TakeBack();
            }

            throw;
        }
    }

    /// <summary>Removes files that were replaced or not committed.</summary>
    public void Dispose()
    {
        // The first file may have created the folder.
        for (var i = _files.Count - 1; i >= 0; i--)
        {
            _files[i].Dispose();
        }
    }

    private AtomicFile Create(string path)
    {
        RefuseInput(path);
        if (!_targets.Add(Path.GetFullPath(path)))
        {
            OutputErrors.Twice(path);
        }

        var file = new AtomicFile(path, _overwrite);
        _files.Add(file);
        return file;
    }

    private void RefuseInput(string path)
    {
        if (_inputs.Contains(Path.GetFullPath(path)) || _inputs.Contains(RealPath.Resolve(path, _folders)))
        {
            OutputErrors.IsInput(path);
        }
    }
}
