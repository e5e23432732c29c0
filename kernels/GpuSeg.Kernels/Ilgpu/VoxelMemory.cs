using GpuSeg.Engine;
using ILGPU.Runtime;

namespace GpuSeg.Kernels.Ilgpu;

/// <summary>Voxels in an accelerator's memory.</summary>
internal sealed class VoxelMemory<TVoxels>(TVoxels voxels, int count, int dimensions, IDisposable buffer) : IDisposable
    where TVoxels : struct, IVoxelStore
{
    public TVoxels Voxels { get; } = voxels;

    public int Count { get; } = count;

    public int Dimensions { get; } = dimensions;

    public void Dispose() => buffer.Dispose();
}

/// <summary>Brings voxels into an accelerator's memory.</summary>
internal static class VoxelMemory
{
    /// <summary>Any values, rounded once to float32.</summary>
    public static VoxelMemory<SingleVoxels> LoadSingle(Accelerator accelerator, FeatureMatrix features, VoxelFrame frame)
    {
        var buffer = new DeviceBuffer<float>(accelerator);
        var view = buffer.View((long)features.Count * features.Dimensions);

        // Ordinary memory: locking pages takes as long as it saves on memory that is copied once.
        var column = new float[features.Count];
        for (var j = 0; j < features.Dimensions; j++)
        {
            frame.Transform(features, j, column);
            Transfer.Up(column, view.SubView((long)j * features.Count, features.Count));
        }

        return new(new(view), features.Count, features.Dimensions, buffer);
    }

    /// <summary>
    /// Whole numbers as int16 less the frame's origin, or null where some number is not one or too far from it. Nothing is lost: the numbers
    /// and the frame's unit, a power of two, are exact in float32, and so is their quotient.
    /// </summary>
    public static VoxelMemory<ShortVoxels>? LoadShort(Accelerator accelerator, FeatureMatrix features, VoxelFrame frame)
    {
        var column = new short[features.Count];
        for (var j = 0; j < features.Dimensions; j++)
        {
            if (!TryRound(features.Column(j), frame.Origin[j], column))
            {
                return null;
            }
        }

        var buffer = new DeviceBuffer<short>(accelerator);
        var view = buffer.View((long)features.Count * features.Dimensions);
        for (var j = 0; j < features.Dimensions; j++)
        {
            _ = TryRound(features.Column(j), frame.Origin[j], column);
            Transfer.Up(column, view.SubView((long)j * features.Count, features.Count));
        }

        return new(new(view, (float)(1 / frame.Unit)), features.Count, features.Dimensions, buffer);
    }

    private static bool TryRound(ReadOnlySpan<float> column, double origin, Span<short> rounded)
    {
        for (var i = 0; i < column.Length; i++)
        {
            var difference = column[i] - origin;
            var whole = (short)Math.Clamp(difference, short.MinValue, short.MaxValue);
            if (whole != difference)
            {
                return false;
            }

            rounded[i] = whole;
        }

        return true;
    }
}
