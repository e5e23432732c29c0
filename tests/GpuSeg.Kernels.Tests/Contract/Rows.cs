namespace GpuSeg.Kernels.Tests.Contract;

/// <summary>The rows of the contract tests: each tested backend times the shapes.</summary>
public static class Rows
{
    // One below, at and one above every width of a vector, a block and a chunk.
    private static readonly int[] s_counts =
        [1, 2, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 31, 32, 33, 255, 256, 257, 4095, 4096, 4097, 10007];

    private static readonly (int Components, int Dimensions)[] s_models =
        [(1, 1), (3, 1), (2, 2), (3, 3), (1, 4), (3, 4), (8, 4), (32, 2), (2, 5), (3, 8), (2, 12)];

    public static TheoryData<string> PerBackend => [.. TestedBackends.Names];

    /// <summary>Every model over voxels that end within a block, and every count of voxels with one model.</summary>
    public static TheoryData<string, int, int, int> Shapes =>
    [
        .. from name in TestedBackends.Names
           from shape in s_models.Select(model => (Count: 4097, model.Components, model.Dimensions))
               .Concat(s_counts.Select(count => (Count: count, Components: 3, Dimensions: 4)))
               .Concat([(Count: 17, Components: 32, Dimensions: 5), (Count: 257, Components: 255, Dimensions: 1)])
               .Distinct()
           select new TheoryDataRow<string, int, int, int>(name, shape.Count, shape.Components, shape.Dimensions),
    ];
}
