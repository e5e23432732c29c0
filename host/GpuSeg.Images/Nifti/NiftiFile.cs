namespace GpuSeg.Images.Nifti;

/// <summary>An open image: its header, and its voxels from the first to the last, each read once.</summary>
internal sealed class NiftiFile : IDisposable
{
    private readonly NiftiStream _voxels;

    private NiftiFile(string path, NiftiHeader header, NiftiStream voxels)
    {
        (Path, Header, _voxels) = (path, header, voxels);
        _voxels.SkipTo(header.VoxelOffset);
        IsComplete = _voxels.Expect(header.VolumeCount * header.VolumeBytes);
    }

    /// <summary>The path, as given.</summary>
    public string Path { get; }

    public NiftiHeader Header { get; }

    /// <summary>Whether the file is known to hold all voxels that its header claims; otherwise memory must grow as they come.</summary>
    public bool IsComplete { get; }

    /// <summary>Opens an image and goes to its first voxel.</summary>
    /// <param name="path">The .nii file, or either half of a pair.</param>
    /// <exception cref="ImageException">The file is missing, truncated, not NIfTI, or of an unsupported datatype.</exception>
    public static NiftiFile Open(string path)
    {
        var headerFile = NiftiPaths.HeaderFile(path);
        var stream = new NiftiStream(headerFile);
        try
        {
            var header = ReadHeader(stream, headerFile);
            if (header.IsPair)
            {
                stream.Dispose();
                stream = new NiftiStream(NiftiPaths.VoxelFile(headerFile));
            }
            return new(path, header, stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads the header alone.</summary>
    /// <exception cref="ImageException">As for <see cref="Open"/>.</exception>
    public static NiftiHeader ReadHeader(string path)
    {
        var headerFile = NiftiPaths.HeaderFile(path);
        using var stream = new NiftiStream(headerFile);
        return ReadHeader(stream, headerFile);
    }

    /// <summary>Reads the fields of a header, whose values may make no sense.</summary>
    /// <exception cref="ImageException">The file cannot be read, or has no NIfTI header.</exception>
    public static NiftiFields ReadFields(string path)
    {
        var headerFile = NiftiPaths.HeaderFile(path);
        using var stream = new NiftiStream(headerFile);
        Span<byte> stored = stackalloc byte[NiftiLayout.Nifti2.HeaderSize];
        return NiftiHeader.FieldsOf(stored[..ReadStart(stream, stored)], headerFile);
    }

    public void Dispose() => _voxels.Dispose();

    /// <summary>Names a volume: the file name without extensions, followed by _1, _2 ... if there are several.</summary>
    public string NameOf(int volume)
    {
        var name = NiftiPaths.ImageName(Path);
        return Header.VolumeCount == 1 ? name : $"{name}_{volume + 1}";
    }

    /// <summary>Reads the next voxels as they are stored.</summary>
    public void Read(Span<byte> piece) => _voxels.ReadPiece(piece);

    /// <summary>Reads on to the end of the file, where gzip keeps its checksum.</summary>
    public void End() => _voxels.End();

    private static NiftiHeader ReadHeader(NiftiStream stream, string path)
    {
        Span<byte> stored = stackalloc byte[NiftiLayout.Nifti2.HeaderSize];
        return NiftiHeader.Parse(stored[..ReadStart(stream, stored)], path);
    }

    private static int ReadStart(NiftiStream stream, Span<byte> stored)
    {
        // The longer header is read in two steps: the voxels of a NIfTI-1 file start before byte 540, and gzip cannot go back.
        var read = stream.Read(stored[..NiftiLayout.Nifti1.HeaderSize]);
        return NiftiHeader.IsNifti2(stored[..read]) ? read + stream.Read(stored[read..]) : read;
    }
}
