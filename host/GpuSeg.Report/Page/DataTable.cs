namespace GpuSeg.Report.Page;

/// <summary>A table with a header row and a header cell in every row; it scrolls in a box of its own if the page is too narrow.</summary>
/// <param name="Caption">Description of the table, shown above it and read aloud.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The rows, with a cell per column; the first cell is the row's heading.</param>
public sealed record DataTable(string Caption, IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<Html>> Rows)
{
    /// <summary>Writes the markup.</summary>
    public Html ToHtml() => Html.Of($"""
        <figure class="table">
        <figcaption>{Caption}</figcaption>
        <div class="scroll" role="region" aria-label="{Caption}" tabindex="0">
        <table aria-label="{Caption}">
        <thead><tr>{Columns.Select(column => Html.Of($"""<th scope="col"{Class(column)}>{column.Title}</th>"""))}</tr></thead>
        <tbody>
        {Rows.Select(Row)}
        </tbody>
        </table>
        </div>
        </figure>
        """);

    /// <summary>Writes a table of two columns, names and values, without headings.</summary>
    public static Html Settings(IEnumerable<(string Name, string Value)> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var rows = settings.Select(row => Html.Of($"<div><dt>{row.Name}</dt><dd>{row.Value}</dd></div>"));
        return Html.Of($"""<dl class="settings">{rows}</dl>""");
    }

    private Html Row(IReadOnlyList<Html> cells) =>
        Html.Of($"""<tr><th scope="row">{cells[0]}</th>{Columns.Skip(1).Zip(cells.Skip(1), Cell)}</tr>""");

    private static Html Cell(Column column, Html content) => Html.Of($"<td{Class(column)}>{content}</td>");

    private static Html Class(Column column) => Html.Trusted(column.IsNumber ? " class=\"number\"" : "");
}

/// <summary>A column of a table.</summary>
/// <param name="Title">Heading of the column.</param>
/// <param name="IsNumber">Whether the cells are numbers, aligned to the right.</param>
public sealed record Column(string Title, bool IsNumber = false);
