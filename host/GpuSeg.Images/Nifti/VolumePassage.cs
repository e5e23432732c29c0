namespace GpuSeg.Images.Nifti;

/// <summary>Reads images without keeping them: each volume goes through a sink, piece by piece. Memory is kept for the next image.</summary>
internal sealed class VolumePassage
{
    private byte[] _memory = [];

    /// <summary>Reads one image.</summary>
    /// <param name="path">As for <see cref="NiftiReader.Read(string)"/>.</param>
    /// <param name="hash">What is computed of the voxels.</param>
    /// <param name="sinkOf">Where a volume goes.</param>
    /// <param name="cancellation">Stops at the next piece.</param>
    /// <returns>Its volumes, without voxels.</returns>
    /// <exception cref="ImageException">As for <see cref="NiftiReader.Read(string)"/>.</exception>
    public IReadOnlyList<Volume> Read(string path, VoxelHash hash, Func<int, IVoxelSink> sinkOf, CancellationToken cancellation) => NiftiReader.Read(path, (header, stream) =>
    {
        var trusted = stream.Expect(header.VolumeCount * header.VolumeBytes);
        var volumes = new List<Volume>();
        for (var volume = 0; volume < header.VolumeCount; volume++)
        {
            var sink = sinkOf(volume);
            sink.Start(header, trusted);
            volumes.Add(new(NiftiReader.NameOf(path, header, volume), path, header, Pass(stream, header, hash, sink, cancellation)));
        }
        return volumes;
    });

    /// <summary>Reads an image to its end and keeps nothing of it.</summary>
    /// <returns>Its first volume, without voxels.</returns>
    /// <exception cref="ImageException">As for <see cref="NiftiReader.Read(string)"/>, or gzip data do not end with the length of what they hold.</exception>
    public Volume ReadThrough(string path, VoxelHash hash, CancellationToken cancellation)
    {
        var sink = new NoSink();
        var volumes = Read(path, hash, _ => sink, cancellation);
        if (!sink.Trusted)
            ImageThrow.EndMissing(path);
        return volumes[0];
    }

    /// <summary>One volume through its sink; the hash comes back.</summary>
    private string Pass(NiftiStream stream, NiftiHeader header, VoxelHash hash, IVoxelSink sink, CancellationToken cancellation)
    {
        using var hasher = hash.Start();
        var length = VoxelChunks.Voxels * header.Datatype.Size();
        if (_memory.Length < length)
            _memory = new byte[length];
        for (var left = header.VolumeBytes; left > 0; left -= length)
        {
            cancellation.ThrowIfCancellationRequested();
            var piece = _memory.AsSpan(0, Math.Min(length, left));
            stream.ReadPiece(piece);
            hasher.Append(piece);
            sink.Take(piece);
        }
        return hasher.Hex();
    }
}
