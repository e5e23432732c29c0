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
}
