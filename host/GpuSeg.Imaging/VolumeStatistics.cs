using System.Runtime.CompilerServices;

namespace GpuSeg.Imaging;

/// <summary>What <c>gpuseg info</c> says of the values of a volume.</summary>
/// <param name="Min">Smallest finite value; NaN if none is finite.</param>
/// <param name="Max">Largest finite value; NaN if none is finite.</param>
/// <param name="Mean">Mean of the finite values; NaN if none is finite.</param>
/// <param name="Zeros">Voxels whose value is 0.</param>
/// <param name="NonFinite">Voxels that are NaN or infinite.</param>
public sealed record VolumeStatistics(double Min, double Max, double Mean, int Zeros, int NonFinite)
{
    private const int BlockLength = 4096;

    /// <summary>Computes the statistics of the scaled values in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static VolumeStatistics Of(Volume volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        var values = new double[BlockLength];
        var (min, max, sum, zeros, finite) = (double.PositiveInfinity, double.NegativeInfinity, 0.0, 0, 0);
        for (var start = 0; start < volume.VoxelCount; start += BlockLength)
        {
            var block = values.AsSpan(0, Math.Min(BlockLength, volume.VoxelCount - start));
            volume.CopyTo(start, block);
            // Summing block by block loses fewer digits than one running sum over millions of voxels.
            var blockSum = 0.0;
            foreach (var value in block)
            {
                if (!double.IsFinite(value))
                    continue;
                finite++;
                blockSum += value;
                zeros += value == 0 ? 1 : 0;
                min = Math.Min(min, value);
                max = Math.Max(max, value);
            }
            sum += blockSum;
        }
        return finite == 0
            ? new(double.NaN, double.NaN, double.NaN, 0, volume.VoxelCount)
            : new(min, max, sum / finite, zeros, volume.VoxelCount - finite);
    }
}
