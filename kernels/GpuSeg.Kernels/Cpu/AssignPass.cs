using System.Runtime.Intrinsics;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Kernels.Cpu;

/// <summary>One assignment to the nearest centres: per block and set of centres, the nearest one, counts and sums.</summary>
internal sealed unsafe class AssignPass<TSimd>(VoxelPlanes voxels, WorkerPool pool, Scratch[] scratch) : IChunkWork, IDisposable
    where TSimd : unmanaged, ISimd<TSimd>
{
    private readonly List<CentreParameters> _sets = [];
    private readonly ChunkSums _sums = new();
    private readonly int _clusterSize = 1 + voxels.Dimensions;
    private int _count;

    public void Run(IReadOnlyList<Centres> centres, IReadOnlyList<Assignment> assignments)
    {
        Prepare(centres);
        pool.Run(voxels.Partition.Chunks, this);
        var sums = _sums.Add(voxels.Partition.Chunks);
        for (var m = 0; m < _count; m++)
        {
            Report(sums, assignments[m]);
            sums = sums[Size(_sets[m])..];
        }
    }

    public void Run(int chunk, int worker)
    {
        var (start, end) = voxels.Partition.Chunk(chunk);
        var sums = _sums.Start(chunk);
        for (; start < end; start += Partition.Block)
        {
            var next = sums;
            for (var m = 0; m < _count; m++)
            {
                AddBlock(_sets[m], start, Math.Min(Partition.Block, end - start), scratch[worker], next);
                next += Size(_sets[m]);
            }
        }
    }

    public void Dispose()
    {
        _sets.ForEach(set => set.Dispose());
        _sums.Dispose();
    }

    private int Size(CentreParameters set) => (set.Clusters * _clusterSize) + 1;

    private void Prepare(IReadOnlyList<Centres> centres)
    {
        _count = centres.Count;
        var (size, clusters) = (0, 0);
        for (var m = 0; m < _count; m++)
        {
            voxels.Check(centres[m].Dimensions);
            if (m == _sets.Count)
            {
                _sets.Add(new(centres[m]));
            }
            else
            {
                _sets[m].Set(centres[m]);
            }

            size += Size(_sets[m]);
            clusters = Math.Max(clusters, _sets[m].Clusters);
        }

        _sums.Require(voxels.Partition.Chunks, size);
        foreach (var own in scratch)
        {
            own.Require(voxels.Dimensions, voxels.Weights(0) == null ? 0 : clusters, models: 0);
        }
    }

    private void AddBlock(CentreParameters set, int start, int count, Scratch own, Vector256<double>* sums)
    {
        var length = Partition.RoundUp(count);
        var weights = voxels.Weights(start);
        if (weights == null && count == length && set.Fuses<TSimd>(voxels.Dimensions))
        {
            set.AddNearest<TSimd>(voxels, start, count, own, sums);
            return;
        }

        set.FindNearest<TSimd>(voxels, start, count, own);
        if (weights == null)
        {
            CentreKernel.AddClusters<TSimd>(
                voxels.Dimensions, voxels[start], voxels.Stride, set.Clusters, own.Index, length, own.Lanes, sums);
        }
        else
        {
            AddWeighted(set.Clusters, start, weights, length, own, sums);
        }

        LaneSums.AddTotal<TSimd>(own.Best, weights, length, own.Lanes, sums + (set.Clusters * _clusterSize));
    }

    // Weighted rows are few: the kernel of a mixture's moments serves them too, though nobody reads the second ones.
    private void AddWeighted(int clusters, int start, float* weights, int length, Scratch own, Vector256<double>* sums)
    {
        var d = voxels.Dimensions;
        var moments = stackalloc Vector256<double>[_clusterSize + Triangular.Size(d)];
        MembershipKernel.Harden<TSimd>(clusters, own.Index, weights, length, own.Shares);
        for (var k = 0; k < clusters; k++, sums += _clusterSize)
        {
            new Span<Vector256<double>>(moments, _clusterSize).Clear();
            MomentKernel.Run<TSimd>(
                d, voxels[start], voxels.Stride, own.Zeros, own.Shares + (k * Partition.Block), length, own.Lanes, moments);
            for (var i = 0; i < _clusterSize; i++)
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
            sums[1.._clusterSize].CopyTo(assignment.Sums.AsSpan(k * voxels.Dimensions));
            sums = sums[_clusterSize..];
        }

        assignment.Inertia = sums[0];
    }
}
