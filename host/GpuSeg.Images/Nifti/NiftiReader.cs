using System.Runtime.ExceptionServices;
using GpuSeg.Threads;

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
    /// Volumes whose <see cref="ImageFile.Name"/> is the file name without extensions, followed by _1, _2 ... if there are several.
    /// </returns>
    /// <exception cref="ImageException">
    /// The file is missing, damaged, truncated, not NIfTI, or its datatype is not a real number.
    /// </exception>
    public static IReadOnlyList<Volume> Read(string path) => VolumeStreamer.ReadVolumes(path, hash: null, NullSink.Instance, default);

    /// <summary>Reads several files at once, each as <see cref="Read(string)"/> does, and lists their volumes in the order given.</summary>
    /// <exception cref="ImageException">The first file in order that cannot be used.</exception>
    public static IReadOnlyList<Volume> ReadAll(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return ReadAll(paths.Count, threads: -1, i => Read(paths[i]), default);
    }

    /// <summary>Reads the header alone.</summary>
    /// <exception cref="ImageException">As for <see cref="Read(string)"/>, except for the voxels, which are not read.</exception>
    public static NiftiHeader ReadHeader(string path) => NiftiFile.ReadHeader(path);

    /// <summary>Reads an image to its end, checks it and hashes its voxels, and keeps none of them.</summary>
    /// <param name="path">The .nii file, or either half of a pair.</param>
    /// <param name="hash">The hash to compute.</param>
    /// <param name="cancellation">Stops at the next piece of the file.</param>
    /// <returns>One image for 2-D and 3-D files, one per volume for 4-D files.</returns>
    /// <exception cref="ImageException">As for <see cref="Read(string)"/>.</exception>
    public static IReadOnlyList<ImageFile> Scan(string path, VoxelHash hash, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(hash);
        return VolumeStreamer.Read(path, hash, NullSink.Instance, cancellation);
    }

    /// <summary>
    /// Scans an image, and refuses gzip data that do not end with the length of their content, as those of a cut or joined file.
    /// </summary>
    /// <inheritdoc cref="Scan"/>
    /// <returns>The first volume.</returns>
    /// <exception cref="ImageException">As for <see cref="Read(string)"/>, or the file does not end as it should.</exception>
    public static ImageFile ScanWhole(string path, VoxelHash hash, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(hash);
        var check = new CompleteSink();
        var images = VolumeStreamer.Read(path, hash, check, cancellation);
        if (!check.IsComplete)
        {
            ImageErrors.EndMissing(path);
        }
        return images[0];
    }

    /// <summary>Reads several files, some at a time, and lists their images in the order given.</summary>
    /// <param name="count">Number of files.</param>
    /// <param name="threads">Most files at a time, -1 for one per CPU.</param>
    /// <param name="read">Reads the images of one file.</param>
    /// <param name="cancellation">Stops after the files that are being read.</param>
    /// <exception cref="ImageException">The first file in order that cannot be used.</exception>
    internal static IReadOnlyList<TImage> ReadAll<TImage>(
        int count, int threads, Func<int, IReadOnlyList<TImage>> read, CancellationToken cancellation)
        where TImage : ImageFile
    {
        var images = new IReadOnlyList<TImage>[count];
        var errors = new Exception?[count];
        ThreadBudget.For(count, i =>
        {
            try
            {
                images[i] = read(i);
            }
            catch (Exception e)
            {
                // The loop would wrap the errors of all files into one; the first in order is thrown below.
                errors[i] = e;
            }
        }, threads, cancellation);
        if (errors.FirstOrDefault(e => e is not null) is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }
        return [.. images.SelectMany(ofFile => ofFile)];
    }

    private sealed class CompleteSink : IVoxelSink
    {
        public bool IsComplete { get; private set; }

        public void Start(NiftiHeader header, bool isComplete) => IsComplete = isComplete;

        public void Take(ReadOnlySpan<byte> stored) { }
    }
}
