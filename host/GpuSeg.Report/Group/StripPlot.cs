using GpuSeg.Images.Views;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Bids.Group;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Group;

/// <summary>
/// A dot per session along each of some measures that belong together, such as the volumes of all labels, each on its own scale, with the
/// median, the ends of the range and the names of outliers; a dot leads to its session's report.
/// </summary>
internal static class StripPlot
{
    // As wide as a phone, so that text keeps its size there.
    private const double Width = 340;
    private const double Margin = 8;
    private const double NameHeight = 13;
    private const double AxisHeight = 22;

    /// <summary>Draws a figure.</summary>
    /// <param name="title">Title with the unit.</param>
    /// <param name="series">The measures; the label of each names it if there are several.</param>
    /// <param name="labels">Number of labels, which decides their colours.</param>
    public static Html Of(string title, IReadOnlyList<SessionMeasure> series, int labels) => Html.Of($"""
        <figure class="dots">
        <figcaption>{title}</figcaption>
        {series.Select(measure => Series(measure, labels))}
        <p class="note" aria-hidden="true"></p>
        </figure>
        """);

    private static Html Series(SessionMeasure measure, int labels)
    {
        var (column, far) = (measure.Column, measure.Far.Count());
        var numbers = $"median {measure.Text(measure.Outliers.Median)}{(far == 0 ? "" : $"; {Plural.Of(far, "outlier")}")}";
        var name = column.Label > 0 ? Html.Of($"""<span class="name">{Chip(column.Label, labels)}Label {column.Label}</span> """)
            : column.Series is { } series ? Html.Of($"""<span class="name">{series}</span> """)
            : Html.Empty;
        return Html.Of($"""<p class="series">{name}<span>{numbers}</span></p>{Drawing(measure, measure.Title)}""");
    }

    private static Html Chip(int label, int labels) =>
        Html.Of($"""<i style="background:{Viridis.HexOfLabel(label, labels)}"></i>""");

    private static Html Drawing(SessionMeasure measure, string title)
    {
        var sessions = measure.Sessions;
        var (least, most) = (sessions[0].Value, sessions[^1].Value);
        double[] x = [.. sessions.Select(session => X(session.Value, least, most))];
        var dots = new DotLayout(x);
        var names = new NameLayout(Width / 2);
        (NameLayout.Place? Place, int Dot)[] named = [.. measure.Far.Select(i => (names.Add(sessions[i].Row.Id, x[i]), i))];
        var middle = (names.Rows * NameHeight) + 6 + dots.Reach;
        var axis = middle + dots.Reach + 6;
        var median = X(measure.Outliers.Median, least, most);
        var description = $"{title}: {Plural.Of(sessions.Count, "session")}";
        return Html.Of($"""
            <svg viewBox="0 0 {Width} {axis + AxisHeight:0.#}" role="group" aria-label="{description}" data-dots>
            <path class="axis" d="M{Margin} {axis:0.#}H{Width - Margin}"/>
            <path class="median" d="M{median:0.#} {middle - dots.Reach - 3:0.#}V{axis + 3:0.#}"/>
            {Ends(measure, least, most, axis)}
            {named.Where(name => name.Place is not null).Select(name => DrawName(name.Place!, name.Dot))}
            {sessions.Select((session, i) => DrawDot(session.Row, session.Value, i))}
            </svg>
            """);

        Html DrawName(NameLayout.Place place, int dot) =>
            Name(place, (place.Row + 1) * NameHeight, middle + dots.Y(dot) - dots.Radius);

        Html DrawDot(GroupRow row, double value, int i) => Dot(
            row.Report, $"{row.Id}: {measure.Text(value)}", measure.Outliers.Has(value), (x[i], middle + dots.Y(i), dots.Radius));
    }

    private static IEnumerable<Html> Ends(SessionMeasure measure, double least, double most, double axis) => least == most
        ? [Html.Of($"""<text x="{Width / 2}" y="{axis + 15:0.#}" text-anchor="middle">{measure.Text(least)}</text>""")]
        :
        [
            Html.Of($"""<text x="{Margin}" y="{axis + 15:0.#}">{measure.Text(least)}</text>"""),
            Html.Of($"""<text x="{Width - Margin}" y="{axis + 15:0.#}" text-anchor="end">{measure.Text(most)}</text>"""),
        ];

    private static Html Name(NameLayout.Place place, double baseline, double dot)
    {
        var (x, anchor) = place.IsLeft ? (place.X - 3, Html.Trusted(" text-anchor=\"end\"")) : (place.X + 3, Html.Empty);
        var line = Html.Of($"""<path class="lead" d="M{place.X:0.#} {baseline - 8:0.#}V{dot:0.#}"/>""");
        return Html.Of($"""{line}<text class="far" x="{x:0.#}" y="{baseline:0.#}"{anchor} aria-hidden="true">{place.Name}</text>""");
    }

    private static Html Dot(string? report, string text, bool far, (double X, double Y, double Radius) at)
    {
        var content = Html.Of($"""<title>{text}</title><circle cx="{at.X:0.#}" cy="{at.Y:0.#}" r="{at.Radius}"/>""");
        var kind = Html.Trusted(far ? " class=\"far\"" : "");
        return report is null
            ? Html.Of($"""<g role="img"{kind}>{content}</g>""")
            : Html.Of($"""<a href="{report}"{kind}>{content}</a>""");
    }

    private static double X(double value, double least, double most) =>
        least == most ? Width / 2 : Margin + ((Width - (2 * Margin)) * (value - least) / (most - least));
}
