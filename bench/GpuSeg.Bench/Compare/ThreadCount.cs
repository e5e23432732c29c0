namespace GpuSeg.Bench.Compare;

/// <summary>Numbers of threads of the peer.</summary>
internal static class ThreadCount
{
    /// <summary>Thread counts at which scikit-learn is measured: one, two, all; the fastest counts.</summary>
    public static int[] Tried { get; } =
        [.. new[] { 1, 2, Environment.ProcessorCount }.Where(n => n <= Environment.ProcessorCount).Distinct()];

    public static string Text(int threads) => threads == 1 ? "1 thread" : $"{threads} threads";
}
