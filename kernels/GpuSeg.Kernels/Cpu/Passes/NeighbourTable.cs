using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Cpu.Chunks;
using GpuSeg.Kernels.Shared;

namespace GpuSeg.Kernels.Cpu.Passes;

/// <summary>The neighbours of every voxel: their offsets, their weights, and the box that holds their responsibilities.</summary>
internal sealed unsafe class NeighbourTable : IDisposable
{
    private readonly AlignedBuffer<nint> _offsets = new();
    private readonly AlignedBuffer<float> _weights = new();

    public NeighbourTable(VoxelLattice lattice, Neighbour[] neighbours, int components)
    {
        Count = neighbours.Length;
        Box = new(lattice, Count == 0 ? 0 : components);
        Offsets = _offsets.Require(Count);
        Weights = _weights.Require(Count);
        for (var j = 0; j < Count; j++)
        {
            Offsets[j] = Box.Offset(neighbours[j]);
            Weights[j] = (float)(neighbours[j].Weight / PackedMixture.Ln2);
        }
    }

    /// <summary>Number of neighbours of a voxel.</summary>
    public int Count { get; }

    /// <summary>The responsibilities of the sweep before.</summary>
    public PaddedBox Box { get; }

    /// <summary>Distances in the box.</summary>
    public nint* Offsets { get; }

    /// <summary>Weights in units of log 2.</summary>
    public float* Weights { get; }

    public void Dispose()
    {
        Box.Dispose();
        _offsets.Dispose();
        _weights.Dispose();
    }
}
