using System.Globalization;

namespace GpuSeg.Figures.Charts;

/// <summary>
/// Round values on an axis and their labels, chosen as by matplotlib; a value is its label times 10^<paramref name="Exponent"/>.
/// </summary>
internal sealed record Ticks(double[] Values, string[] Labels, int Exponent)
{
    private static readonly double[] s_steps = [1, 2, 2.5, 5, 10];

    /// <summary>
    /// Chooses the multiples of a step within the range. The step is 1, 2, 2.5 or 5 times a power of ten: the smallest that gives at most
    /// <paramref name="intervals"/> intervals.
    /// </summary>
    public static Ticks Of(AxisRange range, int intervals, bool whole = false)
    {
        var step = Step(whole ? Math.Max(1, range.Span / intervals) : range.Span / intervals, whole);
        var first = (long)Math.Ceiling((range.Low / step) - 1e-9);
        var last = (long)Math.Floor((range.High / step) + 1e-9);
        double[] values = [.. Enumerable.Range(0, (int)(last - first + 1)).Select(i => (first + i) * step)];
        var exponent = ExponentOf(range);
        var unit = Math.Pow(10, exponent);
        var format = $"F{Digits(step / unit)}";
        return new(values, [.. values.Select(value => (value / unit).ToString(format, CultureInfo.InvariantCulture))], exponent);
    }

    /// <summary>Text at the end of the axis, such as 1e6; null if the labels are the values.</summary>
    public string? Unit => Exponent == 0 ? null : $"1e{Exponent}";

    private static double Step(double least, bool whole)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return s_steps.Select(step => step * power)
            .First(step => step >= least * (1 - 1e-9) && (!whole || Math.Abs(step - Math.Round(step)) < 1e-9));
    }

    private static int ExponentOf(AxisRange range)
    {
        var exponent = (int)Math.Floor(Math.Log10(Math.Max(Math.Abs(range.Low), Math.Abs(range.High))));
        return exponent is >= 6 or < -3 ? exponent : 0;
    }

    private static int Digits(double step)
    {
        var digits = 0;
        for (var scaled = step; digits < 12 && Math.Abs(scaled - Math.Round(scaled)) > 1e-6 * scaled; scaled *= 10)
        {
            digits++;
        }

        return digits;
    }
}

/// <summary>The values that an axis spans.</summary>
internal readonly record struct AxisRange(double Low, double High)
{
    public double Span => High - Low;

    /// <summary>Adds a twentieth of the values' range on both sides, as matplotlib does; a single value gets half a unit.</summary>
    public static AxisRange Around(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return Around(all.Min(), all.Max());
    }

    /// <inheritdoc cref="Around(IEnumerable{double})"/>
    public static AxisRange Around(double low, double high)
    {
        var margin = high > low ? (high - low) / 20 : 0.5;
        return new(low - margin, high + margin);
    }
}
