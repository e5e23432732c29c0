using System.Buffers;
using MathNet.Numerics.Random;

namespace GpuSeg.Engine.Voxels;

/// <summary>A sample that represents all voxels: one voxel drawn from each of equal runs, or all voxels if they are few.</summary>
/// <remarks>Its memory is rented: once it is disposed of, its features must not be used any more.</remarks>
internal sealed class VoxelSample : IDisposable
{
    /// <summary>
    /// The most voxels that a start of a fit looks at: it is where many voxels are, and 2^18 voxels show that as well as 2^26 do.
    /// </summary>
    public const int Most = 1 << 18;

    private readonly int[]? _indices;
    private readonly float[][] _rented;

    private VoxelSample(FeatureMatrix features, int[]? indices, float[][] rented) =>
        (Features, _indices, _rented) = (features, indices, rented);

    /// <summary>The sampled voxels.</summary>
    public FeatureMatrix Features { get; }

    /// <summary>The number that sampled voxel <paramref name="row"/> has among all voxels.</summary>
    public int this[int row] => _indices is null ? row : _indices[row];

    /// <summary>
    /// Returns all voxels, without drawing a random number, if there are no more than <paramref name="most"/>; else a sample of that
    /// many.
    /// </summary>
    public static VoxelSample Of(FeatureMatrix features, RandomSource random, int most = Most)
    {
        if (features.Count <= most)
        {
            return new(features, null, []);
        }

        var indices = Draw(features.Count, most, random);
        float[][] columns = [.. Enumerable.Range(0, features.Dimensions).Select(j => Gather(features.Column(j), indices.AsSpan(0, most)))];
        return new(new(features.Names, columns, most, features.Origins), indices, columns);
    }

    public void Dispose()
    {
        if (_indices is not null)
        {
            ArrayPool<int>.Shared.Return(_indices);
        }

        Array.ForEach(_rented, column => ArrayPool<float>.Shared.Return(column));
    }

    private static int[] Draw(int count, int most, RandomSource random)
    {
        var indices = ArrayPool<int>.Shared.Rent(most);
        for (var i = 0L; i < most; i++)
        {
            var (start, end) = (i * count / most, (i + 1) * count / most);
            indices[i] = (int)start + random.Next((int)(end - start));
        }

        return indices;
    }

    private static float[] Gather(ReadOnlySpan<float> column, ReadOnlySpan<int> indices)
    {
        var gathered = ArrayPool<float>.Shared.Rent(indices.Length);
        for (var i = 0; i < indices.Length; i++)
        {
            gathered[i] = column[indices[i]];
        }

        return gathered;
    }
}
