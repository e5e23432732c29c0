using GpuSeg.Bench.Data;

namespace GpuSeg.Bench.Micro;

/// <summary>Numbers of voxels that are measured.</summary>
internal static class BenchSizes
{
    public const int MostDimensions = 4;

    // On the host, loaded on the cpu, and once more for the row that loads.
    private const int CopiesInMemory = 3;

    /// <summary>The largest that the user asks for.</summary>
    public static int Most { get; set; } = 1_000_000;

    /// <summary>Those up to <see cref="Most"/> for which this machine has the memory.</summary>
    public static IEnumerable<int> All => new[] { MadeImages.BrainVoxels, 1_000_000, 10_000_000, 100_000_000 }.Where(size =>
        size <= Most && (long)size * MostDimensions * sizeof(float) * CopiesInMemory < GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
}
