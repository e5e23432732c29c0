using System.Text.RegularExpressions;

namespace GpuSeg.Cli.Tests.Schema;

/// <summary>A data set on disk, without the files that .bidsignore and opaque folders hide.</summary>
internal sealed class DatasetFolder
{
    private readonly string _root;

    public DatasetFolder(string root, BidsSchema schema)
    {
        (_root, Schema) = (root, schema);
        Description = BidsSchema.Map(BidsSchema.Value(Workplace.Parse(File.ReadAllText(Full("dataset_description.json")))));
        IsDerivative = Description.GetValueOrDefault("DatasetType") is "derivative";
        var opaque = BidsSchema.Map(schema["rules", "directories", IsDerivative ? "derivative" : "raw"]).Values.Select(BidsSchema.Map)
            .Where(rule => rule.GetValueOrDefault("opaque") is true).Select(rule => (string)rule["name"]! + "/").ToArray();
        Regex[] ignored =
        [
            .. (File.Exists(Full(".bidsignore")) ? File.ReadAllLines(Full(".bidsignore")) : []).Where(line => line.Length > 0)
                .Select(Ignoring),
        ];
        Files =
        [
            .. Directory.GetFiles(root, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/'))
                .Where(path => path != ".bidsignore" && !Array.Exists(opaque, folder => path.StartsWith(folder, StringComparison.Ordinal))
                    && !Array.Exists(ignored, pattern => pattern.IsMatch(path)))
                .Order(StringComparer.Ordinal).Select(path => new DatasetFile(path)),
        ];
    }

    public BidsSchema Schema { get; }

    /// <summary>The content of dataset_description.json.</summary>
    public Dictionary<string, object?> Description { get; }

    public bool IsDerivative { get; }

    /// <summary>The files to check, by path.</summary>
    public IReadOnlyList<DatasetFile> Files { get; }

    /// <summary>Labels of the subjects' folders.</summary>
    public IEnumerable<string> Subjects => Directory.GetDirectories(_root, "sub-*").Select(path => Path.GetFileName(path));

    public string Full(string path) => Path.Combine(_root, path);

    public bool Exists(string path) => Path.Exists(Full(path));

    /// <summary>Finds the file of a BIDS URI by the links of the data set; null if there is no such link.</summary>
    public string? Resolve(string uri) =>
        uri.Split(':', 3) is ["bids", var name, var path]
            && BidsSchema.Map(Description.GetValueOrDefault("DatasetLinks")).GetValueOrDefault(name) is string link
            ? Path.Combine(_root, Uri.UnescapeDataString(link), path)
            : null;

    /// <summary>Lists the sidecars of a file by the inheritance principle, nearest first; several in one folder are ambiguous.</summary>
    public IEnumerable<IReadOnlyList<DatasetFile>> SidecarsOf(DatasetFile file)
    {
        for (var folder = file.Folder; ; folder = folder[..Math.Max(0, folder.LastIndexOf('/'))])
        {
            DatasetFile[] found =
            [
                .. Files.Where(other => other.Folder == folder && other.Extension == ".json" && other.Suffix == file.Suffix
                    && other.Entities.All(entity => file.Entities.GetValueOrDefault(entity.Key) == entity.Value)),
            ];
            if (found.Length > 0)
            {
                yield return Array.Find(found, other => other.Entities.Count == file.Entities.Count) is { } exact ? [exact] : found;
            }

            if (folder.Length == 0)
            {
                break;
            }
        }
    }

    // As in .gitignore: a pattern with a slash starts at the root, any other may match at every level.
    private static Regex Ignoring(string line)
    {
        var pattern = Regex.Escape(line.Trim('/')).Replace(@"\*", "[^/]*", StringComparison.Ordinal);
        return new(line.TrimEnd('/').Contains('/') ? $@"\A{pattern}(/|\z)" : $@"(\A|/){pattern}(/|\z)");
    }
}

/// <summary>A file of a data set, its name in parts.</summary>
internal sealed class DatasetFile
{
    public DatasetFile(string path)
    {
        Path = path;
        var name = path[(path.LastIndexOf('/') + 1)..];
        Folder = path[..Math.Max(0, path.LastIndexOf('/'))];
        var dot = name.IndexOf('.');
        (Stem, Extension) = dot < 0 ? (name, "") : (name[..dot], name[dot..]);
        var parts = Stem.Split('_');
        Suffix = parts[^1].Contains('-') ? "" : parts[^1];
        Entities = parts[..(Suffix.Length > 0 ? ^1 : ^0)].Select(part => part.Split('-', 2))
            .ToDictionary(part => part[0], part => part.Length > 1 ? part[1] : "");
    }

    /// <summary>Path relative to the data set, with slashes.</summary>
    public string Path { get; }

    public string Folder { get; }

    public string Stem { get; }

    public string Suffix { get; }

    public string Extension { get; }

    /// <summary>Values of the entities by their keys, in the order of the name.</summary>
    public Dictionary<string, string> Entities { get; }

    public override string ToString() => Path;
}
