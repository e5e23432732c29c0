using GpuSeg.Images.Files;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Derivatives;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Bids.Group;

/// <summary>The files of the group level, in the root of the derivative data set. They are made anew in every run.</summary>
public static class GroupOutputs
{
    /// <summary>The table.</summary>
    public const string Table = "group_dseg.tsv";

    /// <summary>The descriptions of the columns.</summary>
    public const string Dictionary = "group_dseg.json";

    /// <summary>The page.</summary>
    public const string Page = "group_dseg.html";

    /// <summary>Writes all files, or no file.</summary>
    /// <param name="result">The sessions.</param>
    /// <param name="page">Text of the page.</param>
    /// <param name="raw">The raw data set.</param>
    /// <param name="folder">The derivative data set.</param>
    /// <param name="version">Version of this program.</param>
    /// <exception cref="OutputException">The folder holds another data set or cannot be written.</exception>
    public static void Write(GroupResult result, string page, RawData raw, string folder, string version)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(raw);
        DerivativeDataset.Prepare(folder, raw, version);
        using var presence = new ActiveLock(folder, "group", [Table, Dictionary, Page]);
        using var outputs = new OutputSet(overwrite: true);
        outputs.Add(Path.Combine(folder, Table), stream =>
            Tsv.Write(stream, [.. result.Columns.Select(column => column.Name)], result.Rows.Select(row => Cells(result, row))));
        outputs.AddText(Path.Combine(folder, Dictionary), DictionaryOf(result));
        outputs.AddText(Path.Combine(folder, Page), page);
        outputs.Commit();
    }

    private static object?[] Cells(GroupResult result, GroupRow row) => [.. result.Columns.Select(column => column.Value(row))];

    private static string DictionaryOf(GroupResult result) => JsonText.Document(json =>
    {
        foreach (var column in result.Columns)
        {
            json.WriteStartObject(column.Name);
            json.WriteString("LongName", column.Title);
            json.WriteString("Description", column.Description);
            if (column.Units is not null)
            {
                json.WriteString("Units", column.Units);
            }

            if (column.Levels.Count > 0)
            {
                json.WriteStartObject("Levels");
                foreach (var (level, meaning) in column.Levels)
                {
                    json.WriteString(level, meaning);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }
    });
}
