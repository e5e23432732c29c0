using GpuSeg.Bench.Data;

namespace GpuSeg.Bench.Micro;

/// <summary>Numbers of voxels that are measured.</summary>
internal static class BenchSizes
{
    public const int MostDimensions = 4;

    // One copy on the host, one loaded on the CPU, and one for the row that measures loading.
    private const int CopiesInMemory = 3;

    /// <summary>Largest size, as chosen by the user.</summary>
    public static int Most { get; set; } = 1_000_000;

    /// <summary>Sizes up to <see cref="Most"/> that fit this machine's memory.</summary>
    public static IEnumerable<int> All => new[] { MadeImages.BrainVoxels, 1_000_000, 10_000_000, 100_000_000 }.Where(size =>
        size <= Most && (long)size * MostDimensions * sizeof(float) * CopiesInMemory < GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
}
