using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Kernels.Ilgpu.Tests;

/// <summary>
/// Streams and memory of sets of voxels: a stream each if they are on an accelerator at once, a shared stream one after the other.
/// </summary>
public sealed class DeviceStreamTests(StartedBackends backends) : IClassFixture<StartedBackends>
{
    [Theory]
    [MemberData(nameof(StartedBackends.Rows), MemberType = typeof(StartedBackends))]
    public void Gives_voxels_a_stream_each_and_keeps_it_for_the_next(string name)
    {
        var backend = (IlgpuBackend)backends.Get(name);
        var (few, many) = (Problem.Voxels(300, 3, 2), Problem.Voxels(5000, 3, 4));
        var (fewAlone, manyAlone) = (Alone(backend, few), Alone(backend, many));
        using (Load(backend, few))
        {
            using var second = Load(backend, many);
        }

        var kept = backend.Streams.Idle;
        Assert.Equal(2, kept);
        // In either order: memory of earlier voxels is neither too small nor mistaken for the set's own.
        foreach (var (features, alone) in ((FeatureMatrix, double[])[])[(many, manyAlone), (few, fewAlone), (many, manyAlone)])
        {
            using var passes = Load(backend, features);
            using var beside = Load(backend, few);
            Assert.Equal(0, backend.Streams.Idle);
            Assert.Equal(alone, Sums(passes, features.Dimensions));
            Assert.Equal(fewAlone, Sums(beside, few.Dimensions));
        }

        Assert.Equal(kept, backend.Streams.Idle);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Launches_while_another_thread_waits_for_its_stream(bool iterates)
    {
        // ILGPU's CPU accelerator runs a kernel on the launching thread, so only a device can show it.
        var backend = (IlgpuBackend)backends.Get("opencl");
        var features = Problem.Voxels(300, 3, 4);
        var alone = Alone(backend, features);
        var stream = backend.Streams.Take();
        backend.Streams.Return(stream);
        using var waiting = (IIteratingPasses)Load(backend, features);
        using var free = Load(backend, features);
        Iterate(waiting);
        using var dam = new OpenClDam(stream.Queue);
        var held = Task.Run(() => iterates ? Iterate(waiting) : Sums(waiting, 4), TestContext.Current.CancellationToken);
        // Long enough for the other thread to have launched everything; only this thread ends its wait.
        var end = DateTime.UtcNow.AddSeconds(1);
        while (DateTime.UtcNow < end)
        {
            var pass = Task.Run(() => Sums(free, 4), TestContext.Current.CancellationToken);
            Assert.Equal(alone, await pass.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        }

        Assert.False(held.IsCompleted);
        dam.Open();
        _ = await held;
    }

    private static double[] Iterate(IIteratingPasses passes)
    {
        var iteration = new MixtureIteration(Problem.Mixture(3, 4), CovarianceReduction.None, 1e-4, 0, double.NaN);
        passes.Iterate([iteration], 3);
        return [];
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
