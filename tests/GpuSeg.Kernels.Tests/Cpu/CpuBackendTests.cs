using GpuSeg.Engine.Passes;
using GpuSeg.Kernels.Cpu;
using GpuSeg.Kernels.Tests.Contract;

namespace GpuSeg.Kernels.Tests.Cpu;

public class CpuBackendTests
{
    // Features and clusters of every tile of the kernels; 10007 voxels make three chunks.
    public static TheoryData<int, int> Models => new()
    {
        { 3, 1 }, { 3, 2 }, { 3, 3 }, { 3, 4 }, { 2, 4 }, { 4, 4 }, { 5, 3 }, { 6, 4 }, { 2, 5 }, { 2, 8 }, { 2, 11 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Gives_the_bits_of_many_threads_on_one(int components, int dimensions) =>
        AssertSame(new CpuBackend(threads: 1), new CpuBackend(threads: 5), components, dimensions);

    // The framework builds widths that the hardware lacks from narrower vectors: slow, but the same source is tested everywhere.
    [Theory]
    [MemberData(nameof(Models))]
    public void Gives_the_bits_of_256_bit_vectors_with_512_bits(int components, int dimensions) =>
        AssertSame(new CpuBackend(threads: 1, bits: 256), new CpuBackend(threads: 1, bits: 512), components, dimensions);

    [Theory]
    [MemberData(nameof(Models))]
    public void Gives_the_bits_of_256_bit_vectors_with_128_bits(int components, int dimensions) =>
        AssertSame(new CpuBackend(threads: 1, bits: 256), new CpuBackend(threads: 1, bits: 128), components, dimensions);

    [Theory]
    [InlineData(1, 512)]
    [InlineData(5, 512)]
    [InlineData(1, 256)]
    [InlineData(3, 128)]
    public void Gives_sweeps_the_same_bits_for_any_threads_and_width(int threads, int bits)
    {
        var expected = Sweep(new CpuBackend(threads: 1, bits: 256));
        var found = Sweep(new CpuBackend(threads, bits));
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second));
    }

    [Fact]
    public void Allocates_nothing_in_a_warm_pass()
    {
        var sample = new Sample(10007, 4, 3);
        using var backend = new CpuBackend(threads: 2);
        using var passes = backend.Load(sample.Features, sample.Frame);
        MixtureDensity[] densities = [sample.Density(3), sample.Density(2)];
        Moments[] moments = [new(3, 4), new(2, 4)];
        Centres[] centres = [sample.Centres(3)];
        Assignment[] assignments = [new(3, 4)];
        var allocated = new long[40];
        for (var run = 0; run < allocated.Length; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            passes.Expect(densities, Membership.Soft, moments);
            passes.Expect(densities, Membership.Hard, moments);
            passes.Assign(centres, assignments);
            allocated[run] = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // The first runs make room, and on a busy machine the runtime may prepare code later: a pass that allocates does so every time.
        Assert.Equal(0, allocated[10..].Order().ElementAt(15));
    }

    [Fact]
    public void Describes_the_device_by_width_and_threads()
    {
        using var backend = new CpuBackend(threads: 3, bits: 128);
        Assert.Equal("128-bit vectors, 3 threads", backend.Device);
    }

    [Fact]
    public void Refuses_too_little_room()
    {
        var sample = new Sample(100, 2, 2);
        using var backend = new CpuBackend(threads: 1);
        using var passes = backend.Load(sample.Features, sample.Frame);
        var message = Assert.Throws<ArgumentException>(() => passes.Posterior(sample.Density(2), new float[199])).Message;
        Assert.Contains("199", message, StringComparison.Ordinal);
        Assert.Contains("200", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_models_of_other_dimensions()
    {
        var sample = new Sample(100, 2, 2);
        var other = new Sample(100, 3, 2);
        using var backend = new CpuBackend(threads: 1);
        using var passes = backend.Load(sample.Features, sample.Frame);
        Assert.Throws<ArgumentException>(() => passes.Expect([other.Density(2)], Membership.Soft, [new(2, 3)]));
        Assert.Throws<ArgumentException>(() => passes.Assign([other.Centres(2)], [new(2, 3)]));
        Assert.Throws<ArgumentException>(() => passes.Label(other.Density(2), new byte[100]));
    }

    [Fact]
    public void Refuses_disposed_voxels()
    {
        var sample = new Sample(100, 2, 2);
        using var backend = new CpuBackend(threads: 1);
        var passes = backend.Load(sample.Features, sample.Frame);
        passes.Dispose();
        passes.Dispose();
        Assert.Throws<ObjectDisposedException>(() => passes.Label(sample.Density(2), new byte[100]));
    }

    private static void AssertSame(CpuBackend one, CpuBackend other, int components, int dimensions)
    {
        using (one)
        using (other)
        {
            var sample = new Sample(10007, dimensions, components);
            float[] weights = [.. Enumerable.Range(0, 10007).Select(i => 0.1f + (i % 7))];
            foreach (var given in new[] { null, weights })
            {
                using var passes = one.Load(sample.Features, sample.Frame, given);
                using var otherPasses = other.Load(sample.Features, sample.Frame, given);
                var results = Describe(passes, sample).Zip(Describe(otherPasses, sample)).ToArray();
                Assert.All(results, pair => Assert.Equal(pair.First, pair.Second));
            }
        }
    }

    // All results of sweeps over several chunks of voxels, as lists of numbers.
    private static double[][] Sweep(CpuBackend backend)
    {
        using (backend)
        {
            var sample = FieldSample.In("large", dimensions: 3);
            var (mixture, shares) = (sample.Mixture(3, order: 2), new float[3 * sample.Count]);
            var moments = new FieldMoments(sample.Lattice, 3, 2);
            using var passes = backend.Load(sample.Features, sample.Frame);
            using var field = passes.NewField(sample.Lattice, new(4, 18), 3);
            field.Start(mixture);
            field.Sweep(mixture, moments);
            field.Posteriors(shares);
            return
            [
                Array.ConvertAll(shares, share => (double)share), moments.Weights, moments.Targets, [field.PseudoLikelihood(mixture)],
            ];
        }
    }

    // All results of the passes, as lists of numbers.
    private static IEnumerable<double[]> Describe(IVoxelPasses passes, Sample sample)
    {
        var density = sample.Density(sample.Clusters);
        foreach (var membership in Enum.GetValues<Membership>())
        {
            var moments = new Moments(density.Components, density.Dimensions);
            passes.Expect([density], membership, [moments]);
            yield return [moments.LogLikelihood, .. moments.Weight, .. moments.First, .. moments.Second];
        }

        var assignment = new Assignment(density.Components, density.Dimensions);
        passes.Assign([sample.Centres(density.Components)], [assignment]);
        yield return [assignment.Inertia, .. assignment.Counts, .. assignment.Sums];

        var (labels, values) = (new byte[passes.Count], new double[passes.Count]);
        passes.Nearest(sample.Centres(density.Components), labels, values);
        yield return [.. labels.Select(label => (double)label), .. values];
        passes.Label(density, labels);
        passes.LogDensity(density, values);
        yield return [.. labels.Select(label => (double)label), .. values];

        var shares = new float[passes.Count * density.Components];
        passes.Posterior(density, shares);
        yield return Array.ConvertAll(shares, share => (double)share);
    }
}
