using GpuSeg.Images.Files;

namespace GpuSeg.Studies.Segmentation;

/// <summary>The files of one segmentation: the one list that writing, checking, skipping, listing and removing read.</summary>
public sealed class ResultFiles
{
    private readonly Func<ResultFile, string> _name;
    private readonly ResultScope _scope;

    /// <summary>Names the files.</summary>
    /// <param name="name">Gives the path of a file.</param>
    /// <param name="scope">The circumstances of the segmentation.</param>
    internal ResultFiles(Func<ResultFile, string> name, ResultScope scope) => (_name, _scope) = (name, scope);

    /// <summary>Path of a file, whether or not it is written.</summary>
    public string this[ResultFile file] => _name(file);

    /// <summary>Path of the label map.</summary>
    public string LabelMap => this[ResultFile.LabelMap];

    /// <summary>Path of the sidecar; if the file exists, the segmentation is complete.</summary>
    public string Sidecar => this[ResultFile.Sidecar];

    /// <summary>Whether posteriors are written.</summary>
    public bool HasPosteriors => _scope.HasFlag(ResultScope.Posteriors);

    /// <summary>Paths of all files that are written, in the order in which they get their names.</summary>
    public IReadOnlyList<string> Paths => [.. Written.Select(_name)];

    /// <summary>Folder of the files.</summary>
    internal string Folder => Path.GetDirectoryName(LabelMap)!;

    /// <summary>All files that are written, in the order in which they get their names.</summary>
    internal IEnumerable<ResultFile> Written => ResultFile.All.Where(file => _scope.HasFlag(file.Needs));

    /// <summary>Paths of files that an earlier run may have written and this run does not.</summary>
    internal IEnumerable<string> Unwritten =>
        ResultFile.All.Where(file => (file.Needs & ~_scope) == ResultScope.Posteriors).Select(_name);

    /// <summary>Names, without folder, of all files that any run of this segmentation may write.</summary>
    internal IReadOnlyList<string> Names => [.. Paths.Concat(Unwritten).Select(path => Path.GetFileName(path))];

    /// <summary>Writes the files beside their targets.</summary>
    /// <param name="outputs">The files get their names when it is committed.</param>
    /// <param name="content">The content of the files.</param>
    /// <param name="root">Folder that the paths are relative to.</param>
    /// <param name="withMask">Whether the mask is written too.</param>
    /// <exception cref="OutputException">A target is refused, or the disk is full or not writable.</exception>
    internal void Write(OutputSet outputs, ResultContent content, string root = "", bool withMask = true)
    {
        foreach (var file in Written.Where(file => withMask || !file.IsOfMask))
        {
            file.Write(outputs, Path.Combine(root, _name(file)), content);
        }
    }
}
