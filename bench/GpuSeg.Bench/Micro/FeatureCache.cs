using GpuSeg.Bench.Data;
using GpuSeg.Engine;

namespace GpuSeg.Bench.Micro;

/// <summary>Made features, made once per shape.</summary>
internal static class FeatureCache
{
    private static readonly Dictionary<(int Count, int Dimensions), FeatureMatrix> s_made = [];

    public static FeatureMatrix Of(int count, int dimensions)
    {
        if (!s_made.TryGetValue((count, dimensions), out var features))
        {
            s_made[(count, dimensions)] = features = MadeFeatures.Of(count, dimensions);
        }

        return features;
    }
}
