using System.Diagnostics;

namespace GpuSeg.Cli.Commands.Bench;

/// <summary>The time that measuring may take.</summary>
/// <param name="Total">Time of all rows; rows that would take longer are left out and listed.</param>
/// <param name="Row">Time of one row, which takes at least <see cref="LeastTurns"/> turns.</param>
/// <param name="Slope">
/// Least difference between the two fits whose slope is an iteration's time: far above the resolution of clock and scheduler.
/// </param>
internal sealed record BenchPace(TimeSpan Total, TimeSpan Row, TimeSpan Slope)
{
    public const int LeastTurns = 3;

    /// <summary>Half a minute, including the start of the program and a reserve.</summary>
    public static BenchPace Usual { get; } = new(TimeSpan.FromSeconds(24), TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(15));

    public static BenchPace Quick { get; } = new(TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(4));
}

/// <summary>Measures medians over several turns, so that one disturbed turn does not decide.</summary>
internal sealed class BenchClock(BenchPace pace, CancellationToken cancellation)
{
    /// <summary>Iterations of the shorter of the two fits whose difference is timed.</summary>
    public const int Few = 2;

    /// <summary>Iterations that may be spent on finding out how many there are.</summary>
    public const int MostOfAKind = 32;

    private const int LeastMore = 4;

    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <summary>Returns whether work of <paramref name="seconds"/> would still end in time.</summary>
    public bool HasTimeFor(double seconds) => _watch.Elapsed.TotalSeconds + seconds < pace.Total.TotalSeconds;

    /// <summary>Returns the least time of <see cref="Iteration"/> if an iteration takes <paramref name="seconds"/>.</summary>
    public static double Cost(double seconds) => seconds * (MostOfAKind + ((BenchPace.LeastTurns + 1) * ((2 * Few) + LeastMore)));

    /// <summary>Measures the seconds of an action, after one run to warm up.</summary>
    public double Action(Action action)
    {
        action();
        return Median(() => Time(action));
    }

    /// <summary>Measures the seconds of one iteration: (time of many - time of few) / difference, which leaves out start and end.</summary>
    /// <param name="fit">Does the given number of iterations.</param>
    /// <param name="most">The most iterations that it can do.</param>
    public double Iteration(Action<int> fit, int most)
    {
        fit(Math.Min(most, Few + LeastMore));
        var more = Math.Max(1, Math.Min(LeastMore, most - Few));
        for (; Time(() => fit(Few + more)) - Time(() => fit(Few)) < pace.Slope.TotalSeconds && Few + (2 * more) <= most; more *= 2)
        {
        }

        // In turns, so that a slow phase of the machine slows both.
        var few = new List<double>();
        var many = Median(() =>
        {
            few.Add(Time(() => fit(Few)));
            return Time(() => fit(Few + more));
        });
        var difference = many - Median(few);
        // On a busy machine the difference can drown in noise; start and end are then included.
        return difference > 0 ? difference / more : many / (Few + more);
    }

    private double Median(Func<double> measure)
    {
        var (turns, watch) = (new List<double>(), Stopwatch.StartNew());
        while (turns.Count < BenchPace.LeastTurns || watch.Elapsed < pace.Row)
        {
            cancellation.ThrowIfCancellationRequested();
            turns.Add(measure());
        }

        return Median(turns);
    }

    private static double Median(List<double> turns)
    {
        turns.Sort();
        return (turns[(turns.Count - 1) / 2] + turns[turns.Count / 2]) / 2;
    }

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
