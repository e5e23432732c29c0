using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Cpu.Chunks;
using GpuSeg.Kernels.Cpu.Simd;
using GpuSeg.Kernels.Shared;

namespace GpuSeg.Kernels.Cpu.Passes;

/// <summary>The passes on vectors and threads; each pass is a class of its own.</summary>
internal sealed unsafe class CpuPasses<TSimd> : IVoxelPasses
    where TSimd : unmanaged, ISimd<TSimd>
{
    private readonly WorkerPool _pool;
    private readonly VoxelPlanes _voxels;
    private readonly WorkerMemory[] _workers;
    private readonly ExpectPass<TSimd> _expect;
    private readonly AssignPass<TSimd> _assign;

    public CpuPasses(FeatureMatrix features, VoxelFrame frame, float[]? weights, WorkerPool pool)
    {
        _pool = pool;
        _voxels = new(features, frame, weights, pool);
        _workers = [.. Enumerable.Range(0, pool.Threads).Select(_ => new WorkerMemory())];
        _expect = new(_voxels, pool, _workers);
        _assign = new(_voxels, pool, _workers);
    }

    public int Count => _voxels.Count;

    public int Dimensions => _voxels.Dimensions;

    public void Expect(IReadOnlyList<MixtureDensity> densities, Membership membership, IReadOnlyList<Moments> moments) =>
        _expect.Run(densities, membership, moments);

    public void Assign(IReadOnlyList<Centres> centres, IReadOnlyList<Assignment> assignments) => _assign.Run(centres, assignments);

    public void Label(MixtureDensity density, Span<byte> labels)
    {
        Check(density.Dimensions, labels.Length, 1);
        using var mixture = Packed(density);
        fixed (byte* pointer = labels)
        {
            new LabelPass<TSimd>(_voxels, _workers, mixture, pointer).Run(_pool, mixture.Components);
        }
    }

    public double LabelWithLikelihood(MixtureDensity density, Span<byte> labels)
    {
        Check(density.Dimensions, labels.Length, 1);
        fixed (byte* pointer = labels)
        {
            return _expect.Run(density, pointer);
        }
    }

    public void Posterior(MixtureDensity density, Span<float> responsibilities)
    {
        Check(density.Dimensions, responsibilities.Length, density.Components);
        using var mixture = Packed(density);
        fixed (float* pointer = responsibilities)
        {
            new PosteriorPass<TSimd>(_voxels, _workers, mixture, pointer).Run(_pool, mixture.Components);
        }
    }

    public void LogDensity(MixtureDensity density, Span<double> logDensities)
    {
        Check(density.Dimensions, logDensities.Length, 1);
        using var mixture = Packed(density);
        fixed (double* pointer = logDensities)
        {
            new LogDensityPass<TSimd>(_voxels, _workers, mixture, pointer).Run(_pool, mixture.Components);
        }
    }

    public void Nearest(Centres centres, Span<byte> labels, Span<double> squaredDistances)
    {
        Check(centres.Dimensions, squaredDistances.IsEmpty ? labels.Length : Math.Min(labels.Length, squaredDistances.Length), 1);
        using var parameters = Packed(centres);
        fixed (byte* label = labels)
        fixed (double* distance = squaredDistances)
        {
            new NearestPass<TSimd>(_voxels, _workers, parameters, label, distance).Run(_pool, components: 0);
        }
    }

    public IVoxelField NewField(VoxelLattice lattice, NeighbourPrior prior, int components)
    {
        _voxels.Check(Dimensions);
        ArgumentChecks.Field(lattice, prior, Count, _voxels.Weights(0) != null);
        return new CpuField<TSimd>(_voxels, lattice, prior, components, _pool, _workers);
    }

    public void Dispose()
    {
        _expect.Dispose();
        _assign.Dispose();
        _voxels.Dispose();
        Array.ForEach(_workers, worker => worker.Dispose());
    }

    private static BlockMixture Packed(MixtureDensity density)
    {
        var mixture = new BlockMixture();
        mixture.Set(density);
        return mixture;
    }

    private static BlockCentres Packed(Centres centres)
    {
        var set = new BlockCentres();
        set.Set(centres);
        return set;
    }

    // Kernels write through pointers: nothing else would stop them.
    private void Check(int modelDimensions, int length, int components)
    {
        _voxels.Check(modelDimensions);
        if (length < (long)Count * components)
        {
            throw new ArgumentException($"There is room for {length} values, but {Count} voxels need {(long)Count * components}.");
        }
    }
}
