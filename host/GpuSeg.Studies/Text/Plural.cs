namespace GpuSeg.Studies.Text;

/// <summary>Numbers of things in sentences.</summary>
public static class Plural
{
    /// <summary>Writes a number with its noun: 1 session, 1,000 sessions.</summary>
    /// <param name="number">The number.</param>
    /// <param name="noun">The noun in the singular.</param>
    /// <param name="plural">The noun in the plural; by default the singular with an s.</param>
    public static string Of(long number, string noun, string? plural = null) =>
        $"{number:N0} {(number == 1 ? noun : plural ?? noun + "s")}";
}
