using System.Globalization;

namespace GpuSeg.Cli;

/// <summary>How many processors this process may use.</summary>
internal static class Processors
{
    private const string Allotted = "SLURM_CPUS_PER_TASK";

    /// <summary>
    /// The machine's, as far as affinity and control groups let us have them, and under Slurm no more than were asked for with
    /// <c>--cpus-per-task</c>: where its nodes know no control groups, nothing else holds a task to them.
    /// </summary>
    public static int Available { get; } =
        int.TryParse(Environment.GetEnvironmentVariable(Allotted), NumberStyles.None, CultureInfo.InvariantCulture, out var allotted) && allotted > 0
            ? Math.Min(allotted, Environment.ProcessorCount)
            : Environment.ProcessorCount;
}
