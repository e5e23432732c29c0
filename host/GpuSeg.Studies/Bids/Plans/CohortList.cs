using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Studies.Text;
using GpuSeg.Threads;

namespace GpuSeg.Studies.Bids.Plans;

/// <summary>
/// Subjects without BIDS: a table (TSV, or CSV by its extension) with a column id, a column per image under the name of its channel, and
/// optionally columns session, mask and exclude. Paths are relative to the table's folder or absolute.
/// </summary>
public sealed class CohortList
{
    /// <summary>Name of the table of subjects and their ids, in the root of the results.</summary>
    public const string ParticipantsFile = "participants.tsv";

    /// <summary>Name of the file that describes the columns of <see cref="ParticipantsFile"/>.</summary>
    public const string ParticipantsDictionaryFile = "participants.json";

    private const string Id = "id";
    private const string Session = "session";
    private const string Mask = "mask";
    private const string Exclude = "exclude";

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

    /// <summary>Whether the list names sessions of the subjects.</summary>
    public bool HasSessions => _columns.Contains(Session);

    /// <summary>Whether the list names the masks.</summary>
    public bool HasMasks => _columns.Contains(Mask);

    /// <summary>Whether the list names voxels to leave out of the fit.</summary>
    public bool HasExclusions => _columns.Contains(Exclude);

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
        (int Line, string Text)[] texts =
        [
            .. TextLines.Of(JsonFile.ReadText(path)).Select((line, i) => (Line: i + 1, Text: line))
                .Where(line => line.Text.Trim().Length > 0),
        ];
        // Spreadsheets separate by semicolons where commas are the marks of decimals.
        var separator = isCsv && texts.Length > 0 && !texts[0].Text.Contains(',', StringComparison.Ordinal) ? ';' : ',';
        var lines = Array.ConvertAll(
            texts, line => (line.Line, Cells: Cells(line.Text), IsOpen: isCsv && TextLines.HasOpenQuote(line.Text)));
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
        var (id, session) = (Array.IndexOf(columns, Id), Array.IndexOf(columns, Session));
        return new(
            path,
            columns,
            [.. lines[1..].Select(line => new Row(line.Line, Cell(line.Cells, id), Cell(line.Cells, session), line.Cells, line.IsOpen))]);

        static string Cell(string[] cells, int place) => place >= 0 && place < cells.Length ? cells[place] : "";

        string[] Cells(string line) =>
            isCsv ? TextLines.QuotedCells(line, separator) : line.Split('\t', StringSplitOptions.TrimEntries);
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
    public bool HasColumn(string name) => name is not (Id or Session or Mask or Exclude) && _columns.Contains(name);

    /// <summary>Reads the column of intracranial volumes: the ids of the sessions and the cells; nothing without such a column.</summary>
    public IEnumerable<(string Id, string Cell)> VolumeCells() => VolumeColumn is null
        ? []
        : _rows.Where(row => row.Label.Length > 0 && row.Cells.Length == _columns.Length)
            .Select(row => (row.Name, row.Cells[Array.IndexOf(_columns, VolumeColumn)]));

    /// <summary>Plans all rows, in their order; only the headers of the images are read.</summary>
    /// <param name="segmentation">Value of the entity seg in the outputs' names.</param>
    /// <param name="optional">The optional files to write; null for none.</param>
    /// <param name="rules">The user's decisions about missing channels and grids.</param>
    /// <param name="cancellation">Stops before the next row.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public IReadOnlyList<SessionPlan> Plan(
        string segmentation, OptionalFiles? optional = null, PlanRules? rules = null, CancellationToken cancellation = default)
    {
        var sharing = _rows.ToLookup(row => row.Name);
        var columns = Array.ConvertAll(_columns, name => (name, Role(name)));
        var plan = new RowPlan(Raw, columns, rules ?? new(), segmentation, optional);
        var plans = ThreadBudget.Select(_rows, row => Plan(plan, row, [.. sharing[row.Name]]), cancellation);
        return [.. plans.Zip(_rows, (found, row) => SameVolumes(plans, found, row))];
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
        var ids = _rows.Where(row => row.Label.Length > 0).GroupBy(row => row.Label, row => row.Id)
            .Where(ids => ids.Distinct().Count() == 1 && (HasSessions || ids.Count() == 1))
            .ToDictionary(ids => $"sub-{ids.Key}", ids => ids.First());
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

    private SessionPlan Plan(RowPlan rows, Row row, Row[] sharing)
    {
        var plan = new SessionPlan { Subject = row.Label.Length > 0 ? row.Label : $"line{row.Line}", Session = row.Session };
        try
        {
            RequireUsable(row, sharing);
            return rows.Of(plan, row.Cells);
        }
        catch (ImageException e)
        {
            return plan with { Failure = Place(row) + e.Message };
        }
    }

    private bool IsImage(string column) => Role(column) == ColumnRole.Image;

    private ColumnRole Role(string column) => column == Mask ? ColumnRole.Mask
        : column == Exclude ? ColumnRole.Exclude
        : column == RegionsColumn ? ColumnRole.Regions
        : column is Id or Session || column == VolumeColumn ? ColumnRole.Text
        : ColumnRole.Image;

    // Volumes are known by their numbers alone, so that a row with more or fewer of them has other images.
    private SessionPlan SameVolumes(IReadOnlyList<SessionPlan> plans, SessionPlan plan, Row row)
    {
        foreach (var channel in plan.Channels)
        {
            var most = plans.SelectMany(other => other.Channels).Where(other => other.Name == channel.Name)
                .CountBy(other => other.Volumes).MaxBy(volumes => volumes.Value).Key;
            if (channel.Volumes != most)
            {
                return plan with
                {
                    Channels = [],
                    Outputs = null,
                    Failure = $"{Place(row)}{channel.Image.Path} holds {Plural.Of(channel.Volumes, "volume")}, and most files of the "
                        + $"column {channel.Name} hold {most}; give a file with as many, or leave the line out.",
                };
            }
        }

        return plan;
    }

    private string Place(Row row) =>
        $"line {row.Line} of {Path.GetFileName(_path)}{(row.Id.Length > 0 ? $" (id {row.Id})" : "")}: ";

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

        if (row.Session is "")
        {
            throw new ImageException("its session has neither letters nor digits; give each session a label.");
        }

        if (sharing.Length > 1)
        {
            var others = sharing.Where(other => other != row).Select(other => $"line {other.Line} (id {other.Id})");
            throw new ImageException($"its results would have the same name {row.Name} as those of {string.Join(" and ", others)}; "
                + (HasSessions ? "give ids or sessions that differ in letters or digits." : "give ids that differ in letters or digits."));
        }
    }

    private static void RequireColumns(string path, string[] columns)
    {
        var wrong = !columns.Contains(Id) ? "has no column id"
            : columns.Contains("") ? "has a column without a name"
            : columns.Distinct().Count() < columns.Length ? "has two columns of one name"
            : columns.All(column => column is Id or Session or Mask or Exclude) ? "has no column of images"
            : null;
        if (wrong is not null)
        {
            var isCsv = Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);
            throw new ImageException(
                $"{path} {wrong}; its header is '{string.Join(' ', columns)}': write id, the name of each image and, if wanted, mask "
                + "and exclude, "
                + $"{(isCsv ? "with commas" : "with tabs (or commas in a file .csv)")} between them.");
        }
    }

    private sealed record Row(int Line, string Id, string Visit, string[] Cells, bool IsOpen)
    {
        /// <summary>The letters and digits of the id, as BIDS allows them; may be empty.</summary>
        public string Label { get; } = Letters(Id);

        /// <summary>The letters and digits of the session, or null without a session.</summary>
        public string? Session { get; } = Visit is "" or Tsv.Missing ? null : Letters(Visit);

        /// <summary>Common beginning of the names of the results: sub-01, or sub-01_ses-02.</summary>
        public string Name => BidsSession.IdOf(Label, Session);

        private static string Letters(string text) => string.Concat(text.Where(char.IsAsciiLetterOrDigit));
    }
}
