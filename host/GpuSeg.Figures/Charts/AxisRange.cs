namespace GpuSeg.Figures.Charts;

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
