using GpuSeg.Engine.Voxels;
using MathNet.Numerics.Random;

namespace GpuSeg.Engine.Tests;

/// <summary>Small data sets that a seed makes.</summary>
internal static class RandomData
{
    /// <summary>Generates blobs of unequal size and spread around random centres.</summary>
    public static FeatureMatrix Blobs(int seed, int count, int dimensions, int blobs)
    {
        var random = new Xoshiro256StarStar(seed, threadSafe: false);
        double[] centres = [.. Enumerable.Range(0, blobs * dimensions).Select(_ => 20 * random.NextDouble())];
        var columns = Enumerable.Range(0, dimensions).Select(_ => new float[count]).ToArray();
        for (var i = 0; i < count; i++)
        {
            var blob = Math.Min(random.Next(blobs), random.Next(blobs));
            for (var j = 0; j < dimensions; j++)
            {
                var noise = random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5;
                columns[j][i] = (float)(centres[(blob * dimensions) + j] + ((1 + blob) * noise));
            }
        }

        return Matrix(columns);
    }

    public static FeatureMatrix Matrix(params float[][] columns) => new([.. columns.Select((_, j) => $"x{j}")], columns);

    /// <summary>Selects the voxels at <paramref name="indices"/>, in that order.</summary>
    public static FeatureMatrix Take(FeatureMatrix features, IReadOnlyList<int> indices) =>
        Matrix([.. Enumerable.Range(0, features.Dimensions).Select(j => indices.Select(i => features.Column(j)[i]).ToArray())]);

    /// <summary>Returns 0..N-1 in an order that mixes near and far.</summary>
    public static int[] Shuffled(int count, int seed)
    {
        int[] indices = [.. Enumerable.Range(0, count)];
        new Random(seed).Shuffle(indices);
        return indices;
    }
}
