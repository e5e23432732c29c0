namespace GpuSeg.Studies.Bids.Group;

/// <summary>A column of the group's table, and what its page and its dictionary say of it.</summary>
/// <param name="Name">In the table.</param>
/// <param name="Title">For people.</param>
/// <param name="Description">A sentence.</param>
/// <param name="Value">A row's cell; null for n/a.</param>
public sealed record GroupColumn(string Name, string Title, string Description, Func<GroupRow, object?> Value)
{
    /// <summary>The unit, or null.</summary>
    public string? Units { get; init; }

    /// <summary>What the values mean, where these are a few words.</summary>
    public IReadOnlyDictionary<string, string> Levels { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether it is a number to compare sessions by.</summary>
    public bool IsMeasure { get; init; }

    /// <summary>Whether it tells of the fit, which is the same for all sessions that one model labels.</summary>
    public bool IsOfFit { get; init; }

    /// <summary>Whether it is a share from 0 to 1.</summary>
    public bool IsShare { get; init; }

    /// <summary>The label that it measures, 1..K, or 0.</summary>
    public int Label { get; init; }

    /// <summary>The number in a row, or null where it has none.</summary>
    public double? Number(GroupRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return Value(row) switch
        {
            int number => number,
            long number => number,
            double number when double.IsFinite(number) => number,
            _ => null,
        };
    }
}
