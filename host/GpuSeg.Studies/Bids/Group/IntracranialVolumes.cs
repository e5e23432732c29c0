using System.Globalization;
using GpuSeg.Images;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Bids.Group;

/// <summary>Intracranial volumes of subjects or sessions in mL, from a column of a table.</summary>
public sealed class IntracranialVolumes
{
    /// <summary>The largest volume that is taken for mL: larger numbers are mm3.</summary>
    public const double Most = 20_000;

    private const string Participants = "participants.tsv", Subject = "participant_id", Session = "session_id";

    private readonly Dictionary<string, double> _ofId;

    private IntracranialVolumes(Dictionary<string, double> ofId) => _ofId = ofId;

    /// <summary>Gets the volume of a session, or of its subject; null if there is none.</summary>
    public double? Of(string subject, string? session) =>
        _ofId.TryGetValue(BidsSession.IdOf(subject, session), out var volume)
        || _ofId.TryGetValue(BidsSession.IdOf(subject, null), out volume)
            ? volume
            : null;

    /// <summary>Reads a column of a data set's participants.tsv; a column session_id tells sessions of a subject apart.</summary>
    /// <exception cref="ImageException">There is no such table or column, or a cell is not a volume.</exception>
    public static IntracranialVolumes InDataset(string root, string column)
    {
        var path = Path.Combine(root, Participants);
        if (!File.Exists(path))
        {
            throw new ImageException($"{root} has no {Participants} with a column {column} of intracranial volumes; write one.");
        }

        var table = new TsvTable(path, JsonFile.ReadText(path));
        if (!table.Columns.Contains(column))
        {
            throw new ImageException(
                $"{path} has no column {column} of intracranial volumes; its columns are {string.Join(", ", table.Columns)}.");
        }

        var hasSessions = table.Columns.Contains(Session);
        return Of(Enumerable.Range(0, table.Rows).Select(row => (Id(row), table[row, column])), path, column);

        string Id(int row) => BidsSession.IdOf(
            Label(table[row, Subject], "sub-"), hasSessions && table[row, Session] is var session && session != Tsv.Missing
                ? Label(session, "ses-")
                : null);
    }

    /// <summary>Reads volumes by the ids of sessions, such as sub-01 or sub-01_ses-02; n/a and empty cells are left out.</summary>
    /// <param name="cells">Ids and cells.</param>
    /// <param name="table">The table, for messages.</param>
    /// <param name="column">The column, for messages.</param>
    /// <exception cref="ImageException">A cell is not a volume, or an id has two.</exception>
    public static IntracranialVolumes Of(IEnumerable<(string Id, string Cell)> cells, string table, string column)
    {
        ArgumentNullException.ThrowIfNull(cells);
        var volumes = new Dictionary<string, double>();
        foreach (var (id, cell) in cells.Where(cell => cell.Cell is not ("" or Tsv.Missing)))
        {
            if (!double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var volume)
                || !(volume > 0 && double.IsFinite(volume)))
            {
                throw new ImageException($"{table}: {column} of {id} is '{cell}'; it must be a volume in mL, or n/a.");
            }

            if (volume > Most)
            {
                throw new ImageException($"{table}: {column} of {id} is {cell}, which is not a volume in mL; divide mm3 by 1000.");
            }

            if (!volumes.TryAdd(id, volume))
            {
                throw new ImageException($"{table} has two rows of {id}; keep one, or tell them apart by a column {Session}.");
            }
        }

        return new(volumes);
    }

    private static string Label(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;
}
