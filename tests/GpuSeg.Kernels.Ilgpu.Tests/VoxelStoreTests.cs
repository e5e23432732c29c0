using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Ilgpu.Passes;
using GpuSeg.Kernels.Ilgpu.Registers;

namespace GpuSeg.Kernels.Ilgpu.Tests;

/// <summary>Whole numbers in half the bytes, without loss.</summary>
public sealed class VoxelStoreTests(StartedBackends backends) : IClassFixture<StartedBackends>
{
    private static readonly int[] s_components = [3, 12];

    [Theory]
    [MemberData(nameof(StartedBackends.Rows), MemberType = typeof(StartedBackends))]
    public void Gives_the_same_bits_for_whole_numbers_in_half_the_bytes(string name)
    {
        var backend = (IlgpuBackend)backends.Get(name);
        var features = Rounded(Problem.Voxels(4097, 3, 4));
        var frame = VoxelFrame.Of(features);
        using var shorts = backend.LoadShort(features, frame)!;
        using var singles = backend.LoadSingle(features, frame);
        Assert.IsType<IlgpuPasses<ShortVoxels>>(shorts);
        Assert.IsType<IlgpuPasses<SingleVoxels>>(singles);
        foreach (var k in s_components)
        {
            foreach (var membership in new[] { Membership.Soft, Membership.Hard })
            {
                var (expected, actual) = (new Moments(k, 4), new Moments(k, 4));
                singles.Expect([Problem.Mixture(k, 4)], membership, [expected]);
                shorts.Expect([Problem.Mixture(k, 4)], membership, [actual]);
                Assert.Equal(expected.LogLikelihood, actual.LogLikelihood);
                Assert.Equal(expected.Weight, actual.Weight);
                Assert.Equal(expected.First, actual.First);
                Assert.Equal(expected.Second, actual.Second);
            }

            SameVoxels(singles, shorts, k);
        }
    }

    [Fact]
    public void Gives_the_same_bits_in_steps_of_whole_numbers()
    {
        var backend = (IlgpuBackend)backends.Get("ilgpu-cpu");
        var features = Rounded(Problem.Voxels(1031, 3, 2));
        var frame = VoxelFrame.Of(features);
        using var shorts = (IIteratingPasses)backend.LoadShort(features, frame)!;
        using var singles = (IIteratingPasses)backend.LoadSingle(features, frame);
        MixtureIteration Run(IIteratingPasses passes)
        {
            var mixture = new MixtureIteration(Problem.Mixture(3, 2), CovarianceReduction.None, 1e-4, 0, double.NaN);
            passes.Iterate([mixture], 6);
            return mixture;
        }

        var (expected, actual) = (Run(singles).Steps, Run(shorts).Steps);
        Assert.Equal(6, actual.Count);
        Assert.Equal(expected.Select(step => step.LogLikelihood), actual.Select(step => step.LogLikelihood));
        Assert.Equal(expected[^1].Covariances, actual[^1].Covariances);
    }

    [Fact]
    public void Keeps_all_of_int16_around_the_origin()
    {
        var column = Enumerable.Range(short.MinValue, 1 << 16).Select(x => (float)x).ToArray();
        var features = new FeatureMatrix(["image"], [column]);
        var frame = VoxelFrame.Of(features);
        Assert.Equal(0, frame.Origin[0]);
        using var passes = ((IlgpuBackend)backends.Get("ilgpu-cpu")).LoadShort(features, frame)!;
        var distances = new double[column.Length];
        passes.Nearest(new Centres(1, 1), new byte[column.Length], distances);
        Assert.Equal(column.Select(x => Math.Pow(x / frame.Unit, 2)), distances.Select(Math.Abs), (a, b) => Math.Abs(a - b) <= 1e-6 * a);
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(40000f)]
    [InlineData(-40000f)]
    [InlineData(1e9f)]
    public void Keeps_float32_when_a_number_does_not_fit(float odd)
    {
        float[] plain = [.. Enumerable.Range(0, 4000).Select(i => (float)(i % 7))];
        float[] other = [.. plain];
        other[^1] = odd;
        var features = new FeatureMatrix(["plain", "other"], [plain, other]);
        var backend = (IlgpuBackend)backends.Get("ilgpu-cpu");
        Assert.Null(backend.LoadShort(features, VoxelFrame.Of(features)));
        other[^1] = 3;
        features = new FeatureMatrix(["plain", "other"], [plain, other]);
        using var fits = backend.LoadShort(features, VoxelFrame.Of(features));
        Assert.NotNull(fits);
    }

    private static FeatureMatrix Rounded(FeatureMatrix features) => new(
        features.Names,
        [.. Enumerable.Range(0, features.Dimensions).Select(j => features.Column(j).ToArray().Select(x => MathF.Round(x)).ToArray())]);

    private static void SameVoxels(IVoxelPasses expected, IVoxelPasses actual, int k)
    {
        var (a, b) = (new double[expected.Count], new double[expected.Count]);
        expected.LogDensity(Problem.Mixture(k, 4), a);
        actual.LogDensity(Problem.Mixture(k, 4), b);
        Assert.Equal(a, b);
        var (labels, others) = (new byte[expected.Count], new byte[expected.Count]);
        expected.Nearest(Problem.Centres(k, 4), labels, a);
        actual.Nearest(Problem.Centres(k, 4), others, b);
        Assert.Equal(labels, others);
        Assert.Equal(a, b);
    }
}
