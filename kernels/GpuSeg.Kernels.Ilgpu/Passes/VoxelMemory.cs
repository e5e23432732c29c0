using System.Buffers;
using System.Runtime.CompilerServices;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Ilgpu.Device;
using GpuSeg.Kernels.Ilgpu.Registers;
using ILGPU;

namespace GpuSeg.Kernels.Ilgpu.Passes;

/// <summary>Voxels in the memory of a stream, with their numbers.</summary>
internal readonly record struct VoxelMemory<TVoxels>(TVoxels Voxels, int Count, int Dimensions)
    where TVoxels : struct, IVoxelStore;

/// <summary>Loads of voxels into an accelerator's memory.</summary>
internal static class VoxelMemory
{
    /// <summary>Loads any values, rounded once to float32.</summary>
    public static VoxelMemory<SingleVoxels> LoadSingle(DeviceStream stream, FeatureMatrix features, VoxelFrame frame)
    {
        var view = View<float>(stream, features);
        // Ordinary memory: locking pages takes as long as it saves on memory that is copied once.
        var column = ArrayPool<float>.Shared.Rent(features.Count);
        for (var j = 0; j < features.Dimensions; j++)
        {
            frame.Transform(features, j, column.AsSpan(0, features.Count));
            Up(stream, view, j, column.AsSpan(0, features.Count));
        }

        ArrayPool<float>.Shared.Return(column);
        return new(new(view), features.Count, features.Dimensions);
    }

    /// <summary>
    /// Loads whole numbers as int16 less the frame's origin; null if a number is not whole or too far from the origin. The numbers are
    /// exact:
    /// so are the frame's unit, a power of two, and their quotient in float32.
    /// </summary>
    public static VoxelMemory<ShortVoxels>? LoadShort(DeviceStream stream, FeatureMatrix features, VoxelFrame frame)
    {
        var column = ArrayPool<short>.Shared.Rent(features.Count);
        var memory = TryLoad(stream, features, frame, column.AsSpan(0, features.Count));
        ArrayPool<short>.Shared.Return(column);
        return memory;
    }

    private static VoxelMemory<ShortVoxels>? TryLoad(DeviceStream stream, FeatureMatrix features, VoxelFrame frame, Span<short> column)
    {
        for (var j = 0; j < features.Dimensions; j++)
        {
            if (!TryRound(features.Column(j), frame.OriginIn(features, j), column))
            {
                return null;
            }
        }

        var view = View<short>(stream, features);
        for (var j = 0; j < features.Dimensions; j++)
        {
            _ = TryRound(features.Column(j), frame.OriginIn(features, j), column);
            Up(stream, view, j, column);
        }

        return new(new(view, (float)(1 / frame.Unit)), features.Count, features.Dimensions);
    }

    private static ArrayView<T> View<T>(DeviceStream stream, FeatureMatrix features)
        where T : unmanaged => stream.Voxels.View((long)features.Count * features.Dimensions * Unsafe.SizeOf<T>()).Cast<T>();

    private static void Up<T>(DeviceStream stream, ArrayView<T> view, int feature, ReadOnlySpan<T> column)
        where T : unmanaged => Transfer.Up(stream.Queue, column, view.SubView((long)feature * column.Length, column.Length));

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
