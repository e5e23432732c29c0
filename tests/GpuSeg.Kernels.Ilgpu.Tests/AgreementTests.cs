using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Ilgpu.Registers;
using GpuSeg.Kernels.Reference;
using ILGPU.Runtime.CPU;

namespace GpuSeg.Kernels.Ilgpu.Tests;

/// <summary>Agreement of all passes of the ILGPU backends with the reference, at shapes around every boundary of the launches.</summary>
public sealed class AgreementTests(StartedBackends backends) : IClassFixture<StartedBackends>
{
    public static TheoryData<string, int, int, int> Cases()
    {
        int[] counts = [1, 2, 7, 17, 31, 32, 33, 255, 256, 257, 4095, 4097, 10007];
        int[] few = [33, 4097];
        (int K, int D)[] shapes = [(1, 1), (2, 1), (3, 4), (2, 3), (8, 4), (5, 8), (12, 2), (32, 4), (3, 12)];
        var cases = new TheoryData<string, int, int, int>();
        foreach (var (k, d) in shapes)
        {
            // One fused shape and one general shape meet every count.
            foreach (var n in (k, d) is (3, 4) or (12, 2) ? counts : few)
            {
                StartedBackends.Names.ToList().ForEach(backend => cases.Add(backend, n, k, d));
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Agrees_with_the_reference_in_every_pass(string backend, int n, int k, int d)
    {
        var features = Problem.Voxels(n, k, d);
        var frame = VoxelFrame.Of(features);
        using var passes = backends.Get(backend).Load(features, frame);
        using var reference = new ReferenceBackend().Load(features, frame);
        MixtureDensity[] densities = [Problem.Mixture(k, d), Problem.Mixture(k + 1, d, seed: 5)];
        Expected.SameMoments(reference, passes, densities, Membership.Soft);
        Expected.SameMoments(reference, passes, densities, Membership.Hard);
        Expected.SameAssignments(reference, passes, [Problem.Centres(k, d), Problem.Centres(k + 1, d, seed: 6)]);
        Expected.SameVoxels(reference, passes, densities[0], Problem.Centres(k, d));
    }

    [Theory]
    [MemberData(nameof(StartedBackends.Rows), MemberType = typeof(StartedBackends))]
    public void Gives_the_same_bits_in_every_run(string backend)
    {
        var features = Problem.Voxels(4097, 3, 4);
        var frame = VoxelFrame.Of(features);
        double[] Run(int k, Membership membership)
        {
            using var passes = backends.Get(backend).Load(features, frame);
            var moments = new Moments(k, 4);
            passes.Expect([Problem.Mixture(k, 4)], membership, [moments]);
            return [moments.LogLikelihood, .. moments.Weight, .. moments.First, .. moments.Second];
        }

        foreach (var (k, membership) in new[] { (3, Membership.Soft), (3, Membership.Hard), (12, Membership.Soft), (12, Membership.Hard) })
        {
            Assert.Equal(Run(k, membership), Run(k, membership));
        }
    }

    [Theory]
    [MemberData(nameof(StartedBackends.Rows), MemberType = typeof(StartedBackends))]
    public void Takes_the_first_when_components_tie(string backend)
    {
        var features = Problem.Voxels(257, 2, 2);
        using var passes = backends.Get(backend).Load(features, VoxelFrame.Of(features));
        foreach (var k in new[] { 3, 12 })
        {
            var (density, centres) = (Twins(Problem.Mixture(k, 2)), Twins(Problem.Centres(k, 2)));
            var (moments, assignment, labels) = (new Moments(k, 2), new Assignment(k, 2), new byte[257]);
            passes.Expect([density], Membership.Hard, [moments]);
            passes.Assign([centres], [assignment]);
            Assert.Equal(257, moments.Weight[0]);
            Assert.Equal(257, assignment.Counts[0]);
            passes.Label(density, labels);
            Assert.All(labels, label => Assert.Equal(0, label));
            passes.Nearest(centres, labels, new double[257]);
            Assert.All(labels, label => Assert.Equal(0, label));
        }
    }

    [Theory]
    [MemberData(nameof(StartedBackends.Rows), MemberType = typeof(StartedBackends))]
    public void Gives_equal_sums_when_partitions_are_equal(string backend)
    {
        var features = Problem.Voxels(4097, 3, 4);
        using var passes = backends.Get(backend).Load(features, VoxelFrame.Of(features));
        var (centres, moved) = (Problem.Centres(3, 4), Problem.Centres(3, 4));
        moved.Values[0] += 1e-9;
        moved.Values[5] = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(moved.Values[5]) + (1L << 30));
        Assignment[] assignments = [new(3, 4), new(3, 4)];
        passes.Assign([centres, moved], assignments);
        Assert.Equal(assignments[0].Counts, assignments[1].Counts);
        Assert.Equal(assignments[0].Sums, assignments[1].Sums);
    }

    [Fact]
    public void Gives_the_same_sums_in_the_warps_of_cuda()
    {
        var features = Problem.Voxels(4097, 3, 4);
        var frame = VoxelFrame.Of(features);
        using var backend = IlgpuDevices.OpenCpu(new CPUDevice(WarpSink.Lanes, 2, 1), typeof(WarpSink), WarpSink.Lanes);
        using var passes = backend.Load(features, frame);
        using var reference = new ReferenceBackend().Load(features, frame);
        MixtureDensity[] densities = [Problem.Mixture(3, 4), Problem.Mixture(12, 4)];
        Expected.SameMoments(reference, passes, densities, Membership.Soft);
        Expected.SameMoments(reference, passes, densities, Membership.Hard);
    }

    private static MixtureDensity Twins(MixtureDensity density)
    {
        Array.Fill(density.Offsets, density.Offsets[0]);
        Repeat(density.Means, density.Dimensions);
        Repeat(density.Factors, Triangular.Size(density.Dimensions));
        return density;
    }

    private static Centres Twins(Centres centres)
    {
        Repeat(centres.Values, centres.Dimensions);
        return centres;
    }

    private static void Repeat(double[] values, int length)
    {
        for (var i = length; i < values.Length; i++)
        {
            values[i] = values[i - length];
        }
    }
}
