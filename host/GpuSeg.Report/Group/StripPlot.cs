using GpuSeg.Images;
using GpuSeg.Images.Views;
using GpuSeg.Report.Page;
using GpuSeg.Studies.Text;

namespace GpuSeg.Report.Group;

/// <summary>A dot per session along one measure, with the median, the ends of the range and the names of outliers; a dot leads to its session's report.</summary>
internal static class StripPlot
{
    // As wide as a phone, so that text keeps its size there.
    private const double Width = 340;
    private const double Margin = 8;
    private const double NameHeight = 13;
    private const double AxisHeight = 22;

    public static Html Of(SessionMeasure measured, int labels)
    {
        var (column, title) = (measured.Column, measured.Title);
        var far = measured.Far.Count();
        return Html.Of($"""
            <figure class="dots">
            <figcaption><span class="name">{Chip(column.Label, labels)}{title}</span> <span>median {measured.Text(measured.Outliers.Median)}{(far == 0 ? "" : $"; {Plural.Of(far, "outlier")}")}</span></figcaption>
            {Drawing(measured, title)}
            <p class="note" aria-hidden="true"></p>
            </figure>
            """);
    }

    private static Html Chip(int label, int labels) => label == 0 ? Html.Empty : Html.Of($"""<i style="background:{Viridis.HexOfLabel(label, labels)}"></i>""");

    private static Html Drawing(SessionMeasure measured, string title)
    {
        var sessions = measured.Sessions;
        var (least, most) = (sessions[0].Value, sessions[^1].Value);
        double[] x = [.. sessions.Select(session => X(session.Value, least, most))];
        var dots = new DotLayout(x);
        var names = new NameLayout(Width / 2);
        (NameLayout.Place? Place, int Dot)[] named = [.. measured.Far.Select(i => (names.Add(sessions[i].Row.Id, x[i]), i))];
        var middle = (names.Rows * NameHeight) + 6 + dots.Reach;
        var axis = middle + dots.Reach + 6;
        return Html.Of($"""
            <svg viewBox="0 0 {Width} {axis + AxisHeight:0.#}" role="group" aria-label="{title}: {Plural.Of(sessions.Count, "session")}" data-dots>
            <path class="axis" d="M{Margin} {axis:0.#}H{Width - Margin}"/>
            <path class="median" d="M{X(measured.Outliers.Median, least, most):0.#} {middle - dots.Reach - 3:0.#}V{axis + 3:0.#}"/>
            {Ends(measured, least, most, axis)}
            {named.Where(name => name.Place is not null).Select(name => Name(name.Place!, (name.Place!.Row + 1) * NameHeight, middle + dots.Y(name.Dot) - dots.Radius))}
            {sessions.Select((session, i) => Dot(session.Row.Report, $"{session.Row.Id}: {measured.Text(session.Value)}", measured.Outliers.Has(session.Value), (x[i], middle + dots.Y(i), dots.Radius)))}
            </svg>
            """);
    }

    private static IEnumerable<Html> Ends(SessionMeasure measured, double least, double most, double axis) => least == most
        ? [Html.Of($"""<text x="{Width / 2}" y="{axis + 15:0.#}" text-anchor="middle">{measured.Text(least)}</text>""")]
        :
        [
            Html.Of($"""<text x="{Margin}" y="{axis + 15:0.#}">{measured.Text(least)}</text>"""),
            Html.Of($"""<text x="{Width - Margin}" y="{axis + 15:0.#}" text-anchor="end">{measured.Text(most)}</text>"""),
        ];

    private static Html Name(NameLayout.Place place, double baseline, double dot) => Html.Of(
        $"""<path class="lead" d="M{place.X:0.#} {baseline - 8:0.#}V{dot:0.#}"/><text class="far" x="{place.X + (place.IsLeft ? -3 : 3):0.#}" y="{baseline:0.#}"{Html.Trusted(place.IsLeft ? " text-anchor=\"end\"" : "")} aria-hidden="true">{place.Name}</text>""");

    private static Html Dot(string? report, string text, bool far, (double X, double Y, double Radius) at)
    {
        var content = Html.Of($"""<title>{text}</title><circle cx="{at.X:0.#}" cy="{at.Y:0.#}" r="{at.Radius}"/>""");
        var kind = Html.Trusted(far ? " class=\"far\"" : "");
        return report is null ? Html.Of($"""<g role="img"{kind}>{content}</g>""") : Html.Of($"""<a href="{report}"{kind}>{content}</a>""");
    }

    private static double X(double value, double least, double most) =>
        least == most ? Width / 2 : Margin + ((Width - (2 * Margin)) * (value - least) / (most - least));
}
