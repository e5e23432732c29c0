using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Tests;

/// <summary>A backend that counts what is loaded into another one, its passes, and the voxels each of them reads.</summary>
internal sealed class CountingBackend(IBackend inner) : IBackend
{
    /// <summary>Number of times voxels were loaded.</summary>
    public int Loads { get; private set; }

    /// <summary>Loaded voxels that nobody has disposed of.</summary>
    public int Held { get; private set; }

    /// <summary>The most of them at a time.</summary>
    public int MostHeld { get; private set; }

    /// <summary>For every Expect and Assign: its voxels and its models.</summary>
    public List<(int Voxels, int Models)> Passes { get; } = [];

    public string Name => inner.Name;

    public string Device => inner.Device;

    public IVoxelPasses Load(FeatureMatrix features, VoxelFrame frame, float[]? weights)
    {
        lock (Passes)
        {
            (Loads, Held) = (Loads + 1, Held + 1);
            MostHeld = Math.Max(MostHeld, Held);
        }

        return new Counted(inner.Load(features, frame, weights), this);
    }

    public void Dispose() => inner.Dispose();

    private void Count(int voxels, int models)
    {
        lock (Passes)
        {
            Passes.Add((voxels, models));
        }
    }

    private void Release()
    {
        lock (Passes)
        {
            Held--;
        }
    }

    private sealed class Counted(IVoxelPasses inner, CountingBackend owner) : IVoxelPasses
    {
        public int Count => inner.Count;

        public int Dimensions => inner.Dimensions;

        public void Expect(IReadOnlyList<MixtureDensity> densities, Membership membership, IReadOnlyList<Moments> moments)
        {
            owner.Count(Count, densities.Count);
            inner.Expect(densities, membership, moments);
        }

        public void Assign(IReadOnlyList<Centres> centres, IReadOnlyList<Assignment> assignments)
        {
            owner.Count(Count, centres.Count);
            inner.Assign(centres, assignments);
        }

        public void Label(MixtureDensity density, Span<byte> labels) => inner.Label(density, labels);

        public void Posterior(MixtureDensity density, Span<float> responsibilities) => inner.Posterior(density, responsibilities);

        public void LogDensity(MixtureDensity density, Span<double> logDensities) => inner.LogDensity(density, logDensities);

        public void Nearest(Centres centres, Span<byte> labels, Span<double> squaredDistances) =>
            inner.Nearest(centres, labels, squaredDistances);

        public IVoxelField NewField(VoxelLattice lattice, NeighbourPrior prior, int components) =>
            inner.NewField(lattice, prior, components);

        public void Dispose()
        {
            inner.Dispose();
            owner.Release();
        }
    }
}
