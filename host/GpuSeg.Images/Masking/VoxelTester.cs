using System.Runtime.InteropServices;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Masking;

/// <summary>Tests the voxels of one image while they are read. Memory is kept for the next image.</summary>
internal class VoxelTester : IVoxelSink
{
    private NiftiHeader? _header;
    private float[] _converted = [];
    private VoxelTest _test;
    private VoxelBits? _within;

    /// <summary>The results: voxels that passed, voxels that are finite and not 0, and voxels that are finite.</summary>
    public VoxelBits Bits { get; } = new();

    /// <summary>Sets the test for the next image.</summary>
    /// <param name="test">The test.</param>
    /// <param name="within">The voxels that may pass, or null for all.</param>
    public void Prepare(VoxelTest test, VoxelBits? within = null) => (_test, _within) = (test, within);

    public void Start(NiftiHeader header, bool isComplete)
    {
        // A header's claim alone reserves no memory before the voxels come.
        var voxels = isComplete ? header.Grid.VoxelCount : 0;
        _header = header;
        // An image on another grid than the mask file is refused once all images are read.
        _within = _within?.Words == VoxelBits.WordsFor(header.Grid.VoxelCount) ? _within : null;
        Bits.Start(voxels);
        Reserve(voxels);
    }

    public void Take(ReadOnlySpan<byte> stored)
    {
        var values = Values(stored);
        var within = _within is null ? default : _within.Kept.Slice(Bits.Words, VoxelBits.WordsFor(values.Length));
        Keep(values, Bits.Append(values, _test, within));
    }

    /// <summary>Begins an image of so many voxels; more may follow.</summary>
    protected virtual void Reserve(int voxels) { }

    /// <summary>Receives a piece of the image and the words of the voxels in it that are finite and not 0.</summary>
    protected virtual void Keep(ReadOnlySpan<float> values, ReadOnlySpan<ulong> valued) { }

    // The stored bytes themselves if they are float32 values.
    private ReadOnlySpan<float> Values(ReadOnlySpan<byte> stored)
    {
        if (VoxelValues.AreFloats(_header!))
        {
            return MemoryMarshal.Cast<byte, float>(stored);
        }
        if (_converted.Length == 0)
        {
            _converted = new float[VoxelChunks.Voxels];
        }
        var values = _converted.AsSpan(0, stored.Length / _header!.Datatype.Size());
        VoxelValues.Convert(stored, _header, values);
        return values;
    }
}
