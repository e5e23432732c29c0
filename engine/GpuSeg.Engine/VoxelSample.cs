using MathNet.Numerics.Random;

namespace GpuSeg.Engine;

/// <summary>Some voxels that stand for all of them: where there are more than the most, one drawn from each of as many equal runs of voxels.</summary>
internal sealed class VoxelSample
{
    /// <summary>The most voxels that a start of a fit looks at: it is where many voxels are, and 2^18 voxels show that as well as 2^26 do.</summary>
    public const int Most = 1 << 18;

    private readonly int[]? _indices;

    private VoxelSample(FeatureMatrix features, int[]? indices) => (Features, _indices) = (features, indices);

    /// <summary>The sampled voxels.</summary>
    public FeatureMatrix Features { get; }

    /// <summary>The number that sampled voxel <paramref name="row"/> has among all voxels.</summary>
    public int this[int row] => _indices is null ? row : _indices[row];

    /// <summary>All voxels, where there are no more than <paramref name="most"/> and no random number is drawn, or a sample of as many.</summary>
    public static VoxelSample Of(FeatureMatrix features, RandomSource random, int most = Most)
    {
        if (features.Count <= most)
        {
            return new(features, null);
        }

        var indices = Draw(features.Count, most, random);
        return new(new(features.Names, [.. Enumerable.Range(0, features.Dimensions).Select(j => Gather(features.Column(j), indices))]), indices);
    }

    private static int[] Draw(int count, int most, RandomSource random)
    {
        var indices = new int[most];
        for (var i = 0L; i < most; i++)
        {
            var (start, end) = (i * count / most, (i + 1) * count / most);
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
