namespace GpuSeg.Cli.Commands.Bench;

/// <summary>How long measuring may take.</summary>
/// <param name="Total">All of it; what would go on for longer is left out and said so.</param>
/// <param name="Row">One row, at the least <see cref="LeastTurns"/> turns.</param>
/// <param name="Slope">The least difference of two fits whose slope is an iteration's time: far above the clock's and the scheduler's grain.</param>
internal sealed record BenchPace(TimeSpan Total, TimeSpan Row, TimeSpan Slope)
{
    public const int LeastTurns = 3;

    /// <summary>Half a minute with the start of the program and what cannot be foreseen.</summary>
    public static BenchPace Usual { get; } = new(TimeSpan.FromSeconds(24), TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(15));

    public static BenchPace Quick { get; } = new(TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(4));
}
