namespace GpuSeg.Bench.Compare;

/// <summary>Meaning of a row's ratio.</summary>
internal enum RatioKind
{
    /// <summary>The other side's time / GpuSeg's; larger is better.</summary>
    TimesAsFast,

    /// <summary>GpuSeg's time / the other side's; smaller is better.</summary>
    TimesAsLong,

    /// <summary>Time to move as many bytes / GpuSeg's time; 1 is the limit of the memory.</summary>
    ShareOfMemory,
}

/// <summary>Bound that a row must meet, and the value aimed at.</summary>
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

    public static Goal GpuEmShare { get; } = new(0.60, 0.80, RatioKind.ShareOfMemory);

    public static Goal GpuLloydShare { get; } = new(0.75, 0.90, RatioKind.ShareOfMemory);

    /// <summary>Share that is measured without a goal.</summary>
    public static Goal NoShare { get; } = new(null, null, RatioKind.ShareOfMemory);

    public static Goal GpuLaunches { get; } = new(3, 2, RatioKind.TimesAsLong);

    public static Goal GpuRestarts { get; } = new(3, 2, RatioKind.TimesAsLong);

    public static Goal TorchSmall { get; } = new(50, null);

    public static Goal TorchLarge { get; } = new(30, null);

    /// <summary>Share of labels that must equal those of the double reference in every timed case.</summary>
    public const double EqualLabels = 0.999;
}
