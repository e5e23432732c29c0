using System.Text.Json;
using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Studies.Bids.Derivatives;

/// <summary>
/// dseg.json in the root of a derivative data set: the columns of all label tables that BIDS does not define. Every sidecar of a label map
/// inherits it, so it holds nothing that a sidecar has as well.
/// </summary>
internal static class ColumnDictionary
{
    public const string FileName = "dseg.json";

    /// <summary>Adds the columns of tables with these channels; other properties of the file, and its definitions, stay.</summary>
    /// <param name="folder">The derivative data set; it exists.</param>
    /// <param name="channels">Names of the channels.</param>
    /// <exception cref="ImageException">The file cannot be read.</exception>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public static void Extend(string folder, IReadOnlyCollection<string> channels)
    {
        var columns = LabelTable.Columns(channels).Where(column => column.Description is not null).ToArray();
        var path = Path.Combine(folder, FileName);
        MergedFile.Extend(path, text =>
        {
            using var there = JsonFile.Parse(text ?? "{}", path);
            return columns.All(column => there.RootElement.TryGetProperty(column.Name, out _)) ? null : Merged(there.RootElement, columns);
        });
    }

    // In order of the names, so that the text does not depend on the order in which processes write.
    private static string Merged(JsonElement there, IEnumerable<LabelColumn> columns)
    {
        var properties = new SortedDictionary<string, Action<Utf8JsonWriter>>(StringComparer.Ordinal);
        foreach (var column in columns)
        {
            properties[column.Name] = json => Define(json, column);
        }

        foreach (var property in there.EnumerateObject())
        {
            properties[property.Name] = property.Value.WriteTo;
        }

        return JsonText.Document(json =>
        {
            foreach (var (name, write) in properties)
            {
                json.WritePropertyName(name);
                write(json);
            }
        });
    }

    private static void Define(Utf8JsonWriter json, LabelColumn column)
    {
        json.WriteStartObject();
        json.WriteString("Description", column.Description);
        if (column.Units is { } units)
        {
            json.WriteString("Units", units);
        }

        json.WriteEndObject();
    }
}
