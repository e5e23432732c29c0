namespace GpuSeg.Imaging;

/// <summary>
/// Reads NIfTI-1 and NIfTI-2: single files and .hdr/.img pairs, gzipped or not, either byte order. The content decides, not the name:
/// a gzipped file called .nii is read as well. Nothing is reordered; voxels come in file order.
/// </summary>
public static class NiftiReader
{
    /// <summary>Reads an image: one volume for 2-D and 3-D files, one per volume for 4-D files.</summary>
    /// <param name="path">The .nii file, or either half of a pair.</param>
    /// <returns>
    /// Volumes whose <see cref="Volume.Name"/> is the file name without extensions, followed by _1, _2 ... where there are several.
    /// </returns>
    /// <exception cref="ImageException">The file is missing, damaged, truncated, not NIfTI, or of a datatype that is no real number.</exception>
    public static IReadOnlyList<Volume> Read(string path)
    {
        var headerFile = NiftiPaths.HeaderFile(path);
        using var stream = new NiftiStream(headerFile);
        var header = ReadHeader(stream, headerFile);
        if (!header.IsPair)
            return ReadVolumes(stream, header, path);
        using var voxels = new NiftiStream(NiftiPaths.VoxelFile(headerFile));
        return ReadVolumes(voxels, header, path);
    }

    /// <summary>Reads several files at once, each as <see cref="Read(string)"/> does, and lists their volumes in the order given.</summary>
    /// <exception cref="ImageException">The first file in order that cannot be used.</exception>
    public static IReadOnlyList<Volume> ReadAll(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var volumes = new IReadOnlyList<Volume>[paths.Count];
        var errors = new ImageException?[paths.Count];
        Parallel.For(0, paths.Count, i =>
        {
            try
            {
                volumes[i] = Read(paths[i]);
            }
            catch (ImageException e)
            {
                errors[i] = e;
            }
        });
        return errors.FirstOrDefault(e => e is not null) is { } error
            ? throw new ImageException(error.Message, error)
            : [.. volumes.SelectMany(v => v)];
    }

    /// <summary>Reads the header alone.</summary>
    /// <exception cref="ImageException">As for <see cref="Read(string)"/>, except for the voxels, which are not looked at.</exception>
    public static NiftiHeader ReadHeader(string path)
    {
        var headerFile = NiftiPaths.HeaderFile(path);
        using var stream = new NiftiStream(headerFile);
        return ReadHeader(stream, headerFile);
    }

    private static NiftiHeader ReadHeader(NiftiStream stream, string path)
    {
        // The longer header is read in two steps: the voxels of a NIfTI-1 file start before byte 540, and gzip cannot go back.
        Span<byte> stored = stackalloc byte[NiftiLayout.Nifti2.HeaderSize];
        var read = stream.Read(stored[..NiftiLayout.Nifti1.HeaderSize]);
        if (NiftiHeader.IsNifti2(stored[..read]))
            read += stream.Read(stored[read..]);
        return NiftiHeader.Parse(stored[..read], path);
    }

    private static Volume[] ReadVolumes(NiftiStream stream, NiftiHeader header, string path)
    {
        stream.SkipTo(header.VoxelOffset);
        var volumes = stream.ReadVolumes(header.VolumeCount, header.VolumeBytes);
        var name = NiftiPaths.ImageName(path);
        return [.. volumes.Select((voxels, i) => new Volume(volumes.Count == 1 ? name : $"{name}_{i + 1}", path, header, voxels))];
    }
}
