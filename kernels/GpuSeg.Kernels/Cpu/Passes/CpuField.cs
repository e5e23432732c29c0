using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Cpu.BlockKernels;
using GpuSeg.Kernels.Cpu.Chunks;
using GpuSeg.Kernels.Cpu.Simd;
using GpuSeg.Kernels.Shared;

namespace GpuSeg.Kernels.Cpu.Passes;

/// <summary>The sweeps with neighbours and field on vectors and threads.</summary>
/// <remarks>
/// New responsibilities go to memory in file order, one run per component. When all are there, a second round copies them into the padded
/// box from which the next sweep reads its neighbours.
/// </remarks>
internal sealed unsafe class CpuField<TSimd> : IVoxelField
    where TSimd : unmanaged, ISimd<TSimd>
{
    private readonly VoxelPlanes _voxels;
    private readonly VoxelLattice _lattice;
    private readonly WorkerPool _pool;
    private readonly WorkerMemory[] _workers;
    private readonly FieldMemory[] _memories;
    private readonly NeighbourTable _neighbours;
    private readonly FieldModel _model = new();
    private readonly FieldBlock<TSimd> _block;
    private readonly AlignedBuffer<float> _places = new();
    private readonly AlignedBuffer<float> _shares = new();
    private readonly int _components;

    public CpuField(
        VoxelPlanes voxels, VoxelLattice lattice, NeighbourPrior prior, int components, WorkerPool pool, WorkerMemory[] workers)
    {
        (_voxels, _lattice, _components, _pool, _workers) = (voxels, lattice, components, pool, workers);
        _memories = [.. workers.Select(_ => new FieldMemory(voxels.Dimensions))];
        _neighbours = new(lattice, prior.In(lattice.Spacing), components);
        _shares.Require((long)components * voxels.Count);
        Place(lattice, _places);
        _block = new(voxels, lattice, _neighbours, _places, _model);
    }

    public void Start(BiasedMixture mixture)
    {
        Take(mixture);
        Run((start, count, own, field, _) =>
        {
            _block.Densities(start, count, own, field);
            _block.Soften(count, own);
            Keep(start, count, own);
        });
        Scatter();
    }

    public void Sweep(BiasedMixture mixture, FieldMoments? moments)
    {
        Take(mixture);
        var size = moments is null ? 0 : moments.Weights.Length + moments.Targets.Length;
        var sums = new double[_voxels.Chunking.Chunks * size];
        Run((start, count, own, field, chunk) =>
        {
            _block.Densities(start, count, own, field);
            _block.AddNeighbours(start, count, own, field);
            _block.Soften(count, own);
            Keep(start, count, own);
            if (moments is not null)
            {
                _block.AddMoments(start, count, own, field, moments, sums.AsSpan(chunk * size, size));
            }
        });
        Scatter();
        if (moments is not null)
        {
            Fold(sums, moments);
        }
    }

    public double PseudoLikelihood(BiasedMixture mixture)
    {
        Take(mixture);
        var sums = new double[_voxels.Chunking.Chunks];
        Run((start, count, own, field, chunk) =>
        {
            _block.Densities(start, count, own, field);
            _block.AddNeighbours(start, count, own, field);
            sums[chunk] += _block.LogSums(count, own, field);
            _block.Priors(count, own);
            _block.AddNeighbours(start, count, own, field);
            sums[chunk] -= _block.LogSums(count, own, field);
        });
        return (sums.Sum() * PackedMixture.Ln2) + (_voxels.Count * _model.Packed.LargestOffset);
    }

    public void Labels(Span<byte> labels)
    {
        Check(labels.Length, 1);
        fixed (byte* pointer = labels)
        {
            var target = pointer;
            Run((start, count, own, _, _) =>
            {
                for (var k = 0; k < _components; k++)
                {
                    Shares(k, start, count).CopyTo(new(own.Shares + (k * Chunking.Block), count));
                }

                MembershipKernel.FindLargest<TSimd>(_components, own.Shares, Chunking.RoundUp(count), own.Best, own.Index);
                MembershipKernel.StoreLabels(own.Index, count, target + start);
            });
        }
    }

    public void Posteriors(Span<float> responsibilities)
    {
        Check(responsibilities.Length, _components);
        for (var k = 0; k < _components; k++)
        {
            Shares(k, 0, _voxels.Count).CopyTo(responsibilities[(k * _voxels.Count)..]);
        }
    }

    public void Dispose()
    {
        _neighbours.Dispose();
        _model.Dispose();
        _places.Dispose();
        _shares.Dispose();
        Array.ForEach(_memories, memory => memory.Dispose());
    }

    // Scaled x of every place in the box, and numbers to read beyond its end.
    private static void Place(VoxelLattice lattice, AlignedBuffer<float> places)
    {
        var length = lattice.Size[0] + (2 * Chunking.Lanes);
        var next = places.Require(length);
        for (var x = 0; x < length; x++)
        {
            next[x] = (float)lattice.Coordinate(0, Math.Min(x, lattice.Size[0] - 1));
        }
    }

    private Span<float> Shares(int component, int start, int count) =>
        new(_shares.Pointer + ((nint)component * _voxels.Count) + start, count);

    private void Take(BiasedMixture mixture)
    {
        _voxels.Check(mixture.Density.Dimensions);
        if (mixture.Density.Components != _components)
        {
            throw new ArgumentException($"The mixture has {mixture.Density.Components} components, the field {_components}.");
        }

        _model.Set(mixture);
    }

    private void Check(int length, int components)
    {
        _voxels.Check(_voxels.Dimensions);
        if (length < (long)_voxels.Count * components)
        {
            throw new ArgumentException($"There is room for {length} values, but {(long)_voxels.Count * components} are needed.");
        }
    }

    private void Keep(int start, int count, WorkerMemory own)
    {
        for (var k = 0; k < _components; k++)
        {
            new Span<float>(own.Shares + (k * Chunking.Block), count).CopyTo(Shares(k, start, count));
        }
    }

    private void Scatter()
    {
        if (_neighbours.Count == 0)
        {
            return;
        }

        Run((start, count, _, _, _) =>
        {
            for (var k = 0; k < _components; k++)
            {
                for (var runs = new BlockRuns(_lattice, start, count); runs.MoveNext();)
                {
                    Shares(k, runs.Current.First, runs.Current.Length)
                        .CopyTo(new(_neighbours.Box[k, runs.Current], runs.Current.Length));
                }
            }
        });
    }

    // Chunks in their order: the threads do not matter to the bits.
    private static void Fold(ReadOnlySpan<double> sums, FieldMoments moments)
    {
        Array.Clear(moments.Weights);
        Array.Clear(moments.Targets);
        while (!sums.IsEmpty)
        {
            sums = Add(sums, moments.Weights);
            sums = Add(sums, moments.Targets);
        }
    }

    private static ReadOnlySpan<double> Add(ReadOnlySpan<double> sums, double[] total)
    {
        for (var i = 0; i < total.Length; i++)
        {
            total[i] += sums[i];
        }

        return sums[total.Length..];
    }

    private void Run(BlockAction action)
    {
        foreach (var own in _workers)
        {
            own.Require(_voxels.Dimensions, _components, models: 1);
        }

        _pool.Run(_voxels.Chunking.Chunks, new Blocks(this, action));
    }

    private delegate void BlockAction(int start, int count, WorkerMemory own, FieldMemory field, int chunk);

    private sealed class Blocks(CpuField<TSimd> owner, BlockAction action) : IChunkWork
    {
        public void Run(int chunk, int worker)
        {
            var (start, end) = owner._voxels.Chunking.Chunk(chunk);
            for (; start < end; start += Chunking.Block)
            {
                action(start, Math.Min(Chunking.Block, end - start), owner._workers[worker], owner._memories[worker], chunk);
            }
        }
    }
}
