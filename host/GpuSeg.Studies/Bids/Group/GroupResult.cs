namespace GpuSeg.Studies.Bids.Group;

/// <summary>All sessions of a derivative data set beside one another.</summary>
/// <param name="Name">Name of the raw data set.</param>
/// <param name="Rows">A row per session and segmentation.</param>
public sealed record GroupResult(string Name, IReadOnlyList<GroupRow> Rows)
{
    /// <summary>The columns of the table.</summary>
    public IReadOnlyList<GroupColumn> Columns { get; } = GroupColumns.Of(Rows);

    /// <summary>The rows of every segmentation.</summary>
    public IEnumerable<IGrouping<string, GroupRow>> Segmentations => Rows.GroupBy(row => row.Segmentation);

    /// <summary>The rows that are not complete.</summary>
    public IEnumerable<GroupRow> Incomplete => Rows.Where(row => row.State != GroupState.Complete);
}
