using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Images.Nifti;
using GpuSeg.Images.Regridding;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;
using GpuSeg.Threads;

namespace GpuSeg.Studies.Bids.Plans;

/// <summary>
/// Subjects without BIDS: a table (TSV, or CSV by its extension) with a column id, a column per image under the name of its channel, and
/// optionally a column mask. Paths are relative to the table's folder or absolute.
/// </summary>
public sealed class CohortList
{
    /// <summary>Name of the table of subjects and their ids, in the root of the results.</summary>
    public const string ParticipantsFile = "participants.tsv";

    /// <summary>Name of the file that describes the columns of <see cref="ParticipantsFile"/>.</summary>
    public const string ParticipantsDictionaryFile = "participants.json";

    private const string Id = "id";
    private const string Mask = "mask";

    private readonly string _path;
    private readonly string[] _columns;
    private readonly Row[] _rows;

    private CohortList(string path, string[] columns, Row[] rows) => (_path, _columns, _rows) = (path, columns, rows);

    /// <summary>The column of each subject's map of regions, or null.</summary>
    public string? RegionsColumn { get; private init; }

    /// <summary>The column of each subject's intracranial volume in mL, or null.</summary>
    public string? VolumeColumn { get; private init; }

    /// <summary>The folder of the list.</summary>
    public RawData Raw => new(RealPath.Resolve(Path.GetDirectoryName(Path.GetFullPath(_path))!), Path.GetFileNameWithoutExtension(_path));

    /// <summary>The grid that the images of a row are resampled onto, or null if they must share a grid.</summary>
    public TargetGrid? Regrid { get; set; }

    /// <summary>Whether the list names the masks.</summary>
    public bool HasMasks => _columns.Contains(Mask);

    /// <summary>Reads a list; a problem with a row is reported in its plan.</summary>
    /// <exception cref="ImageException">The list cannot be read, or lacks rows, a usable header or the columns needed.</exception>
    public static CohortList Read(string path)
    {
        if (Directory.Exists(path))
        {
            throw new ImageException($"{path} is a folder where a list of subjects was expected; name the TSV or CSV file.");
        }

        if (!File.Exists(path))
        {
            throw ImageException.Missing(path);
        }

        var isCsv = Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);
        (int Line, string[] Cells, bool IsOpen)[] lines =
        [
            .. JsonFile.ReadText(path).Split('\n').Select((line, i) => (Line: i + 1, Text: line.TrimEnd('\r')))
                .Where(line => line.Text.Trim().Length > 0)
                .Select(line => (line.Line, Cells(line.Text), isCsv && line.Text.Count(c => c == '"') % 2 > 0)),
        ];
        if (lines.Length < 2)
        {
            throw new ImageException(
                $"{path} lists no subject; write a header with id and the names of images, and a line per subject.");
        }

        if (lines[0].IsOpen)
        {
            throw new ImageException($"Line {lines[0].Line} of {path} has a quote that is not closed; close it.");
        }

        var columns = lines[0].Cells;
        RequireColumns(path, columns);
        var id = Array.IndexOf(columns, Id);
        return new(
            path,
            columns,
            [.. lines[1..].Select(line => new Row(line.Line, id < line.Cells.Length ? line.Cells[id] : "", line.Cells, line.IsOpen))]);

        string[] Cells(string line) => isCsv ? CsvCells(line) : line.Split('\t', StringSplitOptions.TrimEntries);
    }

    /// <summary>Returns the list with columns that do not hold images.</summary>
    /// <param name="regions">The column of maps of regions; null if there is none.</param>
    /// <param name="volume">The column of intracranial volumes; null if there is none.</param>
    /// <exception cref="ImageException">There is no such column, or no column of images is left.</exception>
    public CohortList With(string? regions, string? volume)
    {
        if (new[] { regions, volume }.FirstOrDefault(name => name is not null && !HasColumn(name)) is { } missing)
        {
            throw new ImageException($"{_path} has no column {missing}; its columns are {string.Join(", ", _columns)}.");
        }

        var list = new CohortList(_path, _columns, _rows) { RegionsColumn = regions, VolumeColumn = volume };
        return _columns.Any(list.IsImage) ? list : throw new ImageException($"{_path} has no column of images; add one.");
    }

    /// <summary>Returns whether the list has a column that may hold maps of regions or volumes.</summary>
    public bool HasColumn(string name) => name is not (Id or Mask) && _columns.Contains(name);

    /// <summary>Reads the column of intracranial volumes: the ids of the sessions and the cells; nothing without such a column.</summary>
    public IEnumerable<(string Id, string Cell)> VolumeCells() => VolumeColumn is null
        ? []
        : _rows.Where(row => row.Label.Length > 0 && row.Cells.Length == _columns.Length)
            .Select(row => (BidsSession.IdOf(row.Label, null), row.Cells[Array.IndexOf(_columns, VolumeColumn)]));

    /// <summary>Plans all rows, in their order; only the headers of the images are read.</summary>
    /// <param name="segmentation">Value of the entity seg in the outputs' names.</param>
    /// <param name="optional">The optional files to write; null for none.</param>
    /// <param name="cancellation">Stops before the next row.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public IReadOnlyList<SessionPlan> Plan(string segmentation, OptionalFiles? optional = null, CancellationToken cancellation = default)
    {
        var sharing = _rows.ToLookup(row => row.Label);
        var raw = Raw;
        return ThreadBudget.Select(_rows, row => Plan(raw, row, [.. sharing[row.Label]], segmentation, optional), cancellation);
    }

    /// <summary>Text of participants.json: descriptions of the columns of <see cref="ParticipantsFile"/>.</summary>
    public static string ParticipantsDictionary { get; } = JsonText.Document(json =>
    {
        json.WriteString("Description", "Subjects of the results and their ids in the lists that they come from");
        json.WriteStartObject("source_id");
        json.WriteString("Description", "Id of the subject in the list");
        json.WriteEndObject();
    });

    /// <summary>Writes the text of participants.tsv: the id of each subject of the results, in this list and in earlier ones.</summary>
    /// <param name="folder">The data set of the results, which need not exist.</param>
    /// <exception cref="ImageException">The existing file cannot be read.</exception>
    public string Participants(string folder)
    {
        var path = Path.Combine(folder, ParticipantsFile);
        var ids = _rows.Where(row => row.Label.Length > 0).GroupBy(row => row.Label).Where(rows => rows.Count() == 1)
            .ToDictionary(rows => $"sub-{rows.Key}", rows => rows.Single().Id);
        foreach (var line in File.Exists(path) ? JsonFile.ReadText(path).Split('\n').Skip(1) : [])
        {
            if (line.Split('\t') is [var subject, var id])
            {
                ids.TryAdd(subject, id);
            }
        }

        return Tsv.Text(
            ["participant_id", "source_id"],
            ids.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (string[])[pair.Key, pair.Value]));
    }

    private SessionPlan Plan(RawData raw, Row row, Row[] sharing, string segmentation, OptionalFiles? optional)
    {
        var plan = new SessionPlan { Subject = row.Label.Length > 0 ? row.Label : $"line{row.Line}" };
        try
        {
            RequireUsable(row, sharing);
            var channels = _columns.Select((name, i) => (name, i)).Where(column => IsImage(column.name))
                .Select(column => new Channel(column.name, Image(raw, row, column.i))).ToArray();
            var mask = HasMasks ? Image(raw, row, Array.IndexOf(_columns, Mask)) : null;
            var regions = RegionsColumn is { } column ? Image(raw, row, Array.IndexOf(_columns, column)) : null;
            // Mask and regions come last.
            var files = _columns.Zip(row.Cells).Where(cell => cell.First != Id && cell.First != VolumeColumn)
                .OrderBy(cell => !IsImage(cell.First));
            var voxels = VoxelsOf(
                [.. files.Select(cell => Path.Combine(raw.Root, cell.Second))], [.. channels.Select(channel => channel.Name)]);
            return plan with
            {
                Channels = channels,
                Regrid = Regrid,
                Voxels = voxels,
                Mask = mask is null ? null : new(mask.Path, mask.Uri),
                Regions = regions is null ? null : new(regions.Path, regions.Uri),
                Outputs = SessionFiles.Create([.. channels.Select(channel => channel.Image)], segmentation, optional),
            };
        }
        catch (ImageException e)
        {
            var id = row.Id.Length > 0 ? $" (id {row.Id})" : "";
            return plan with { Failure = $"line {row.Line} of {Path.GetFileName(_path)}{id}: {e.Message}" };
        }
    }

    private bool IsImage(string column) =>
        column is not (Id or Mask) && column != RegionsColumn && column != VolumeColumn;

    private void RequireUsable(Row row, Row[] sharing)
    {
        if (row.IsOpen)
        {
            throw new ImageException("it has a quote that is not closed; close it, or double a quote that belongs to the text.");
        }

        if (row.Cells.Length != _columns.Length)
        {
            throw new ImageException($"it has {row.Cells.Length} cells and the header {_columns.Length} columns; correct the line.");
        }

        if (row.Label.Length == 0)
        {
            throw new ImageException("its id has neither letters nor digits; give each subject one.");
        }

        if (sharing.Length > 1)
        {
            var others = sharing.Where(other => other != row).Select(other => $"line {other.Line} (id {other.Id})");
            throw new ImageException($"its results would have the same name sub-{row.Label} as those of {string.Join(" and ", others)}; "
                + "give ids that differ in letters or digits.");
        }
    }

    private BidsImage Image(RawData raw, Row row, int column)
    {
        var given = row.Cells[column];
        if (given.Length == 0 || given == Tsv.Missing)
        {
            throw new ImageException($"its cell {_columns[column]} is empty; give the path of the file, or leave the line out.");
        }

        // A plain path stays as given: through a link, .. leads elsewhere.
        var isPlain = !Path.IsPathRooted(given) && !given.Split('/', Path.DirectorySeparatorChar).Contains("..");
        var full = Path.GetFullPath(given, raw.Root);
        var path = isPlain
            ? given
            : Path.GetRelativePath(raw.Root, Path.Combine(RealPath.Resolve(Path.GetDirectoryName(full)!), Path.GetFileName(full)));
        _ = BidsName.TryParse($"sub-{row.Label}_image.nii.gz", out var name);
        return new(path.Replace(Path.DirectorySeparatorChar, '/'), "anat", name!);
    }

    /// <summary>Refuses files of several volumes or, unless they are resampled, on several grids; counts the grid's voxels.</summary>
    /// <param name="paths">The images, then the mask and the regions if there are any.</param>
    /// <param name="names">Names of the images.</param>
    private long VoxelsOf(string[] paths, string[] names)
    {
        NiftiHeader[] headers = [.. paths.Select(NiftiReader.ReadHeader)];
        for (var i = 0; i < paths.Length; i++)
        {
            if (headers[i].VolumeCount > 1)
            {
                throw new ImageException(
                    $"{paths[i]} holds {headers[i].VolumeCount} volumes and should be a single 3-D image; extract the volume you mean.");
            }

            if (Regrid is null)
            {
                GridCheck.Require(paths[0], headers[0], paths[i], headers[i], i < names.Length ? GridRole.Image : GridRole.Mask);
            }
        }

        var target = Regrid ?? TargetGrid.First;
        return target.HeaderFrom(headers[target.IndexIn(paths[..names.Length], names)]).Grid.VoxelCount;
    }

    private static void RequireColumns(string path, string[] columns)
    {
        var wrong = !columns.Contains(Id) ? "has no column id"
            : columns.Contains("") ? "has a column without a name"
            : columns.Distinct().Count() < columns.Length ? "has two columns of one name"
            : columns.All(column => column is Id or Mask) ? "has no column of images"
            : null;
        if (wrong is not null)
        {
            var isCsv = Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);
            throw new ImageException(
                $"{path} {wrong}; its header is '{string.Join(' ', columns)}': write id, the name of each image and, if wanted, mask, "
                + $"{(isCsv ? "with commas" : "with tabs (or commas in a file .csv)")} between them.");
        }
    }

    // Cells in quotes may hold commas and doubled quotes.
    private static string[] CsvCells(string line)
    {
        var (cells, cell, quoted) = (new List<string>(), new System.Text.StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append(line[i++]);
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (line[i] == ',' && !quoted)
            {
                Take();
            }
            else
            {
                cell.Append(line[i]);
            }
        }

        Take();
        return [.. cells];

        void Take()
        {
            cells.Add(cell.ToString().Trim());
            cell.Clear();
        }
    }

    private sealed record Row(int Line, string Id, string[] Cells, bool IsOpen)
    {
        /// <summary>The letters and digits of the id, as BIDS allows them; may be empty.</summary>
        public string Label { get; } = string.Concat(Id.Where(char.IsAsciiLetterOrDigit));
    }
}
