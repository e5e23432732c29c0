using System.Diagnostics;

namespace GpuSeg.Bench.Compare;

/// <summary>Seconds of an action, and of one iteration of a loop that cannot be timed alone.</summary>
internal static class Timing
{
    public static double Of(int repeats, Action action)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < repeats; i++)
        {
            action();
        }

        return watch.Elapsed.TotalSeconds / repeats;
    }

    public static double Of(Action action) => Of(1, action);

    /// <summary>(time of many - time of few) / difference: the way in and out does not count.</summary>
    public static double Slope(Func<int, double> time, int few, int many) => (time(many) - time(few)) / (many - few);
}
