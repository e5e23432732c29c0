using GpuSeg.Studies.Bids.Group;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Group;

/// <summary>The values of one measure in the sessions of a segmentation.</summary>
internal sealed class SessionMeasure
{
    private readonly bool _isWhole;

    /// <param name="column">The measure.</param>
    /// <param name="rows">The sessions; sessions with different channels are left out.</param>
    public SessionMeasure(GroupColumn column, IEnumerable<GroupRow> rows)
    {
        Column = column;
        Sessions =
        [
            .. rows.Where(row => row.OtherChannels is null).Select(row => (Row: row, Value: column.Number(row)))
                .Where(session => session.Value is not null)
                .Select(session => (session.Row, session.Value!.Value)).OrderBy(session => session.Value),
        ];
        _isWhole = Sessions.All(session => double.IsInteger(session.Value));
        Outliers = new([.. Sessions.Select(session => session.Value)]);
    }

    public GroupColumn Column { get; }

    /// <summary>Sessions with a value, in ascending order of the values.</summary>
    public IReadOnlyList<(GroupRow Row, double Value)> Sessions { get; }

    public Outliers Outliers { get; }

    /// <summary>Indices of the outliers in <see cref="Sessions"/>, the farthest first.</summary>
    public IEnumerable<int> Far => Enumerable.Range(0, Sessions.Count)
        .Where(i => Outliers.Has(Sessions[i].Value))
        .OrderByDescending(i => Outliers.Score(Sessions[i].Value));

    public string Title => Column.Units is null ? Column.Title : $"{Column.Title}, {Column.Units}";

    /// <summary>Returns whether a session is an outlier; sessions that are not among <see cref="Sessions"/> never are.</summary>
    public bool IsOutlier(GroupRow row) =>
        row.OtherChannels is null && Column.Number(row) is { } value && Outliers.Has(value);

    /// <summary>Formats a value for people, without its unit.</summary>
    public string Text(double value) =>
        Column.IsShare ? TextFormat.Percent(value) : _isWhole ? $"{value:N0}" : TextFormat.Number(value);
}
