using MathNet.Numerics.Random;

namespace GpuSeg.Engine;

/// <summary>Some voxels that stand for all of them: where there are more than 2^18, one drawn from each of 2^18 equal runs of voxels.</summary>
/// <remarks>Starts of fits need no more: they are where many voxels are, and 2^18 voxels show that as well as 2^26 do.</remarks>
internal sealed class VoxelSample
{
    /// <summary>The most voxels of a sample.</summary>
    public const int Most = 1 << 18;

    private readonly int[]? _indices;

    private VoxelSample(FeatureMatrix features, int[]? indices) => (Features, _indices) = (features, indices);

    /// <summary>The sampled voxels.</summary>
    public FeatureMatrix Features { get; }

    /// <summary>The number that sampled voxel <paramref name="row"/> has among all voxels.</summary>
    public int this[int row] => _indices is null ? row : _indices[row];

    /// <summary>All voxels, where there are few enough and no random number is drawn, or a sample of them.</summary>
    public static VoxelSample Of(FeatureMatrix features, RandomSource random)
    {
        if (features.Count <= Most)
        {
            return new(features, null);
        }

        var indices = Draw(features.Count, random);
        return new(new(features.Names, [.. Enumerable.Range(0, features.Dimensions).Select(j => Gather(features.Column(j), indices))]), indices);
    }

    private static int[] Draw(int count, RandomSource random)
    {
        var indices = new int[Most];
        for (var i = 0L; i < Most; i++)
        {
            var (start, end) = (i * count / Most, (i + 1) * count / Most);
            indices[i] = (int)start + random.Next((int)(end - start));
        }

        return indices;
    }

    private static float[] Gather(ReadOnlySpan<float> column, int[] indices)
    {
        var gathered = new float[indices.Length];
        for (var i = 0; i < gathered.Length; i++)
        {
            gathered[i] = column[indices[i]];
        }

        return gathered;
    }
}
