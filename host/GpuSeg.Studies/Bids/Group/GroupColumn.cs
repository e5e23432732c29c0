namespace GpuSeg.Studies.Bids.Group;

/// <summary>A column of the group's table, with its texts for page and dictionary.</summary>
/// <param name="Name">Name in the table.</param>
/// <param name="Title">Title for people.</param>
/// <param name="Description">Description in a sentence.</param>
/// <param name="Value">Gets a row's cell; null for n/a.</param>
public sealed record GroupColumn(string Name, string Title, string Description, Func<GroupRow, object?> Value)
{
    /// <summary>The unit, or null.</summary>
    public string? Units { get; init; }

    /// <summary>Meanings of the values of a column with few different values.</summary>
    public IReadOnlyDictionary<string, string> Levels { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the column is a number to compare sessions by.</summary>
    public bool IsMeasure { get; init; }

    /// <summary>Whether the column describes the fit, which all sessions labelled by one model share.</summary>
    public bool IsOfFit { get; init; }

    /// <summary>Heading of the figure that shows the column with those of the other labels; null for a figure of its own.</summary>
    public string? Figure { get; init; }

    /// <summary>Name of the column within its figure; null for its label.</summary>
    public string? Series { get; init; }

    /// <summary>Whether the column is too detailed for the page's table of sessions.</summary>
    public bool IsDetail { get; init; }

    /// <summary>Whether the column is a share from 0 to 1.</summary>
    public bool IsShare { get; init; }

    /// <summary>The label that the column measures, 1..K, or 0.</summary>
    public int Label { get; init; }

    /// <summary>Gets the number in a row, or null if the cell is not a finite number.</summary>
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
