using GpuSeg.Report.Page;
using GpuSeg.Studies.Bids.Group;

namespace GpuSeg.Report.Group;

/// <summary>One measure in the sessions of a segmentation that have it.</summary>
internal sealed class SessionMeasure
{
    private readonly bool _isWhole;

    public SessionMeasure(GroupColumn column, IEnumerable<GroupRow> rows)
    {
        Column = column;
        Sessions = [.. rows.Select(row => (Row: row, Value: column.Number(row))).Where(session => session.Value is not null)
            .Select(session => (session.Row, session.Value!.Value)).OrderBy(session => session.Value)];
        _isWhole = Sessions.All(session => double.IsInteger(session.Value));
        Outliers = new([.. Sessions.Select(session => session.Value)]);
    }

    public GroupColumn Column { get; }

    /// <summary>Rows with their values, in ascending order.</summary>
    public IReadOnlyList<(GroupRow Row, double Value)> Sessions { get; }

    public Outliers Outliers { get; }

    /// <summary>Which of the sessions are outliers, farthest first.</summary>
    public IEnumerable<int> Far => Enumerable.Range(0, Sessions.Count).Where(i => Outliers.Has(Sessions[i].Value)).OrderByDescending(i => Outliers.Score(Sessions[i].Value));

    public string Title => Column.Units is null ? Column.Title : $"{Column.Title}, {Column.Units}";

    /// <summary>A value as people read it, without its unit.</summary>
    public string Text(double value) => Column.IsShare ? TextFormat.Percent(value) : _isWhole ? $"{value:N0}" : TextFormat.Number(value);
}
