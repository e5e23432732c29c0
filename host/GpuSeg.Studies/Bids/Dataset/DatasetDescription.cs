using System.Text.Json;
using GpuSeg.Images;
using GpuSeg.Studies.Json;

namespace GpuSeg.Studies.Bids.Dataset;

/// <summary>The part of a dataset_description.json that GpuSeg reads.</summary>
/// <param name="Name">The data set's name, or an empty text.</param>
/// <param name="GeneratedBy">First program in the list of the programs that generated a derivative data set; null for a raw one.</param>
/// <param name="Links">Paths of the data sets that its URIs name.</param>
internal sealed record DatasetDescription(string Name, string? GeneratedBy, IReadOnlyDictionary<string, string> Links)
{
    /// <summary>The authors.</summary>
    public IReadOnlyList<string> Authors { get; private init; } = [];

    /// <summary>The licence, or null.</summary>
    public string? License { get; private init; }

    /// <summary>The digital object identifier, or null.</summary>
    public string? Doi { get; private init; }

    public const string FileName = "dataset_description.json";

    /// <summary>Version of the specification that written data sets follow.</summary>
    public const string BidsVersion = "1.11.1";

    /// <summary>Reads the description of a data set.</summary>
    /// <exception cref="ImageException">The folder or the file is missing, or the file is not a JSON object.</exception>
    public static DatasetDescription Read(string root)
    {
        var path = Path.Combine(root, FileName);
        if (!Directory.Exists(root))
        {
            throw new ImageException($"{root} is not a folder, and a BIDS data set was expected; check the path.");
        }

        if (!File.Exists(path))
        {
            throw new ImageException(
               $"{root} is not a BIDS data set: it has no {FileName}; name the folder that has one, or add one with Name and BIDSVersion.");
        }

        using var json = JsonFile.Read(path);
        var description = json.RootElement;
        return new(Text(description, nameof(Name)) ?? "", Generator(description), LinksOf(description))
        {
            Authors = AuthorsOf(description),
            License = Text(description, nameof(License)),
            Doi = Text(description, "DatasetDOI"),
        };
    }

    private static string[] AuthorsOf(JsonElement root) =>
        root.TryGetProperty(nameof(Authors), out var authors) && authors.ValueKind == JsonValueKind.Array
            ? [.. authors.EnumerateArray().Where(author => author.ValueKind == JsonValueKind.String).Select(author => author.GetString()!)]
            : [];

    private static Dictionary<string, string> LinksOf(JsonElement root) =>
        root.TryGetProperty("DatasetLinks", out var links) && links.ValueKind == JsonValueKind.Object
            ? links.EnumerateObject().Where(link => link.Value.ValueKind == JsonValueKind.String).DistinctBy(link => link.Name)
               .ToDictionary(link => link.Name, link => link.Value.GetString()!)
            : [];

    private static string? Generator(JsonElement root) =>
        Text(root, "DatasetType") != "raw"
           && root.TryGetProperty(nameof(GeneratedBy), out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
           ? Text(list[0], nameof(Name))
           : null;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
