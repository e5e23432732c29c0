using GpuSeg.Bench.Data;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Bench.Micro;

/// <summary>Synthetic features of the size in use, shared by all rows of this size; large sizes repeat a million voxels.</summary>
internal static class FeatureCache
{
    private const int MostMade = 1_000_000;

    private static FeatureMatrix? s_features;

    /// <summary>Returns features of the size, from the cache if it holds them.</summary>
    public static FeatureMatrix Of(int count, int dimensions)
    {
        if (s_features?.Count != count)
        {
            s_features = null;
            s_features = Make(count);
        }

        return s_features.Select([.. Enumerable.Range(0, dimensions)]);
    }

    private static FeatureMatrix Make(int count)
    {
        var made = MadeFeatures.Of(Math.Min(count, MostMade), BenchSizes.MostDimensions);
        return count <= MostMade
            ? made
            : new(made.Names, [.. Enumerable.Range(0, made.Dimensions).Select(j => Repeated(made.Column(j), count))]);
    }

    private static float[] Repeated(ReadOnlySpan<float> column, int count)
    {
        var repeated = new float[count];
        for (var start = 0; start < count; start += column.Length)
        {
            column[..Math.Min(column.Length, count - start)].CopyTo(repeated.AsSpan(start));
        }

        return repeated;
    }
}
