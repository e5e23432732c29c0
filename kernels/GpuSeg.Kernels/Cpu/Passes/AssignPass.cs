using System.Runtime.Intrinsics;
using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Cpu.BlockKernels;
using GpuSeg.Kernels.Cpu.Chunks;
using GpuSeg.Kernels.Cpu.Simd;

namespace GpuSeg.Kernels.Cpu.Passes;

/// <summary>An assignment to the nearest centres: per block and set of centres, the nearest centre, counts and sums.</summary>
internal sealed unsafe class AssignPass<TSimd>(VoxelPlanes voxels, WorkerPool pool, WorkerMemory[] workers)
    : SumPass<Centres, BlockCentres>(voxels, pool, workers, 1 + voxels.Dimensions)
    where TSimd : unmanaged, ISimd<TSimd>
{
    protected override bool NeedsShares => Voxels.Weights(0) != null;

    /// <summary>Assigns the voxels to several sets of centres.</summary>
    public void Run(IReadOnlyList<Centres> centres, IReadOnlyList<Assignment> assignments)
    {
        var sums = Sum(centres);
        for (var m = 0; m < Count; m++)
        {
            Report(sums, assignments[m]);
            sums = sums[Size(m)..];
        }
    }

    protected override void AddBlock(int model, int start, int count, WorkerMemory own, Vector256<double>* sums)
    {
        var (set, length) = (this[model], Chunking.RoundUp(count));
        var weights = Voxels.Weights(start);
        if (weights == null && count == length && set.Fuses<TSimd>())
        {
            set.AddNearest<TSimd>(Voxels, start, count, own, sums);
            return;
        }

        set.FindNearest<TSimd>(Voxels, start, count, own);
        if (weights == null)
        {
            CentreKernel.AddClusters<TSimd>(
                Voxels.Dimensions, Voxels[start], Voxels.Stride, set.Components, own.Index, length, own.Lanes, sums);
        }
        else
        {
            AddWeighted(set.Components, start, weights, length, own, sums);
        }

        LaneSums.AddTotal<TSimd>(own.Best, weights, length, own.Lanes, sums + (set.Components * ComponentSize));
    }

    // Weighted rows are few: the kernel of a mixture's moments serves them too, and its second moments are dropped.
    private void AddWeighted(int clusters, int start, float* weights, int length, WorkerMemory own, Vector256<double>* sums)
    {
        var d = Voxels.Dimensions;
        var moments = stackalloc Vector256<double>[ComponentSize + Triangular.Size(d)];
        MembershipKernel.Harden<TSimd>(clusters, own.Index, weights, length, own.Shares);
        for (var k = 0; k < clusters; k++, sums += ComponentSize)
        {
            new Span<Vector256<double>>(moments, ComponentSize).Clear();
            MomentKernel.Run<TSimd>(
                d, Voxels[start], Voxels.Stride, own.Zeros, own.Shares + (k * Chunking.Block), length, own.Lanes, moments);
            for (var i = 0; i < ComponentSize; i++)
            {
                sums[i] += moments[i];
            }
        }
    }

    private void Report(ReadOnlySpan<double> sums, Assignment assignment)
    {
        for (var k = 0; k < assignment.Counts.Length; k++)
        {
            assignment.Counts[k] = sums[0];
            sums[1..ComponentSize].CopyTo(assignment.Sums.AsSpan(k * Voxels.Dimensions));
            sums = sums[ComponentSize..];
        }

        assignment.Inertia = sums[0];
    }
}
