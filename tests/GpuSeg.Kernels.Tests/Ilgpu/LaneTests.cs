using GpuSeg.Engine;
using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Ilgpu;

namespace GpuSeg.Kernels.Tests.Ilgpu;

/// <summary>Sets of voxels that are on an accelerator at once have streams and memory of their own; those that come one after the other share them.</summary>
public sealed class LaneTests(IlgpuBackends backends) : IClassFixture<IlgpuBackends>
{
    [Theory]
    [MemberData(nameof(IlgpuBackends.Rows), MemberType = typeof(IlgpuBackends))]
    public void Voxels_at_once_have_a_lane_each_and_leave_it_to_the_next(string name)
    {
        var backend = (IlgpuBackend)backends.Get(name);
        var (few, many) = (Problem.Voxels(300, 3, 2), Problem.Voxels(5000, 3, 4));
        var (fewAlone, manyAlone) = (Alone(backend, few), Alone(backend, many));
        using (Load(backend, few))
        {
            using var second = Load(backend, many);
        }

        var kept = backend.Lanes.Idle;
        Assert.Equal(2, kept);
        // In either order: memory that other voxels left is neither too small nor taken for its own.
        foreach (var (features, alone) in ((FeatureMatrix, double[])[])[(many, manyAlone), (few, fewAlone), (many, manyAlone)])
        {
            using var passes = Load(backend, features);
            using var beside = Load(backend, few);
            Assert.Equal(0, backend.Lanes.Idle);
            Assert.Equal(alone, Sums(passes, features.Dimensions));
            Assert.Equal(fewAlone, Sums(beside, few.Dimensions));
        }

        Assert.Equal(kept, backend.Lanes.Idle);
    }

    private static IVoxelPasses Load(IlgpuBackend backend, FeatureMatrix features) => backend.Load(features, VoxelFrame.Of(features));

    private static double[] Alone(IlgpuBackend backend, FeatureMatrix features)
    {
        using var passes = Load(backend, features);
        return Sums(passes, features.Dimensions);
    }

    private static double[] Sums(IVoxelPasses passes, int dimensions)
    {
        var moments = new Moments(3, dimensions);
        passes.Expect([Problem.Mixture(3, dimensions)], Membership.Soft, [moments]);
        return [moments.LogLikelihood, .. moments.Weight, .. moments.First, .. moments.Second];
    }
}
