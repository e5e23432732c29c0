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
        var size = 0;
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
        }

        _sums.Require(voxels.Partition.Chunks, size);
        foreach (var own in scratch)
        {
            own.Require(voxels.Dimensions, 0, 0);
        }
    }

    private void AddBlock(CentreParameters set, int start, int count, Scratch own, double* sums)
    {
        var length = Partition.RoundUp(count);
        var weights = voxels.Weights(start);
        set.FindNearest<TSimd>(voxels, start, count, own);
        for (var k = 0; k < set.Clusters; k++, sums += _clusterSize)
        {
            CentreKernel.AddCluster<TSimd>(voxels.Dimensions, voxels[start], voxels.Stride, k, own.Index, weights, length, own.Lanes, sums);
        }

        *sums += LaneSums.Total<TSimd>(own.Best, weights, length, own.Lanes);
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
