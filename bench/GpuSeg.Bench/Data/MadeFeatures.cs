using GpuSeg.Engine.Voxels;

namespace GpuSeg.Bench.Data;

/// <summary>Voxels of three overlapping Gaussian clouds with MRI-like intensities, identical on every machine.</summary>
internal static class MadeFeatures
{
    private const int Seed = 20240611;
    private const int Clouds = 3;

    /// <summary>Generates (<paramref name="count"/>, <paramref name="dimensions"/>) features.</summary>
    public static FeatureMatrix Of(int count, int dimensions)
    {
        var random = new Random(Seed);
        var columns = Enumerable.Range(0, dimensions).Select(_ => new float[count]).ToArray();
        for (var i = 0; i < count; i++)
        {
            var cloud = random.Next(Clouds);
            for (var j = 0; j < dimensions; j++)
            {
                columns[j][i] = Intensity(random, cloud, j);
            }
        }

        return new([.. Enumerable.Range(0, dimensions).Select(j => $"x{j}")], columns);
    }

    /// <summary>Draws a positive intensity of feature <paramref name="j"/> in cloud <paramref name="cloud"/>.</summary>
    /// <remarks>The order of the clouds differs between features, and the clouds overlap, so that a fit needs many iterations.</remarks>
    public static float Intensity(Random random, int cloud, int j) =>
        (float)Math.Max(1, 200 + (70 * ((cloud * (j + 1)) % Clouds)) + ((40 + (15 * cloud)) * Normal(random)));

    // Box-Muller; 1 - u is never 0.
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
