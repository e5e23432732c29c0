using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Kernels.Ilgpu.Tests;

/// <summary>Models that share a launch, each of which gets the sums that it gets alone.</summary>
public sealed class ManyModelsTests(StartedBackends backends) : IClassFixture<StartedBackends>
{
    // Two shapes in turn, one that does not fuse, and one that needs whitening.
    private static readonly int[] s_components = [3, 2, 3, 12, 2, 3, 3];

    [Theory]
    [MemberData(nameof(StartedBackends.Rows), MemberType = typeof(StartedBackends))]
    public void Gives_models_swept_together_the_bits_of_each_alone(string backend)
    {
        var features = Problem.Voxels(4097, 3, 4);
        using var passes = backends.Get(backend).Load(features, VoxelFrame.Of(features));
        MixtureDensity[] densities = [.. s_components.Select((k, m) => Problem.Mixture(k, 4, seed: m))];
        Flatten(densities[^1]);
        foreach (var membership in new[] { Membership.Soft, Membership.Hard })
        {
            Moments[] together = [.. s_components.Select(k => new Moments(k, 4))];
            passes.Expect(densities, membership, together);
            for (var m = 0; m < densities.Length; m++)
            {
                var alone = new Moments(s_components[m], 4);
                passes.Expect([densities[m]], membership, [alone]);
                Assert.Equal(alone.LogLikelihood, together[m].LogLikelihood);
                Assert.Equal(alone.Weight, together[m].Weight);
                Assert.Equal(alone.First, together[m].First);
                Assert.Equal(alone.Second, together[m].Second);
            }
        }
    }

    [Theory]
    [MemberData(nameof(StartedBackends.Rows), MemberType = typeof(StartedBackends))]
    public void Takes_more_models_than_a_launch_can(string backend)
    {
        var features = Problem.Voxels(33, 2, 1);
        using var passes = backends.Get(backend).Load(features, VoxelFrame.Of(features));
        Centres[] centres = [.. Enumerable.Range(0, 1030).Select(m => Problem.Centres(2, 1, seed: m))];
        Assignment[] together = [.. centres.Select(set => new Assignment(set.Clusters, 1))];
        passes.Assign(centres, together);
        foreach (var m in new[] { 0, 1, 511, 1023, 1024, 1029 })
        {
            var alone = new Assignment(centres[m].Clusters, 1);
            passes.Assign([centres[m]], [alone]);
            Assert.Equal(alone.Counts, together[m].Counts);
            Assert.Equal(alone.Inertia, together[m].Inertia);
        }

        Assert.All(together, assignment => Assert.Equal(33, assignment.Counts.Sum()));
    }

    [Fact]
    public void Allocates_little_in_a_pass_over_many_models()
    {
        var features = Problem.Voxels(257, 2, 1);
        using var passes = backends.Get("ilgpu-cpu").Load(features, VoxelFrame.Of(features));
        MixtureDensity[] densities = [.. Enumerable.Range(0, 10).Select(m => Problem.Mixture(2, 1, seed: m))];
        Moments[] moments = [.. densities.Select(_ => new Moments(2, 1))];
        passes.Expect(densities, Membership.Soft, moments);
        var before = GC.GetAllocatedBytesForCurrentThread();
        passes.Expect(densities, Membership.Soft, moments);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
    }

    // A thousand times longer than thick, along an oblique direction.
    private static void Flatten(MixtureDensity density)
    {
        for (var k = 0; k < density.Components; k++)
        {
            var factor = density.Factors.AsSpan(k * Triangular.Size(density.Dimensions));
            factor[Triangular.Index(1, 0)] = -1000;
            factor[Triangular.Index(1, 1)] = 1000;
        }
    }
}
