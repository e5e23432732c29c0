using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Voxels;
using MathNet.Numerics.Random;

namespace GpuSeg.Engine.Tests;

/// <summary>Starts look at all voxels up to 2^18 and at a sample of more.</summary>
public class VoxelSampleTests
{
    private const int Many = (5 * VoxelSample.Most) + 3;

    [Fact]
    public void Takes_all_voxels_up_to_the_limit_without_a_random_number()
    {
        var features = RandomData.Blobs(1, VoxelSample.Most, 1, 3);
        var (drawn, fresh) = (RandomStreams.Of(1, 0), RandomStreams.Of(1, 0));
        var sample = VoxelSample.Of(features, drawn);
        Assert.Same(features, sample.Features);
        Assert.Equal(12_345, sample[12_345]);
        Assert.Equal(fresh.NextDouble(), drawn.NextDouble());
    }

    [Fact]
    public void Draws_one_voxel_from_each_of_equal_runs()
    {
        var features = RandomData.Matrix(Ramp(), Ramp());
        var sample = VoxelSample.Of(features, RandomStreams.Of(1, 0));
        Assert.Equal(VoxelSample.Most, sample.Features.Count);
        for (var row = 0; row < VoxelSample.Most; row++)
        {
            Assert.InRange(sample[row], (long)row * Many / VoxelSample.Most, ((row + 1L) * Many / VoxelSample.Most) - 1);
            Assert.Equal(sample[row], sample.Features.Column(1)[row]);
        }
    }

    [Fact]
    public void Chooses_the_sample_by_its_seed()
    {
        var features = RandomData.Matrix(Ramp());
        float[] Drawn(int seed) => VoxelSample.Of(features, RandomStreams.Of(seed, 0)).Features.Column(0).ToArray();
        Assert.Equal(Drawn(3), Drawn(3));
        Assert.NotEqual(Drawn(3), Drawn(4));
    }

    [Theory]
    [InlineData("reference")]
    [InlineData("cpu")]
    public void Finds_distant_groups_and_indexes_them_among_all_voxels(string backend)
    {
        // Groups of unequal size in voxels that lie apart, such as one in the last voxels alone.
        var column = Array.ConvertAll(Ramp(), i => i > Many - 5000 ? 1e6f : i < 300_000 ? -1e6f : 1);
        TestBackends.With(backend, RandomData.Matrix(column), voxels =>
        {
            for (var restart = 0; restart < 5; restart++)
            {
                var chosen = KMeansPlusPlus.Choose(voxels, 3, RandomStreams.Of(0, restart), default);
                Assert.Equal([-1e6f, 1, 1e6f], chosen.Select(i => column[i]).Order());
            }
        });
    }

    [Theory]
    [InlineData(50, 2)]
    [InlineData(4096, 1)]
    [InlineData(10_007, 3)]
    public void Chooses_as_plain_loops_in_double(int count, int dimensions)
    {
        var features = RandomData.Blobs(count, count, dimensions, 4);
        foreach (var backend in TestBackends.Quick)
        {
            TestBackends.With(backend, features, voxels =>
                Assert.Equal(
                    Plain(features, 6, RandomStreams.Of(9, 0)), KMeansPlusPlus.Choose(voxels, 6, RandomStreams.Of(9, 0), default)));
        }
    }

    [Fact]
    public void Keeps_the_frame_when_a_sample_is_loaded_beside_its_voxels() => TestBackends.With(
        "cpu", RandomData.Blobs(2, 5000, 2, 3), voxels =>
    {
        using var few = voxels.LoadSample(RandomStreams.Of(1, 0), 3);
        Assert.Same(voxels.Frame, few.Frame);
        Assert.Equal(3, few.Passes.Count);
    });

    // The best of 2 + floor(ln 6) = 3 candidates each time.
    private static int[] Plain(FeatureMatrix features, int clusters, RandomSource random)
    {
        var nearest = Enumerable.Repeat(double.PositiveInfinity, features.Count).ToArray();
        var chosen = new int[clusters];
        for (var k = 0; k < clusters; k++)
        {
            int[] candidates = k == 0 ? [random.Next(features.Count)]
                : [.. Enumerable.Range(0, 3).Select(_ => Reach(nearest, random.NextDouble() * nearest.Sum()))];
            chosen[k] = candidates.MinBy(candidate => With(candidate).Sum());
            nearest = With(chosen[k]);
        }

        return chosen;

        double[] With(int centre) => [.. nearest.Select((distance, i) => Math.Min(distance, SquaredDistance(features, i, centre)))];
    }

    private static int Reach(double[] weights, double target)
    {
        var index = 0;
        for (target -= weights[0]; target > 0; target -= weights[++index])
        {
        }

        return index;
    }

    private static double SquaredDistance(FeatureMatrix features, int a, int b) =>
        features.Rows([a]).Zip(features.Rows([b])).Sum(pair => (pair.First - pair.Second) * (pair.First - pair.Second));

    // float32 holds whole numbers up to 2^24.
    private static float[] Ramp() => [.. Enumerable.Range(0, Many).Select(i => (float)i)];
}
