using System.Runtime.InteropServices;
using GpuSeg.Threads;

namespace GpuSeg.Images;

/// <summary>The order in which one grid stores the voxels of another: its axes permuted, some of them reversed.</summary>
public sealed class VoxelOrder
{
    private readonly int[] _axes;
    private readonly bool[] _reversed;

    private VoxelOrder(int[] axes, bool[] reversed) => (_axes, _reversed) = (axes, reversed);

    /// <summary>Whether the voxels are in the order of the reference.</summary>
    public bool IsSame => _axes is [0, 1, 2] && !_reversed.Contains(true);

    /// <summary>Finds the order that brings the axes of a grid closest to the axes of the reference.</summary>
    public static VoxelOrder Closest(Grid reference, Grid grid)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(grid);
        // Column c: the steps in the grid's indices for a step along axis c of the reference.
        var steps = Matrix3.Between(reference.InMillimetres(), grid.InMillimetres());
        var (axes, reversed) = (new int[3], new bool[3]);
        Span<bool> used = stackalloc bool[3];
        for (var column = 0; column < 3; column++)
        {
            var best = -1;
            for (var row = 0; row < 3; row++)
            {
                if (!used[row] && (best < 0 || Math.Abs(steps[row, column]) > Math.Abs(steps[best, column])))
                {
                    best = row;
                }
            }

            (used[best], axes[column], reversed[column]) = (true, best, steps[best, column] < 0);
        }

        return new(axes, reversed);
    }

    /// <summary>Describes the same place with the voxels in the reference's order.</summary>
    public Grid Apply(Grid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        var (from, to) = (grid.Affine, grid.Affine);
        int[] shape = [grid.Shape.X, grid.Shape.Y, grid.Shape.Z];
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                var step = from[row, _axes[column]];
                to[row, column] = _reversed[column] ? -step : step;
                to[row, 3] += _reversed[column] ? step * (shape[_axes[column]] - 1) : 0;
            }
        }

        return new((shape[_axes[0]], shape[_axes[1]], shape[_axes[2]]), to, grid.Millimetres);
    }

    /// <summary>Copies voxels into the order of the reference; no value changes.</summary>
    /// <param name="stored">The voxels in file order.</param>
    /// <param name="grid">The grid of these voxels.</param>
    /// <param name="size">Bytes of one voxel: 1, 2, 4 or 8.</param>
    internal byte[] Apply(byte[] stored, Grid grid, int size)
    {
        var reordered = GC.AllocateUninitializedArray<byte>(stored.Length);
        switch (size)
        {
            case 1: Copy<byte>(stored, grid, reordered); break;
            case 2: Copy<ushort>(stored, grid, reordered); break;
            case 4: Copy<uint>(stored, grid, reordered); break;
            default: Copy<ulong>(stored, grid, reordered); break;
        }

        return reordered;
    }

    private void Copy<T>(byte[] stored, Grid grid, byte[] reordered) where T : unmanaged
    {
        int[] shape = [grid.Shape.X, grid.Shape.Y, grid.Shape.Z];
        int[] strides = [1, shape[0], shape[0] * shape[1]];
        int[] lengths = [.. _axes.Select(axis => shape[axis])];
        int[] steps = [.. _axes.Select((axis, column) => _reversed[column] ? -strides[axis] : strides[axis])];
        var first = Enumerable.Range(0, 3).Sum(column => _reversed[column] ? (lengths[column] - 1) * strides[_axes[column]] : 0);
        ThreadBudget.For(lengths[2], slice =>
        {
            ReadOnlySpan<T> from = MemoryMarshal.Cast<byte, T>(stored.AsSpan());
            var to = MemoryMarshal.Cast<byte, T>(reordered.AsSpan());
            for (var line = 0; line < lengths[1]; line++)
            {
                var voxel = first + slice * steps[2] + line * steps[1];
                foreach (ref var target in to.Slice((slice * lengths[1] + line) * lengths[0], lengths[0]))
                {
                    target = from[voxel];
                    voxel += steps[0];
                }
            }
        });
    }
}
