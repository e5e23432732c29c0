using System.Runtime.CompilerServices;
using GpuSeg.Kernels.Cpu.Chunks;
using GpuSeg.Kernels.Cpu.Simd;
using GpuSeg.Kernels.Shared;

namespace GpuSeg.Kernels.Cpu.BlockKernels;

/// <summary>
/// y = U (x - m) of a block of voxels, a row of the block's length per feature, for components that need <see cref="Whitening"/>.
/// </summary>
internal static unsafe class WhiteningKernel
{
    /// <summary>
    /// Writes D rows of <see cref="Chunking.Block"/> values each; <paramref name="mean"/> is followed by the packed factor.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TSimd>(int d, float* x, nint stride, float* mean, nint length, float* whitened)
        where TSimd : unmanaged, ISimd<TSimd>
    {
        var factor = mean + d;
        for (var row = 0; row < d; row++, whitened += Chunking.Block)
        {
            for (nint i = 0; i < length; i += TSimd.Width)
            {
                TSimd y = default;
                for (var column = 0; column <= row; column++)
                {
                    var difference = TSimd.Load(x + (column * stride) + i) - TSimd.Broadcast(mean[column]);
                    y = TSimd.MultiplyAdd(TSimd.Broadcast(factor[column]), difference, y);
                }

                TSimd.Store(y, whitened + i);
            }

            factor += row + 1;
        }
    }
}
