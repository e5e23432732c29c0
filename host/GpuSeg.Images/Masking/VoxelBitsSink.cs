using System.Runtime.InteropServices;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Masking;

/// <summary>The bits of an image, tested while it is read.</summary>
internal sealed class VoxelBitsSink(VoxelTest test) : IVoxelSink
{
    private readonly ChunkValues _values = new();

    /// <summary>Where voxels pass and are finite.</summary>
    public VoxelBits Bits { get; } = new();

    public void Start(NiftiHeader header, bool trusted)
    {
        _values.Header = header;
        Bits.Start(trusted ? header.Grid.VoxelCount : 0);
    }

    public void Take(ReadOnlySpan<byte> stored) => Bits.Append(_values.Of(stored), test, default);
}

/// <summary>Values of stored voxels, as float32: the stored bytes themselves where they are that.</summary>
internal sealed class ChunkValues
{
    private float[] _converted = [];

    public NiftiHeader? Header { get; set; }

    public ReadOnlySpan<float> Of(ReadOnlySpan<byte> stored)
    {
        if (VoxelValues.AreFloats(Header!))
            return MemoryMarshal.Cast<byte, float>(stored);
        if (_converted.Length == 0)
            _converted = new float[VoxelChunks.Voxels];
        var values = _converted.AsSpan(0, stored.Length / Header!.Datatype.Size());
        VoxelValues.Convert(stored, Header, values);
        return values;
    }
}
