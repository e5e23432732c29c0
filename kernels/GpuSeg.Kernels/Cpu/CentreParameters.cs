using System.Runtime.Intrinsics;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Kernels.Cpu;

/// <summary>One set of centres in float32, as <see cref="CentreKernel"/> reads it.</summary>
internal sealed unsafe class CentreParameters : IDisposable
{
    private readonly AlignedBuffer<float> _memory = new();

    public CentreParameters(Centres centres) => Set(centres);

    public int Clusters { get; private set; }

    public void Set(Centres centres)
    {
        Clusters = centres.Clusters;
        var next = _memory.Require((long)Clusters * CentreKernel.Size(centres.Dimensions));
        for (var k = 0; k < Clusters; k++)
        {
            next = Append(next, k);
            foreach (var coordinate in centres[k])
            {
                next = Append(next, (float)coordinate);
            }
        }
    }

    /// <summary>Distance and number of the nearest centre of a block of voxels into <see cref="Scratch.Best"/> and <see cref="Scratch.Index"/>.</summary>
    /// <remarks>Voxels that pad the last vector get distance 0 and belong to no cluster.</remarks>
    public void FindNearest<TSimd>(VoxelPlanes voxels, int start, int count, Scratch scratch)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        CentreKernel.FindNearest<TSimd>(
            voxels.Dimensions,
            voxels[start],
            voxels.Stride,
            _memory.Pointer,
            Clusters,
            Partition.RoundUp(count),
            scratch.Best,
            scratch.Index);
        Partition.Pad(scratch.Best, count, 0);
        Partition.Pad(scratch.Index, count, -1);
    }

    /// <summary>Whether <see cref="AddNearest"/> takes a block.</summary>
    public bool Fuses<TSimd>(int dimensions)
        where TSimd : unmanaged, ISimd<TSimd> =>
        Clusters is > 1 and <= CentreKernel.MostFused
        && dimensions <= RowKernel.MostFeatures
        && Clusters * dimensions <= CentreKernel.MostFusedSums<TSimd>();

    /// <summary>Counts, sums and inertia of whole vectors of voxels in one sweep.</summary>
    public void AddNearest<TSimd>(VoxelPlanes voxels, int start, int count, Scratch scratch, Vector256<double>* sums)
        where TSimd : unmanaged, ISimd<TSimd> =>
        CentreKernel.AddNearest<TSimd>(
            voxels.Dimensions, voxels[start], voxels.Stride, _memory.Pointer, Clusters, count, scratch.Lanes, sums);

    public void Dispose() => _memory.Dispose();

    private static float* Append(float* next, float value)
    {
        new Span<float>(next, Partition.Lanes).Fill(value);
        return next + Partition.Lanes;
    }
}
