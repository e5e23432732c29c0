using System.Runtime.InteropServices;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Kernels.Cpu.Chunks;

/// <summary>
/// A number per component at every place of the box around a mask, 0 outside the mask, with a border of one voxel: a neighbour lies at a
/// constant offset, and the neighbours of a run are runs themselves.
/// </summary>
internal sealed unsafe class PaddedBox : IDisposable
{
    // A vector may begin at the last voxel.
    private const int Slack = 4 * Chunking.Lanes;

    private readonly AlignedBuffer<float> _memory = new();
    private readonly nint _row;
    private readonly nint _slice;
    private readonly nint _component;

    /// <summary>Allocates the box, filled with 0.</summary>
    public PaddedBox(VoxelLattice lattice, int components)
    {
        // The border after a row is the border before the next row, and so for slices.
        _row = lattice.Size[0] + 1;
        _slice = _row * (lattice.Size[1] + 1);
        _component = (_slice * (lattice.Size[2] + 2)) + _row + Slack;
        var length = (nuint)(_component * components);
        NativeMemory.Clear(_memory.Require((long)length), length * sizeof(float));
    }

    /// <summary>Returns the number of component <paramref name="component"/> at the first voxel of <paramref name="run"/>.</summary>
    public float* this[int component, in VoxelRun run] =>
        _memory.Pointer + (component * _component) + ((run.Z + 1) * _slice) + ((run.Y + 1) * _row) + run.X + 1;

    /// <summary>Returns the distance from a voxel to its neighbour.</summary>
    public nint Offset(in Neighbour neighbour) => (neighbour.Z * _slice) + (neighbour.Y * _row) + neighbour.X;

    public void Dispose() => _memory.Dispose();
}
