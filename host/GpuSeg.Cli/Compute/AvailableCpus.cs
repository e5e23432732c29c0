using System.Globalization;

namespace GpuSeg.Cli.Compute;

/// <summary>The number of CPUs that this process may use.</summary>
internal static class AvailableCpus
{
    private const string Allotted = "SLURM_CPUS_PER_TASK";

    /// <summary>
    /// The CPUs that affinity and control groups allow, and under Slurm at most those requested with <c>--cpus-per-task</c>:
    /// on nodes without control groups, nothing else holds a task to them.
    /// </summary>
    public static int Count { get; } =
        int.TryParse(Environment.GetEnvironmentVariable(Allotted), NumberStyles.None, CultureInfo.InvariantCulture, out var allotted)
        && allotted > 0
            ? Math.Min(allotted, Environment.ProcessorCount)
            : Environment.ProcessorCount;
}
