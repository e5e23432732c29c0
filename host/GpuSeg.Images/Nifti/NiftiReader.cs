using System.Runtime.ExceptionServices;

namespace GpuSeg.Images.Nifti;

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
        return Read(path, (header, stream) =>
        {
            var trusted = stream.Expect(header.VolumeCount * header.VolumeBytes);
            var volumes = new List<Volume>();
            for (var volume = 0; volume < header.VolumeCount; volume++)
                volumes.Add(new(NameOf(path, header, volume), path, header, stream.ReadVolume(header.VolumeBytes, trusted)));
            return volumes;
        });
    }

    /// <summary>Reads several files at once, each as <see cref="Read(string)"/> does, and lists their volumes in the order given.</summary>
    /// <exception cref="ImageException">The first file in order that cannot be used.</exception>
    public static IReadOnlyList<Volume> ReadAll(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return ReadAll(paths.Count, threads: -1, i => Read(paths[i]));
    }

    /// <summary>Reads several files, some at a time, and lists their volumes in the order given.</summary>
    /// <exception cref="ImageException">The first file in order that cannot be used.</exception>
    internal static IReadOnlyList<Volume> ReadAll(int count, int threads, Func<int, IReadOnlyList<Volume>> read, CancellationToken cancellation = default)
    {
        var volumes = new IReadOnlyList<Volume>[count];
        var errors = new Exception?[count];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            try
            {
                volumes[i] = read(i);
            }
            catch (Exception e)
            {
                // Told below, as one exception of many files.
                errors[i] = e;
            }
        });
        cancellation.ThrowIfCancellationRequested();
        if (errors.FirstOrDefault(e => e is not null) is { } error)
            ExceptionDispatchInfo.Throw(error);
        return [.. volumes.SelectMany(v => v)];
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

    /// <summary>Opens an image and goes to its first voxel.</summary>
    internal static IReadOnlyList<Volume> Read(string path, Func<NiftiHeader, NiftiStream, List<Volume>> read)
    {
        var headerFile = NiftiPaths.HeaderFile(path);
        using var stream = new NiftiStream(headerFile);
        var header = ReadHeader(stream, headerFile);
        if (!header.IsPair)
            return Read(stream);
        using var voxels = new NiftiStream(NiftiPaths.VoxelFile(headerFile));
        return Read(voxels);

        List<Volume> Read(NiftiStream file)
        {
            file.SkipTo(header.VoxelOffset);
            var volumes = read(header, file);
            file.End();
            return volumes;
        }
    }

    internal static string NameOf(string path, NiftiHeader header, int volume) =>
        header.VolumeCount == 1 ? NiftiPaths.ImageName(path) : $"{NiftiPaths.ImageName(path)}_{volume + 1}";
}
