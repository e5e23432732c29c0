using GpuSeg.Engine.Passes;

namespace GpuSeg.Kernels.Tests.Contract;

/// <summary>Threads that share a backend, each of which gets the results that it gets alone.</summary>
public class ConcurrencyContractTests(BackendFixture backends)
{
    private const int Threads = 4;
    private const int Rounds = 10;

    [Theory]
    [MemberData(nameof(Rows.PerBackend), MemberType = typeof(Rows))]
    public void Gives_passes_at_once_the_bits_of_passes_alone(string name)
    {
        var backend = backends[name];
        var samples = Enumerable.Range(0, Threads).Select(seed => new Sample(2000, 4, 3, seed)).ToArray();
        var alone = samples.Select(sample => Run(backend, sample)).ToArray();
        Parallel.For(0, Threads, new() { MaxDegreeOfParallelism = Threads }, thread =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                var (labels, moments) = Run(backend, samples[thread]);
                Assert.Equal(alone[thread].Labels, labels);
                MomentAssert.Same(alone[thread].Moments, moments);
            }
        });
    }

    private static (byte[] Labels, Moments Moments) Run(IBackend backend, Sample sample)
    {
        var density = sample.Density(3);
        var (labels, moments) = (new byte[sample.Features.Count], new Moments(3, 4));
        using var passes = backend.Load(sample.Features, sample.Frame);
        passes.Label(density, labels);
        passes.Expect([density], Membership.Soft, [moments]);
        return (labels, moments);
    }
}
