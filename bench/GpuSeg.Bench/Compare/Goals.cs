namespace GpuSeg.Bench.Compare;

/// <summary>What the ratio of a row says.</summary>
internal enum RatioKind
{
    /// <summary>The other side's time / GpuSeg's; the more the better.</summary>
    TimesAsFast,

    /// <summary>GpuSeg's time / the other side's; the less the better.</summary>
    TimesAsLong,

    /// <summary>Time to move as many bytes / GpuSeg's time; 1 is the memory's limit.</summary>
    ShareOfMemory,
}

/// <summary>What a row must show at least, and what is aimed at.</summary>
internal sealed record Goal(double? AtLeast, double? Aim, RatioKind Kind = RatioKind.TimesAsFast);

/// <summary>All goals, in one place.</summary>
internal static class Goals
{
    public static Goal Em { get; } = new(150, 220);

    public static Goal Lloyd3 { get; } = new(18, 30);

    public static Goal Lloyd8 { get; } = new(8, 15);

    public static Goal MixtureFit { get; } = new(90, 140);

    public static Goal KMeansFit { get; } = new(15, 30);

    public static Goal Process { get; } = new(8, 15);

    public static Goal ProcessorSeconds { get; } = new(3, 5);

    public static Goal Exploration { get; } = new(20, null);

    public static Goal CohortGzip { get; } = new(0.80, 0.92);

    public static Goal CohortPython { get; } = new(50, null);

    public static Goal SecondThread { get; } = new(1.8, 1.95);

    public static Goal Histogram { get; } = new(10, 30);

    public static Goal Exp2 { get; } = new(2, 3);

    public static Goal CardEmShare { get; } = new(0.60, 0.80, RatioKind.ShareOfMemory);

    public static Goal CardLloydShare { get; } = new(0.75, 0.90, RatioKind.ShareOfMemory);

    /// <summary>A share that is measured, of which nothing is asked.</summary>
    public static Goal NoShare { get; } = new(null, null, RatioKind.ShareOfMemory);

    public static Goal CardLaunches { get; } = new(3, 2, RatioKind.TimesAsLong);

    public static Goal CardRestarts { get; } = new(3, 2, RatioKind.TimesAsLong);

    public static Goal TorchSmall { get; } = new(50, null);

    public static Goal TorchLarge { get; } = new(30, null);

    /// <summary>Share of labels that must equal the double reference's in every timed case.</summary>
    public const double EqualLabels = 0.999;
}
