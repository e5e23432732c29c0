using System.Diagnostics;

namespace GpuSeg.Bench.Compare;

/// <summary>Seconds of an action, and of one iteration of a loop.</summary>
internal static class Timing
{
    /// <summary>Measures the mean seconds of an action.</summary>
    public static double Of(int repeats, Action action)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < repeats; i++)
        {
            action();
        }

        return watch.Elapsed.TotalSeconds / repeats;
    }

    /// <summary>Measures the seconds of an action.</summary>
    public static double Of(Action action) => Of(1, action);

    /// <summary>Computes (time of many - time of few) / (many - few), which excludes constant costs.</summary>
    public static double Slope(Func<int, double> time, int few, int many) => (time(many) - time(few)) / (many - few);
}
