namespace GpuSeg.Kernels.Cpu;

/// <summary>A loop over voxels that is compiled anew for every number of features that a row of registers holds.</summary>
internal interface IRowKernel<TSimd>
    where TSimd : unmanaged, ISimd<TSimd>
{
    void Run<TRow>()
        where TRow : struct, IRow<TRow, TSimd>;
}

/// <summary>From a number of features to the type of a row.</summary>
internal static class RowKernel
{
    public const int MostFeatures = 4;

    /// <summary>Runs <paramref name="kernel"/> on rows of 1 to <see cref="MostFeatures"/> features.</summary>
    public static void Run<TSimd, TKernel>(int features, in TKernel kernel)
        where TSimd : unmanaged, ISimd<TSimd>
        where TKernel : struct, IRowKernel<TSimd>
    {
        switch (features)
        {
            case 1:
                kernel.Run<Row<TSimd>>();
                break;
            case 2:
                kernel.Run<Longer<Row<TSimd>, TSimd>>();
                break;
            case 3:
                kernel.Run<Longer<Longer<Row<TSimd>, TSimd>, TSimd>>();
                break;
            default:
                kernel.Run<Longer<Longer<Longer<Row<TSimd>, TSimd>, TSimd>, TSimd>>();
                break;
        }
    }
}
