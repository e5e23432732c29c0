using System.Text.Json;

namespace GpuSeg.Imaging.Bids;

/// <summary>What GpuSeg reads of a dataset_description.json.</summary>
/// <param name="Name">The data set's name, or an empty text.</param>
/// <param name="GeneratedBy">The first program that a derivative data set says it comes from, or null.</param>
/// <param name="Raw">The link called raw, or null.</param>
internal sealed record DatasetDescription(string Name, string? GeneratedBy, string? Raw)
{
    public const string FileName = "dataset_description.json";

    /// <summary>The specification that data sets are written by.</summary>
    public const string BidsVersion = "1.11.1";

    /// <summary>Reads the description of a data set.</summary>
    /// <exception cref="ImageException">The folder or the file is missing, or it is no JSON object.</exception>
    public static DatasetDescription Read(string root)
    {
        var path = Path.Combine(root, FileName);
        if (!Directory.Exists(root))
            throw new ImageException($"{root} is no folder where a BIDS data set was expected; check the path.");
        if (!File.Exists(path))
            throw new ImageException($"{root} is no BIDS data set: it has no {FileName}; name the folder that has one, or add one with Name and BIDSVersion.");
        using var json = BidsJson.Read(path);
        var description = json.RootElement;
        return new(Text(description, nameof(Name)) ?? "", Generator(description), description.TryGetProperty("DatasetLinks", out var links) ? Text(links, "raw") : null);
    }

    private static string? Generator(JsonElement root) =>
        root.TryGetProperty(nameof(GeneratedBy), out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0 ? Text(list[0], nameof(Name)) : null;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
