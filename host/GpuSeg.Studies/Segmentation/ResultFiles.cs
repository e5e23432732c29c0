using GpuSeg.Images.Files;

namespace GpuSeg.Studies.Segmentation;

/// <summary>The files of one segmentation: the one list that writing, checking, skipping, listing and removing read.</summary>
public sealed class ResultFiles
{
    private const ResultScope Optional =
        ResultScope.Posteriors | ResultScope.LabelPosteriors | ResultScope.ViewerLabels | ResultScope.Regions
        | ResultScope.Lesion;

    private readonly Func<ResultFile, string> _name;
    private readonly ResultScope _scope;
    private readonly IReadOnlyList<ResultFile> _rows;

    /// <summary>Names the files.</summary>
    /// <param name="name">Gives the path of a file.</param>
    /// <param name="optional">The optional files to write.</param>
    /// <param name="inDataset">Whether the files lie in a data set.</param>
    internal ResultFiles(Func<ResultFile, string> name, OptionalFiles optional, bool inDataset) =>
        (_name, _scope, _rows) = (
            name,
            optional.Scope | (inDataset ? ResultScope.Dataset : ResultScope.None),
            ResultFile.Rows(optional.LabelPosteriors));

    /// <summary>Path of a file, whether or not it is written.</summary>
    public string this[ResultFile file] => _name(file);

    /// <summary>Path of the label map.</summary>
    public string LabelMap => this[ResultFile.LabelMap];

    /// <summary>Path of the sidecar; if the file exists, the segmentation is complete.</summary>
    public string Sidecar => this[ResultFile.Sidecar];

    /// <summary>Whether posteriors are written.</summary>
    public bool HasPosteriors => (_scope & (ResultScope.Posteriors | ResultScope.LabelPosteriors)) != ResultScope.None;

    /// <summary>Whether the maps of a lesion are written.</summary>
    public bool HasLesion => _scope.HasFlag(ResultScope.Lesion);

    /// <summary>Paths of all files that are written, in the order in which they get their names.</summary>
    public IReadOnlyList<string> Paths => [.. Written.Select(_name)];

    /// <summary>Folder of the files.</summary>
    internal string Folder => Path.GetDirectoryName(LabelMap)!;

    /// <summary>All files that are written, in the order in which they get their names.</summary>
    internal IEnumerable<ResultFile> Written => _rows.Where(file => _scope.HasFlag(file.Needs));

    /// <summary>Names, without folder, of the files that runs of this segmentation may write, whichever of them this run writes.</summary>
    internal IReadOnlyList<string> Names => [.. Paths.Concat(_rows.Where(IsOptional).Select(_name)).Select(path => Path.GetFileName(path))];

    /// <summary>Lists the paths of existing files that an earlier run has written and this run does not write.</summary>
    /// <param name="root">Folder that the paths are relative to.</param>
    internal IEnumerable<string> Leftovers(string root = "") =>
    [
        .. _rows.Where(IsOptional).Select(_name).Where(path => File.Exists(Path.Combine(root, path))),
        .. LabelPosteriors(root).Except(Paths),
    ];

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

    private bool IsOptional(ResultFile file) =>
        (file.Needs & ~_scope) is not ResultScope.None and var lacking && (lacking & ~Optional) == ResultScope.None;

    // The names of an earlier run's labels are not known.
    private IEnumerable<string> LabelPosteriors(string root)
    {
        var all = _name(ResultFile.Posteriors);
        var (folder, name) = (Path.GetDirectoryName(all)!, Path.GetFileName(all));
        var stem = name[..^$"{ResultFile.Posteriors.Suffix}{ResultFile.Posteriors.Extension}".Length];
        var place = Path.Combine(root, folder) is { Length: > 0 } path ? path : ".";
        return !Directory.Exists(place)
            ? []
            : Directory.EnumerateFiles(place).Select(Path.GetFileName).OfType<string>().Where(IsOfLabel).Order(StringComparer.Ordinal)
                .Select(file => _name(ResultFile.Posteriors)[..^name.Length] + file);

        bool IsOfLabel(string file) =>
            file.StartsWith($"{stem}label-", StringComparison.Ordinal)
            && file[$"{stem}label-".Length..].Split('_') is [var label, "probseg.nii.gz" or "probseg.json"]
            && label.All(char.IsAsciiLetterOrDigit);
    }
}
