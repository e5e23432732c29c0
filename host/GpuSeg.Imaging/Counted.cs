namespace GpuSeg.Imaging;

/// <summary>Numbers of things in sentences.</summary>
public static class Counted
{
    /// <summary>1 session, 2 sessions.</summary>
    public static string Of(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
