using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Tests;

/// <summary>A backend that counts the passes of another one, and the voxels each of them reads.</summary>
internal sealed class CountingBackend(IBackend inner) : IBackend
{
    /// <summary>For every Expect and Assign: its voxels and its models.</summary>
    public List<(int Voxels, int Models)> Passes { get; } = [];

    public string Name => inner.Name;

    public string Device => inner.Device;

    public IVoxelPasses Load(FeatureMatrix features, VoxelFrame frame, float[]? weights) =>
        new Counted(inner.Load(features, frame, weights), Passes);

    public void Dispose() => inner.Dispose();

    private sealed class Counted(IVoxelPasses inner, List<(int, int)> passes) : IVoxelPasses
    {
        public int Count => inner.Count;

        public int Dimensions => inner.Dimensions;

        public void Expect(IReadOnlyList<MixtureDensity> densities, Membership membership, IReadOnlyList<Moments> moments)
        {
            passes.Add((Count, densities.Count));
            inner.Expect(densities, membership, moments);
        }

        public void Assign(IReadOnlyList<Centres> centres, IReadOnlyList<Assignment> assignments)
        {
            passes.Add((Count, centres.Count));
            inner.Assign(centres, assignments);
        }

        public void Label(MixtureDensity density, Span<byte> labels) => inner.Label(density, labels);

        public void Posterior(MixtureDensity density, Span<float> responsibilities) => inner.Posterior(density, responsibilities);

        public void LogDensity(MixtureDensity density, Span<double> logDensities) => inner.LogDensity(density, logDensities);

        public void Nearest(Centres centres, Span<byte> labels, Span<double> squaredDistances) => inner.Nearest(centres, labels, squaredDistances);

        public void Dispose() => inner.Dispose();
    }
}
