namespace GpuSeg.Images.Nifti;

/// <summary>Receives the voxels of a file while they are read, volume after volume.</summary>
internal interface IVoxelSink
{
    /// <summary>Begins the next volume.</summary>
    /// <param name="header">Header of the file.</param>
    /// <param name="isComplete">
    /// Whether the file is known to hold all voxels that the header claims; otherwise reserve no memory for them.
    /// </param>
    void Start(NiftiHeader header, bool isComplete);

    /// <summary>
    /// Takes the next voxels as they are stored: <see cref="VoxelChunks.Voxels"/> of them, or the remainder at the end of the volume.
    /// </summary>
    void Take(ReadOnlySpan<byte> stored);
}

/// <summary>Ignores the voxels.</summary>
internal sealed class NullSink : IVoxelSink
{
    public static readonly NullSink Instance = new();

    public void Start(NiftiHeader header, bool isComplete) { }

    public void Take(ReadOnlySpan<byte> stored) { }
}

/// <summary>The pieces in which volumes are read: whole words of a mask, small enough for the second-level cache.</summary>
internal static class VoxelChunks
{
    public const int Voxels = 1 << 15;

    /// <summary>Counts the bytes of a full piece.</summary>
    public static int BytesOf(NiftiHeader header) => Voxels * header.Datatype.Size();
}
