namespace GpuSeg.Studies.Text;

/// <summary>Numbers of things in sentences.</summary>
public static class Plural
{
    /// <summary>1 session, 1,000 sessions.</summary>
    /// <param name="number">How many.</param>
    /// <param name="noun">What one of them is called.</param>
    /// <param name="plural">What many are called; the noun with an s where none is given.</param>
    public static string Of(long number, string noun, string? plural = null) => $"{number:N0} {(number == 1 ? noun : plural ?? noun + "s")}";
}
