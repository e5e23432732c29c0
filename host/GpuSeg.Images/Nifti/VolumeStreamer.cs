using System.Buffers;

namespace GpuSeg.Images.Nifti;

/// <summary>
/// Reads files piece by piece: every piece is hashed and passed to a sink, and voxels are kept only if they are asked for.
/// </summary>
internal static class VolumeStreamer
{
    // Grows by doubling if the file may hold less than its header claims.
    private const int FirstStep = 1 << 20;

    /// <summary>Reads an image without keeping its voxels.</summary>
    /// <param name="path">The .nii file, or either half of a pair.</param>
    /// <param name="hash">The hash to compute of the voxels.</param>
    /// <param name="sink">Receives the voxels.</param>
    /// <param name="cancellation">Stops at the next piece.</param>
    /// <exception cref="ImageException">As for <see cref="NiftiReader.Read(string)"/>.</exception>
    public static IReadOnlyList<ImageFile> Read(string path, VoxelHash hash, IVoxelSink sink, CancellationToken cancellation)
    {
        using var file = NiftiFile.Open(path);
        return Read(file, hash, sink, cancellation);
    }

    /// <summary>Reads an open image, which is at its first voxel, without keeping its voxels.</summary>
    /// <inheritdoc cref="Read(string, VoxelHash, IVoxelSink, CancellationToken)"/>
    public static IReadOnlyList<ImageFile> Read(NiftiFile file, VoxelHash hash, IVoxelSink sink, CancellationToken cancellation)
    {
        var images = new List<ImageFile>();
        var piece = ArrayPool<byte>.Shared.Rent(VoxelChunks.BytesOf(file.Header));
        try
        {
            for (var volume = 0; volume < file.Header.VolumeCount; volume++)
            {
                images.Add(new(file.NameOf(volume), file.Path, file.Header, Pass(file, ref piece, keep: false, hash, sink, cancellation)!));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
        file.End();
        return images;
    }

    /// <summary>Reads an image and keeps its voxels.</summary>
    /// <param name="path">The .nii file, or either half of a pair.</param>
    /// <param name="hash">The hash to compute of the voxels; null leaves SHA-256 to the first use.</param>
    /// <param name="sink">Receives the voxels.</param>
    /// <param name="cancellation">Stops at the next piece.</param>
    /// <exception cref="ImageException">As for <see cref="NiftiReader.Read(string)"/>.</exception>
    public static IReadOnlyList<Volume> ReadVolumes(string path, VoxelHash? hash, IVoxelSink sink, CancellationToken cancellation)
    {
        using var file = NiftiFile.Open(path);
        return ReadVolumes(file, hash, sink, cancellation);
    }

    /// <summary>Reads an open image, which is at its first voxel, and keeps its voxels.</summary>
    /// <inheritdoc cref="ReadVolumes(string, VoxelHash?, IVoxelSink, CancellationToken)"/>
    public static IReadOnlyList<Volume> ReadVolumes(NiftiFile file, VoxelHash? hash, IVoxelSink sink, CancellationToken cancellation)
    {
        var volumes = new List<Volume>();
        for (var volume = 0; volume < file.Header.VolumeCount; volume++)
        {
            var size = file.Header.VolumeBytes;
            var stored = GC.AllocateUninitializedArray<byte>(file.IsComplete ? size : Math.Min(size, FirstStep));
            var found = Pass(file, ref stored, keep: true, hash, sink, cancellation);
            volumes.Add(new(file.NameOf(volume), file.Path, file.Header, stored, found));
        }
        file.End();
        return volumes;
    }

    /// <summary>Passes one volume through the sink.</summary>
    /// <param name="file">At the first voxel of the volume.</param>
    /// <param name="memory">Room for one piece; for the whole volume if it is kept, in steps if the file is not complete.</param>
    /// <param name="keep">Whether the pieces stay in memory, one after the other.</param>
    /// <param name="hash">The hash to compute, or null.</param>
    /// <param name="sink">Receives the pieces.</param>
    /// <param name="cancellation">Stops at the next piece.</param>
    /// <returns>The hash of the stored bytes, or null.</returns>
    private static string? Pass(
        NiftiFile file, ref byte[] memory, bool keep, VoxelHash? hash, IVoxelSink sink, CancellationToken cancellation)
    {
        using var hasher = hash?.Start();
        var (size, length) = (file.Header.VolumeBytes, VoxelChunks.BytesOf(file.Header));
        sink.Start(file.Header, file.IsComplete);
        for (var left = size; left > 0; left -= length)
        {
            cancellation.ThrowIfCancellationRequested();
            var (start, count) = (keep ? size - left : 0, Math.Min(length, left));
            if (start + count > memory.Length)
            {
                Array.Resize(ref memory, (int)Math.Min(size, 2L * memory.Length));
            }
            var piece = memory.AsSpan(start, count);
            file.Read(piece);
            hasher?.Append(piece);
            sink.Take(piece);
        }
        return hasher?.Hex();
    }
}
