namespace GpuSeg.Images.Nifti;

/// <summary>Takes the voxels of one volume as they are read.</summary>
internal interface IVoxelSink
{
    /// <summary>Begins a volume.</summary>
    /// <param name="header">That of its file.</param>
    /// <param name="trusted">Whether the file is large enough for all voxels that the header claims.</param>
    void Start(NiftiHeader header, bool trusted);

    /// <summary>Takes the next voxels as they are stored: <see cref="VoxelChunks.Voxels"/>, or at the end of the volume what is left.</summary>
    void Take(ReadOnlySpan<byte> stored);
}

/// <summary>Takes what is only to be hashed.</summary>
internal sealed class NoSink : IVoxelSink
{
    /// <summary>Whether the file is as large as its header says.</summary>
    public bool Trusted { get; private set; }

    public void Start(NiftiHeader header, bool trusted) => Trusted = trusted;

    public void Take(ReadOnlySpan<byte> stored) { }
}

/// <summary>The pieces in which volumes are read: whole words of a mask, small enough for the second-level cache.</summary>
internal static class VoxelChunks
{
    public const int Voxels = 1 << 15;
}
