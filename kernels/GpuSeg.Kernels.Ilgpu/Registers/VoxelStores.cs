using ILGPU;

namespace GpuSeg.Kernels.Ilgpu.Registers;

/// <summary>The voxels in an accelerator's memory, one contiguous run per feature, as kernels read them.</summary>
internal interface IVoxelStore
{
    /// <summary>The feature at <paramref name="at"/>, in the frame.</summary>
    float this[long at] { get; }
}

/// <summary>Voxels of any values, as float32.</summary>
internal readonly struct SingleVoxels(ArrayView<float> values) : IVoxelStore
{
    private readonly ArrayView<float> _values = values;

    public float this[long at] => _values[at];
}

/// <summary>
/// Voxels of whole numbers, less the frame's origin: half the bytes, and the same bits as <see cref="SingleVoxels"/> when read.
/// </summary>
internal readonly struct ShortVoxels(ArrayView<short> values, float scale) : IVoxelStore
{
    private readonly ArrayView<short> _values = values;
    private readonly float _scale = scale;

    public float this[long at] => _values[at] * _scale;
}
