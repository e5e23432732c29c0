namespace GpuSeg.Kernels.Cpu.Simd;

/// <summary>A loop over voxels that is compiled anew for every number of features that registers hold.</summary>
internal interface IFeatureKernel<TSimd>
    where TSimd : unmanaged, ISimd<TSimd>
{
    void Run<TFeatures>()
        where TFeatures : struct, IFeatureVectors<TFeatures, TSimd>;
}

/// <summary>The dispatch from a number of features to its type.</summary>
internal static class FeatureKernel
{
    public const int MostFeatures = 4;

    /// <summary>Runs <paramref name="kernel"/> on 1 to <see cref="MostFeatures"/> features.</summary>
    public static void Run<TSimd, TKernel>(int features, in TKernel kernel)
        where TSimd : unmanaged, ISimd<TSimd>
        where TKernel : struct, IFeatureKernel<TSimd>
    {
        switch (features)
        {
            case 1:
                kernel.Run<FeatureVector<TSimd>>();
                break;
            case 2:
                kernel.Run<FeatureVectors<FeatureVector<TSimd>, TSimd>>();
                break;
            case 3:
                kernel.Run<FeatureVectors<FeatureVectors<FeatureVector<TSimd>, TSimd>, TSimd>>();
                break;
            default:
                kernel.Run<FeatureVectors<FeatureVectors<FeatureVectors<FeatureVector<TSimd>, TSimd>, TSimd>, TSimd>>();
                break;
        }
    }
}
