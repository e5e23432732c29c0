using System.Buffers.Binary;
using System.IO.Compression;

namespace GpuSeg.Cli.Tests.Schema;

/// <summary>Everything that the rules ask about one file.</summary>
internal sealed class FileContext : IScope
{
    private readonly DatasetFolder _dataset;
    private readonly Dictionary<string, object?> _values;

    public FileContext(DatasetFolder dataset, DatasetFile file)
    {
        (_dataset, File) = (dataset, file);
        var (schema, full) = (dataset.Schema, dataset.Full(file.Path));
        var keys = BidsSchema.Map(schema["objects", "entities"]);
        var datatype = file.Folder[(file.Folder.LastIndexOf('/') + 1)..];
        Datatype = file.Folder.Length > 0 && BidsSchema.Map(schema["objects", "datatypes"]).Values.Select(BidsSchema.Map)
            .Any(known => known.GetValueOrDefault("value") is string value && value == datatype) ? datatype : "";
        Sidecars = file.Extension == ".json" ? [] : [.. dataset.SidecarsOf(file)];
        Sidecar = [];
        foreach (var (key, value) in Sidecars.Where(found => found.Count == 1).SelectMany(found => Json(found[0])))
        {
            Sidecar.TryAdd(key, value);
        }

        Columns = file.Extension == ".tsv" ? Table(full) : [];
        var modality = BidsSchema.Map(schema["rules", "modalities"])
            .FirstOrDefault(modality => BidsSchema.Texts(BidsSchema.Map(modality.Value)["datatypes"]).Contains(Datatype)).Key;
        var gzip = file.Extension.EndsWith(".gz", StringComparison.Ordinal) ? Gzip(full) : null;
        _values = new()
        {
            ["schema"] = schema.Root,
            ["dataset"] = new Dictionary<string, object?>
            {
                ["dataset_description"] = dataset.Description,
                ["subjects"] = new Dictionary<string, object?> { ["sub_dirs"] = dataset.Subjects.ToList<object?>() },
            },
            ["path"] = $"/{file.Path}",
            ["size"] = (double)new FileInfo(full).Length,
            // The rules use keys and long names.
            ["entities"] = file.Entities.Concat(keys.Where(key => file.Entities.ContainsKey(Key(key.Value)) && key.Key != Key(key.Value))
                    .Select(key => KeyValuePair.Create(key.Key, file.Entities[Key(key.Value)])))
                .ToDictionary(entity => entity.Key, entity => (object?)entity.Value),
            ["datatype"] = Datatype,
            ["suffix"] = file.Suffix,
            ["extension"] = file.Extension,
            ["modality"] = modality,
            ["sidecar"] = Sidecar,
            ["columns"] = Columns.ToDictionary(column => column.Name, column => (object?)column.Cells.ToList<object?>()),
            ["json"] = file.Extension == ".json" ? Json(file) : null,
            ["associations"] = new Dictionary<string, object?>(),
            ["gzip"] = gzip,
            ["nifti_header"] = file.Extension is ".nii" or ".nii.gz" ? Header(full) : null,
        };
    }

    public DatasetFile File { get; }

    /// <summary>The folder's data type, or an empty text.</summary>
    public string Datatype { get; }

    /// <summary>The sidecars, nearest first.</summary>
    public IReadOnlyList<IReadOnlyList<DatasetFile>> Sidecars { get; }

    /// <summary>The metadata of all sidecars.</summary>
    public Dictionary<string, object?> Sidecar { get; }

    /// <summary>The columns of a table.</summary>
    public IReadOnlyList<(string Name, string[] Cells)> Columns { get; }

    public Dictionary<string, object?> Json(DatasetFile file) =>
        BidsSchema.Map(BidsSchema.Value(Workplace.Parse(System.IO.File.ReadAllText(_dataset.Full(file.Path)))));

    /// <summary>The content of a JSON file.</summary>
    public Dictionary<string, object?> OwnJson => BidsSchema.Map(_values["json"]);

    public object? Value(string name) => _values.GetValueOrDefault(name);

    public object? Call(string function, List<object?> arguments) =>
        function == "exists" ? Existing(arguments) : Functions.Call(function, arguments);

    private double Existing(List<object?> arguments)
    {
        var paths = arguments[0] switch { List<object?> list => list.OfType<string>(), string path => [path], _ => [] };
        return arguments[1] switch
        {
            "bids-uri" => paths.Count(path => Path.Exists(_dataset.Resolve(path))),
            "file" => paths.Count(path => _dataset.Exists($"{File.Folder}/{path}")),
            "subject" => paths.Count(path => _dataset.Exists($"sub-{File.Entities.GetValueOrDefault("sub")}/{path}")),
            "stimuli" => paths.Count(path => _dataset.Exists($"stimuli/{path}")),
            _ => paths.Count(path => _dataset.Exists(path.TrimStart('/'))),
        };
    }

    private static string Key(object? entity) => (string)BidsSchema.Map(entity)["name"]!;

    private static (string Name, string[] Cells)[] Table(string path)
    {
        string[][] lines = [.. System.IO.File.ReadAllLines(path).Select(line => line.Split('\t'))];
        Assert.All(lines, line => Assert.Equal(lines[0].Length, line.Length));
        return [.. lines[0].Select((name, i) => (name, lines.Skip(1).Select(line => line[i]).ToArray()))];
    }

    private static Dictionary<string, object?> Gzip(string path)
    {
        using var file = System.IO.File.OpenRead(path);
        var bytes = new byte[10];
        file.ReadExactly(bytes);
        return new()
        {
            ["timestamp"] = (double)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4)),
            ["filename"] = (bytes[3] & 8) == 0 ? "" : "some",
            ["comment"] = (bytes[3] & 16) == 0 ? "" : "some",
        };
    }

    private static Dictionary<string, object?> Header(string path)
    {
        using var file = System.IO.File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        var bytes = new byte[348];
        stream.ReadExactly(bytes);
        var dim = Enumerable.Range(0, 8).Select(i => (double)BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(40 + (2 * i)))).ToList();
        var pixdim = Enumerable.Range(0, 8).Select(i => (double)BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(76 + (4 * i))))
            .ToList();
        var used = (int)dim[0];
        return new()
        {
            ["dim"] = dim.ConvertAll(size => (object?)size),
            ["pixdim"] = pixdim.ConvertAll(size => (object?)size),
            ["shape"] = dim.GetRange(1, used).ConvertAll(size => (object?)size),
            ["voxel_sizes"] = pixdim.GetRange(1, used).ConvertAll(size => (object?)size),
            ["xyzt_units"] = new Dictionary<string, object?>
            {
                ["xyz"] = (bytes[123] & 7) == 0 ? "unknown" : "known",
                ["t"] = (bytes[123] & 56) == 0 ? "unknown" : "known",
            },
            ["qform_code"] = (double)BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(252)),
            ["sform_code"] = (double)BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(254)),
        };
    }
}
