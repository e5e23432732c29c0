using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Ilgpu.Device;
using GpuSeg.Kernels.Ilgpu.DeviceKernels;
using GpuSeg.Kernels.Shared;
using ILGPU;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu.Passes;

/// <summary>The memory of a field: two boxes of shares, the places of the voxels in them, and the neighbours.</summary>
internal sealed class FieldBoxes : IDisposable
{
    private readonly DeviceBuffer<int> _positions, _offsets;
    private readonly DeviceBuffer<float> _weights, _places, _first, _second;

    public FieldBoxes(DeviceStream stream, VoxelLattice lattice, Neighbour[] neighbours, int components)
    {
        (_positions, _offsets) = (stream.NewBuffer<int>(), stream.NewBuffer<int>());
        (_weights, _places) = (stream.NewBuffer<float>(), stream.NewBuffer<float>());
        (_first, _second) = (stream.NewBuffer<float>(), stream.NewBuffer<float>());
        var (row, slice) = (lattice.Size[0] + 1, (lattice.Size[0] + 1) * (lattice.Size[1] + 1));
        var stride = ((long)slice * (lattice.Size[2] + 2)) + row + 1;
        Box = new()
        {
            Positions = _positions.Upload(Positions(lattice, row, slice)),
            // A device has no empty memory.
            Offsets = _offsets.Upload([.. neighbours.Select(n => (n.Z * slice) + (n.Y * row) + n.X).DefaultIfEmpty()]),
            Weights = _weights.Upload([.. neighbours.Select(n => (float)(n.Weight / PackedMixture.Ln2)).DefaultIfEmpty()]),
            Places = _places.Upload(Places(lattice)),
            Neighbours = neighbours.Length,
            X = lattice.Size[0],
            Y = lattice.Size[1],
            Stride = stride,
        };
        (Before, After) = (_first.View(components * stride), _second.View(components * stride));
        Before.MemSetToZero(stream.Queue);
        After.MemSetToZero(stream.Queue);
    }

    /// <summary>The way of kernels through the boxes.</summary>
    public FieldBox Box { get; }

    /// <summary>The shares.</summary>
    public ArrayView<float> Before { get; private set; }

    /// <summary>Memory for the shares of the next sweep.</summary>
    public ArrayView<float> After { get; private set; }

    /// <summary>Makes the shares of a sweep the current ones.</summary>
    public void Swap() => (Before, After) = (After, Before);

    public void Dispose()
    {
        IDisposable[] parts = [_positions, _offsets, _weights, _places, _first, _second];
        Array.ForEach(parts, part => part.Dispose());
    }

    private static int[] Positions(VoxelLattice lattice, int row, int slice)
    {
        var positions = new int[lattice.Count];
        foreach (var run in lattice.Runs)
        {
            var first = ((run.Z + 1) * slice) + ((run.Y + 1) * row) + run.X + 1;
            for (var i = 0; i < run.Length; i++)
            {
                positions[run.First + i] = first + i;
            }
        }

        return positions;
    }

    private static float[] Places(VoxelLattice lattice) =>
    [
        .. from axis in Enumerable.Range(0, 3)
           from place in Enumerable.Range(0, lattice.Size[axis])
           select (float)lattice.Coordinate(axis, place),
    ];
}
