using System.Numerics;

namespace GpuSeg.Engine.Voxels;

/// <summary>Voxels that lie next to one another along x.</summary>
/// <param name="First">Number of the first voxel, in file order.</param>
/// <param name="Length">Number of voxels.</param>
/// <param name="X">Place of the first voxel in the box around the mask.</param>
/// <param name="Y">Row of the run in the box.</param>
/// <param name="Z">Slice of the run in the box.</param>
public readonly record struct VoxelRun(int First, int Length, int X, int Y, int Z);

/// <summary>The places of N voxels in their grid: runs along x in the smallest box around them, and the voxel size.</summary>
/// <remarks>
/// Neighbours of a run lie at constant offsets in a box padded by one voxel. Passes therefore need neither an index of neighbours nor a
/// position per voxel.
/// </remarks>
public sealed class VoxelLattice
{
    private const int Axes = 3;
    private const int WordLength = 64;

    private readonly VoxelRun[] _runs;

    /// <summary>Creates the lattice of the voxels of a mask.</summary>
    /// <param name="shape">Voxels of the grid along x, y and z; x runs fastest.</param>
    /// <param name="spacing">Distance of neighbouring voxels along x, y and z in mm.</param>
    /// <param name="mask">One bit per voxel of the grid in file order, 64 a word, the lowest bit first.</param>
    /// <exception cref="ArgumentException">The sizes do not fit one another, or no voxel is in the mask.</exception>
    public VoxelLattice(IReadOnlyList<int> shape, IReadOnlyList<double> spacing, ReadOnlySpan<ulong> mask)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(spacing);
        Arguments.Require(shape.Count == Axes && shape.All(n => n > 0), "shape", string.Join(" x ", shape), "3 positive numbers");
        Arguments.Require(
            spacing.Count == Axes && spacing.All(mm => mm > 0 && double.IsFinite(mm)),
            "spacing",
            string.Join(" x ", spacing),
            "3 positive, finite numbers");
        var words = (int)((((long)shape[0] * shape[1] * shape[2]) + WordLength - 1) / WordLength);
        Arguments.Require(mask.Length == words, "mask", $"{mask.Length} words", $"{words}");
        Spacing = [.. spacing];
        _runs = FindRuns(shape, mask);
        Arguments.Require(_runs.Length > 0, "mask", "empty", "at least one voxel");
        (int X, int Y, int Z) least = (_runs.Min(run => run.X), _runs.Min(run => run.Y), _runs.Min(run => run.Z));
        Size =
        [
            _runs.Max(run => run.X + run.Length) - least.X,
            _runs.Max(run => run.Y) + 1 - least.Y,
            _runs.Max(run => run.Z) + 1 - least.Z,
        ];
        _runs = Array.ConvertAll(_runs, run => run with { X = run.X - least.X, Y = run.Y - least.Y, Z = run.Z - least.Z });
        Count = _runs[^1].First + _runs[^1].Length;
    }

    /// <summary>N, the number of voxels.</summary>
    public int Count { get; }

    /// <summary>Voxels of the box around the mask along x, y and z.</summary>
    public IReadOnlyList<int> Size { get; }

    /// <summary>Distance of neighbouring voxels along x, y and z in mm.</summary>
    public IReadOnlyList<double> Spacing { get; }

    /// <summary>The runs in file order; together they hold every voxel once.</summary>
    public ReadOnlySpan<VoxelRun> Runs => _runs;

    /// <summary>Finds the run that holds voxel <paramref name="voxel"/>.</summary>
    public int RunOf(int voxel)
    {
        var (low, high) = (0, _runs.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _runs[middle].First <= voxel ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    /// <summary>Scales a place in the box to -1 .. 1 along <paramref name="axis"/>; 0 if the box is one voxel thick.</summary>
    public double Coordinate(int axis, int place) => Size[axis] == 1 ? 0 : (2d * place / (Size[axis] - 1)) - 1;

    private static VoxelRun[] FindRuns(IReadOnlyList<int> shape, ReadOnlySpan<ulong> mask)
    {
        var runs = new List<VoxelRun>();
        var (first, total) = (0, (long)shape[0] * shape[1] * shape[2]);
        for (var at = Next(mask, 0, total, set: true); at < total; at = Next(mask, at, total, set: true))
        {
            var (x, row) = ((int)(at % shape[0]), at / shape[0]);
            var end = Math.Min(Next(mask, at, total, set: false), (row + 1) * shape[0]);
            runs.Add(new(first, (int)(end - at), x, (int)(row % shape[1]), (int)(row / shape[1])));
            first += (int)(end - at);
            at = end;
        }

        return [.. runs];
    }

    // The first voxel from `at` on whose bit is set, or not set; `total` if there is none.
    private static long Next(ReadOnlySpan<ulong> mask, long at, long total, bool set)
    {
        while (at < total)
        {
            var word = mask[(int)(at / WordLength)];
            var rest = (set ? word : ~word) >> (int)(at % WordLength);
            if (rest != 0)
            {
                return Math.Min(at + BitOperations.TrailingZeroCount(rest), total);
            }

            at = ((at / WordLength) + 1) * WordLength;
        }

        return total;
    }
}
