using System.Diagnostics;

namespace GpuSeg.Cli.Commands.Bench;

/// <summary>Medians over turns: one disturbed turn must not decide.</summary>
internal sealed class BenchClock(BenchPace pace, CancellationToken cancellation)
{
    /// <summary>Iterations of the shorter of the two fits whose difference is timed.</summary>
    public const int Few = 2;

    /// <summary>Iterations that may be spent to see how many there are.</summary>
    public const int MostOfAKind = 32;

    private const int LeastMore = 4;

    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <summary>Whether something that takes <paramref name="seconds"/> would still end in time.</summary>
    public bool HasTimeFor(double seconds) => _watch.Elapsed.TotalSeconds + seconds < pace.Total.TotalSeconds;

    /// <summary>The least that <see cref="Iteration"/> takes where an iteration takes <paramref name="seconds"/>.</summary>
    public static double Cost(double seconds) => seconds * (MostOfAKind + ((BenchPace.LeastTurns + 1) * ((2 * Few) + LeastMore)));

    /// <summary>Seconds of one action, after one that does not count.</summary>
    public double Action(Action action)
    {
        action();
        return Median(() => Time(action));
    }

    /// <summary>Seconds of one iteration: (time of many - time of few) / difference, so that the way in and out does not count.</summary>
    /// <param name="fit">Does as many iterations as it is told.</param>
    /// <param name="most">The most iterations that it can do.</param>
    public double Iteration(Action<int> fit, int most)
    {
        fit(Math.Min(most, Few + LeastMore));
        var more = Math.Max(1, Math.Min(LeastMore, most - Few));
        for (; Time(() => fit(Few + more)) - Time(() => fit(Few)) < pace.Slope.TotalSeconds && Few + (2 * more) <= most; more *= 2)
        {
        }

        // In turns: what slows the machine for a while slows both.
        var few = new List<double>();
        var many = Median(() =>
        {
            few.Add(Time(() => fit(Few)));
            return Time(() => fit(Few + more));
        });
        var difference = many - Median(few);
        // On a machine busy with other things the difference can drown in noise; then the way in and out counts.
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
