using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Kernels.Ilgpu.Tests;

/// <summary>Seeded voxels around K centres, and models that roughly fit them.</summary>
internal static class Problem
{
    public static FeatureMatrix Voxels(int count, int clusters, int dimensions, int seed = 1)
    {
        var random = new Random(seed);
        float[][] columns = [.. Enumerable.Range(0, dimensions).Select(_ => new float[count])];
        for (var i = 0; i < count; i++)
        {
            var shared = Normal(random);
            for (var j = 0; j < dimensions; j++)
            {
                columns[j][i] = (float)(1000 + (40 * Centre(i % clusters, j)) + (15 * Normal(random)) + (10 * shared));
            }
        }

        return new([.. columns.Select((_, j) => $"image{j}")], columns);
    }

    public static MixtureDensity Mixture(int components, int dimensions, int seed = 2)
    {
        var random = new Random(seed);
        var density = new MixtureDensity(components, dimensions);
        var size = Triangular.Size(dimensions);
        for (var k = 0; k < components; k++)
        {
            var logDeterminant = 0d;
            for (var j = 0; j < dimensions; j++)
            {
                density.Means[(k * dimensions) + j] = Centre(k, j) + (0.1 * Normal(random)) - 0.4;
                for (var l = 0; l < j; l++)
                {
                    density.Factors[(k * size) + Triangular.Index(j, l)] = 0.2 * Normal(random);
                }

                var diagonal = 1.2 + random.NextDouble();
                density.Factors[(k * size) + Triangular.Index(j, j)] = diagonal;
                logDeterminant += Math.Log(diagonal);
            }

            density.Offsets[k] = Math.Log((k + 1d) / (components * (components + 1) / 2d)) + logDeterminant
                - (dimensions * Math.Log(2 * Math.PI) / 2);
        }

        return density;
    }

    public static Centres Centres(int clusters, int dimensions, int seed = 3)
    {
        var random = new Random(seed);
        var centres = new Centres(clusters, dimensions);
        for (var k = 0; k < clusters; k++)
        {
            for (var j = 0; j < dimensions; j++)
            {
                centres[k][j] = Centre(k, j) + (0.1 * Normal(random)) - 0.4;
            }
        }

        return centres;
    }

    // Spread over a few units of the frame, without a pattern that two clusters could share.
    private static double Centre(int cluster, int feature) => (1.7 * Math.Sin(1 + (2.3 * cluster) + (1.1 * feature))) + (0.1 * cluster);

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
