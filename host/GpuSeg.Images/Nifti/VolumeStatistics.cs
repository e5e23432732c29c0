namespace GpuSeg.Images.Nifti;

/// <summary>Statistics of the values of one or more volumes.</summary>
/// <param name="Min">Smallest finite value; NaN if none is finite.</param>
/// <param name="Max">Largest finite value; NaN if none is finite.</param>
/// <param name="Mean">Mean of the finite values; NaN if none is finite.</param>
/// <param name="Zeros">Voxels whose value is 0.</param>
/// <param name="NonFinite">Voxels that are NaN or infinite.</param>
public sealed record VolumeStatistics(double Min, double Max, double Mean, int Zeros, int NonFinite)
{
    private const int BlockLength = 4096;

    /// <summary>Computes the statistics of the scaled values of all volumes together in double.</summary>
    public static VolumeStatistics Compute(params IReadOnlyList<Volume> volumes)
    {
        ArgumentNullException.ThrowIfNull(volumes);
        var values = new double[BlockLength];
        var total = new Running(double.PositiveInfinity, double.NegativeInfinity, 0, 0, 0, 0);
        foreach (var volume in volumes)
        {
            for (var start = 0; start < volume.VoxelCount; start += BlockLength)
            {
                var block = values.AsSpan(0, Math.Min(BlockLength, volume.VoxelCount - start));
                volume.CopyTo(start, block);
                // A sum per block keeps the error far below one over millions of voxels.
                total = total.With(block);
            }
        }

        return total.Finite == 0
            ? new(double.NaN, double.NaN, double.NaN, 0, total.NonFinite)
            : new(total.Min, total.Max, total.Sum / total.Finite, total.Zeros, total.NonFinite);
    }

    private readonly record struct Running(double Min, double Max, double Sum, int Zeros, int Finite, int NonFinite)
    {
        public Running With(ReadOnlySpan<double> block)
        {
            var (min, max, sum, zeros, finite) = (Min, Max, 0.0, Zeros, 0);
            foreach (var value in block)
            {
                if (!double.IsFinite(value))
                {
                    continue;
                }

                finite++;
                sum += value;
                zeros += value == 0 ? 1 : 0;
                min = Math.Min(min, value);
                max = Math.Max(max, value);
            }

            return new(min, max, Sum + sum, zeros, Finite + finite, NonFinite + block.Length - finite);
        }
    }
}
