using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Kernels.Tests.Contract;

/// <summary>Voxels of well-known clusters at places of a mask, and a mixture with a field that fits them about as well.</summary>
internal sealed class FieldSample
{
    private readonly Sample _sample;

    private FieldSample(int[] shape, double[] spacing, Func<int, int, int, bool> isInside, int dimensions)
    {
        var mask = new ulong[((shape[0] * shape[1] * shape[2]) + 63) / 64];
        for (var (z, at) = (0, 0); z < shape[2]; z++)
        {
            for (var y = 0; y < shape[1]; y++)
            {
                for (var x = 0; x < shape[0]; x++, at++)
                {
                    mask[at / 64] |= isInside(x, y, z) ? 1UL << (at % 64) : 0;
                }
            }
        }

        Lattice = new(shape, spacing, mask);
        _sample = new(Lattice.Count, dimensions, clusters: 3);
    }

    /// <summary>Names of the masks.</summary>
    public static IReadOnlyList<string> Masks { get; } =
        ["voxel", "row", "column", "slice", "box", "ball", "holes", "runs of two", "long rows"];

    public VoxelLattice Lattice { get; }

    public FeatureMatrix Features => _sample.Features;

    public VoxelFrame Frame => _sample.Frame;

    public int Count => Lattice.Count;

    public static FieldSample In(string mask, int dimensions) => mask switch
    {
        "voxel" => new([3, 3, 3], [1, 1, 1], (x, y, z) => (x, y, z) == (1, 1, 1), dimensions),
        "row" => new([70, 1, 1], [1, 1, 1], (_, _, _) => true, dimensions),
        "column" => new([3, 3, 40], [1, 1, 3], (x, y, _) => (x, y) == (2, 0), dimensions),
        "slice" => new([17, 19, 5], [1, 1, 5], (_, _, z) => z == 2, dimensions),
        "box" => new([16, 15, 14], [1, 1, 1], (_, _, _) => true, dimensions),
        "ball" => new([31, 29, 23], [0.9, 1, 1.5], (x, y, z) => Squared(x - 15, y - 14, z - 11) < 110, dimensions),
        "holes" => new([33, 12, 9], [1, 1, 1], (x, y, z) => (x + (3 * y) + (5 * z)) % 7 != 0, dimensions),
        "runs of two" => new([65, 11, 7], [1, 1, 1], (x, _, _) => x % 3 < 2, dimensions),
        "long rows" => new([1500, 3, 2], [1, 1, 1], (x, y, _) => x > 10 * y, dimensions),
        "large" => new([80, 70, 30], [1, 1, 1], (_, _, _) => true, dimensions),
        _ => throw new ArgumentOutOfRangeException(nameof(mask), mask, null),
    };

    /// <summary>Makes a mixture, see <see cref="Sample.Density"/>, and a field within a fifth of 1.</summary>
    public BiasedMixture Mixture(int components, int order, int seed = 2)
    {
        var random = new Random(seed);
        var d = Features.Dimensions;
        var weights = Enumerable.Range(1, components).Select(k => k / (components * (components + 1d) / 2));
        var mixture = new BiasedMixture(_sample.Density(components, seed), [.. weights], Frame.FromUser(new double[d]), order);
        for (var i = 0; i < mixture.Field.Length; i++)
        {
            mixture.Field[i] = 0.05 * ((2 * random.NextDouble()) - 1);
        }

        return mixture;
    }

    private static int Squared(int x, int y, int z) => (x * x) + (y * y) + (z * z);
}
