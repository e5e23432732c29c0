namespace GpuSeg.Studies.Text;

/// <summary>Texts of numbers and lists.</summary>
public static class TextFormat
{
    /// <summary>Joins items as: a; a and b; a, b and c.</summary>
    public static string List(IReadOnlyList<string> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items.Count < 2 ? string.Concat(items) : $"{string.Join(", ", items.SkipLast(1))} and {items[^1]}";
    }

    /// <summary>Formats a share from 0 to 1 in per cent; small shares have one more digit.</summary>
    public static string Percent(double share) => share switch
    {
        0 => "0\u00a0%",
        < 0.0001 => "<\u00a00.01\u00a0%",
        < 0.01 => $"{100 * share:F2}\u00a0%",
        _ => $"{100 * share:F1}\u00a0%",
    };

    /// <summary>Formats a volume of mm3 in mL, with the unit.</summary>
    public static string Millilitres(double cubicMillimetres) => $"{NumberOfMillilitres(cubicMillimetres)}\u00a0mL";

    /// <summary>Formats a volume of mm3 in mL without the unit, for a column that names the unit.</summary>
    public static string NumberOfMillilitres(double cubicMillimetres) =>
        cubicMillimetres >= 1000 ? $"{cubicMillimetres / 1000:N1}" : $"{cubicMillimetres / 1000:0.####}";

    /// <summary>Formats a mean and a standard deviation, both to the deviation's third digit.</summary>
    public static string PlusMinus(double mean, double deviation)
    {
        var decimals = deviation > 0 ? 2 - (int)Math.Floor(Math.Log10(deviation)) : 0;
        return decimals is >= -4 and <= 5 && Math.Abs(mean) < 1e7
            ? $"{mean.ToString($"N{Math.Max(decimals, 0)}")} ±\u00a0{deviation.ToString($"N{Math.Max(decimals, 0)}")}"
            : $"{Number(mean)} ±\u00a0{Number(deviation)}";
    }

    /// <summary>Formats a number to four significant digits; very large and very small numbers in scientific notation.</summary>
    public static string Number(double value) => value switch
    {
        0 => "0",
        _ when Math.Abs(value) is >= 1e7 or < 1e-4 => $"{value:0.###E+0}",
        _ when Math.Abs(value) >= 1000 => $"{value:N0}",
        _ when Math.Abs(value) >= 100 => $"{value:F1}",
        _ when Math.Abs(value) >= 10 => $"{value:F2}",
        _ => $"{value:0.####}",
    };

    /// <summary>Formats a number with its sign, one decimal, and a true minus.</summary>
    public static string WithSign(double value) =>
        Math.Round(value, 1) == 0 ? "0.0" : $"{(value < 0 ? '−' : '+')}{Math.Abs(value):F1}";
}
