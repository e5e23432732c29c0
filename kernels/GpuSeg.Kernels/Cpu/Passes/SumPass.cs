using System.Runtime.Intrinsics;
using GpuSeg.Kernels.Cpu.Chunks;

namespace GpuSeg.Kernels.Cpu.Passes;

/// <summary>A model in float32, whose memory serves one model after the other.</summary>
internal interface IBlockModel<TModel> : IDisposable
{
    /// <summary>Number of components or clusters, K.</summary>
    int Components { get; }

    /// <summary>Number of features, D.</summary>
    int Dimensions { get; }

    /// <summary>Takes over <paramref name="model"/> in place of the model before.</summary>
    void Set(TModel model);
}

/// <summary>A sweep that adds up the sums of several models, block by block on all threads.</summary>
/// <remarks>
/// Every chunk has its row of sums, and rows are added in the order of the chunks: the threads do not matter to the bits.
/// </remarks>
/// <param name="voxels">The voxels.</param>
/// <param name="pool">The threads.</param>
/// <param name="workers">The memory of each thread.</param>
/// <param name="componentSize">Sums of a component; a model has one more, its total.</param>
internal abstract unsafe class SumPass<TModel, TBlockModel>(VoxelPlanes voxels, WorkerPool pool, WorkerMemory[] workers, int componentSize)
    : IChunkWork, IDisposable
    where TBlockModel : IBlockModel<TModel>, new()
{
    private readonly List<TBlockModel> _models = [];
    private readonly ChunkSums _sums = new();

    protected VoxelPlanes Voxels => voxels;

    protected int ComponentSize => componentSize;

    /// <summary>Number of models of this pass.</summary>
    protected int Count { get; private set; }

    /// <summary>Whether the kernels of this pass need a block for every component.</summary>
    protected abstract bool NeedsShares { get; }

    protected TBlockModel this[int model] => _models[model];

    public void Run(int chunk, int worker)
    {
        var (start, end) = voxels.Chunking.Chunk(chunk);
        var own = workers[worker];
        var sums = _sums.Start(chunk);
        Begin(own);
        for (; start < end; start += Chunking.Block)
        {
            var next = sums;
            for (var m = 0; m < Count; m++)
            {
                AddBlock(m, start, Math.Min(Chunking.Block, end - start), own, next);
                next += Size(m);
            }
        }

        End(own, sums);
    }

    public void Dispose()
    {
        _models.ForEach(model => model.Dispose());
        _sums.Dispose();
    }

    /// <summary>Computes the sums over all voxels, one model after the other.</summary>
    protected ReadOnlySpan<double> Sum(IReadOnlyList<TModel> models)
    {
        Prepare(models);
        pool.Run(voxels.Chunking.Chunks, this);
        return _sums.Add(voxels.Chunking.Chunks);
    }

    /// <summary>Returns the number of sums of a model.</summary>
    protected int Size(int model) => (_models[model].Components * componentSize) + 1;

    /// <summary>Prepares a thread for a chunk.</summary>
    protected virtual void Begin(WorkerMemory own)
    {
    }

    /// <summary>Adds a block of voxels to the <paramref name="sums"/> of a model.</summary>
    protected abstract void AddBlock(int model, int start, int count, WorkerMemory own, Vector256<double>* sums);

    /// <summary>Adds to the <paramref name="sums"/> of a chunk what its thread kept until its end.</summary>
    protected virtual void End(WorkerMemory own, Vector256<double>* sums)
    {
    }

    private void Prepare(IReadOnlyList<TModel> models)
    {
        Count = models.Count;
        var (size, components) = (0, 0);
        for (var m = 0; m < Count; m++)
        {
            if (m == _models.Count)
            {
                _models.Add(new());
            }

            _models[m].Set(models[m]);
            voxels.Check(_models[m].Dimensions);
            size += Size(m);
            components = Math.Max(components, _models[m].Components);
        }

        _sums.Require(voxels.Chunking.Chunks, size);
        foreach (var own in workers)
        {
            own.Require(voxels.Dimensions, NeedsShares ? components : 0, Count);
        }
    }
}
