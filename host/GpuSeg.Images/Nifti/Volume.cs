using System.Numerics;
using System.Runtime.InteropServices;

namespace GpuSeg.Images.Nifti;

/// <summary>One three-dimensional image with its voxels in memory, stored as in the file and converted on request.</summary>
public sealed class Volume : ImageFile
{
    private readonly byte[] _stored;
    private readonly byte[][] _hashed;

    internal Volume(string name, string path, NiftiHeader header, byte[] stored, string? hash = null)
        : base(name, path, header, hash is null ? new Lazy<string>(() => VoxelHash.Sha256.Compute(stored)) : new Lazy<string>(hash)) =>
        (_stored, _hashed) = (stored, [stored]);

    /// <summary>Creates the mean of several scans; its hash is that of all their voxels, one scan after the other.</summary>
    /// <param name="scans">The scans, on the grid of the first.</param>
    /// <param name="values">The means, as the bytes of float32.</param>
    /// <param name="hash">The hash to compute.</param>
    internal Volume(IReadOnlyList<Volume> scans, byte[] values, VoxelHash hash)
        : base(scans[0].Name, scans[0].Path, scans[0].Header.ForFloats(), new Lazy<string>(() => HashOf(hash, Hashed(scans)))) =>
        (_stored, _hashed) = (values, Hashed(scans));

    // A volume whose voxels were moved has the hash of its file.
    private Volume(Volume original, NiftiHeader header, byte[] moved, Placement placement)
        : base(original.Name, original.Path, header, new Lazy<string>(() => original.Hash))
    {
        (_stored, _hashed, Placement) = (moved, original._hashed, placement);
    }

    /// <summary>Computes a hash of the uncompressed voxel bytes as stored, in lower-case hex.</summary>
    public string ComputeHash(VoxelHash hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        return HashOf(hash, _hashed);
    }

    /// <summary>Copies the values Slope * stored + Intercept in file order, rounded once to float32.</summary>
    /// <param name="values">Length <see cref="ImageFile.VoxelCount"/>.</param>
    public void CopyTo(Span<float> values) => CopyAll(values);

    /// <summary>Copies the values in file order as float64: exact for every type except 64-bit integers beyond 2^53.</summary>
    /// <param name="values">Length <see cref="ImageFile.VoxelCount"/>.</param>
    public void CopyTo(Span<double> values) => CopyAll(values);

    /// <summary>Copies the values of a run of voxels as float64, in file order.</summary>
    /// <param name="start">Index of the first voxel.</param>
    /// <param name="values">Receives the values; its length is their number.</param>
    public void CopyTo(int start, Span<double> values) => Convert(start, values);

    /// <summary>Drops the voxels and keeps the rest, the hash included.</summary>
    public ImageFile WithoutVoxels() => new(Name, Path, Header, Hash) { Placement = Placement };

    /// <summary>Brings the voxels into the order of a reference; no value changes.</summary>
    /// <param name="reference">Header of the reference.</param>
    /// <param name="placement">The relation of the two, which is in another order.</param>
    internal Volume Reordered(NiftiHeader reference, Placement placement) =>
        new(this, Header.OnGridOf(reference), placement.Match!.Order.Apply(_stored, Grid, Header.Datatype.Size()), placement);

    /// <summary>Replaces the voxels by values on the grid of a reference.</summary>
    /// <param name="reference">Header of the reference.</param>
    /// <param name="values">The values, as the bytes of float32.</param>
    /// <param name="placement">The relation of the two.</param>
    internal Volume Resampled(NiftiHeader reference, byte[] values, Placement placement) =>
        new(this, reference.ForFloats(), values, placement);

    /// <summary>Passes the stored voxels through a sink, in the pieces in which a file is read.</summary>
    internal void PassTo(IVoxelSink sink)
    {
        sink.Start(Header, isComplete: true);
        var length = VoxelChunks.BytesOf(Header);
        for (var left = _stored.Length; left > 0; left -= length)
        {
            sink.Take(_stored.AsSpan(_stored.Length - left, Math.Min(length, left)));
        }
    }

    /// <summary>
    /// Gives the values of voxels start .. start + length - 1: the stored bytes themselves if they are float32 values, otherwise converted
    /// into the scratch memory.
    /// </summary>
    internal ReadOnlySpan<float> Block(int start, int length, Span<float> scratch)
    {
        if (VoxelValues.AreFloats(Header))
        {
            return MemoryMarshal.Cast<byte, float>(_stored.AsSpan()).Slice(start, length);
        }
        var block = scratch[..length];
        Convert(start, block);
        return block;
    }

    private static byte[][] Hashed(IEnumerable<Volume> scans) => [.. scans.SelectMany(scan => scan._hashed)];

    private static string HashOf(VoxelHash hash, byte[][] parts)
    {
        using var hasher = hash.Start();
        Array.ForEach(parts, part => hasher.Append(part));
        return hasher.Hex();
    }

    private void CopyAll<T>(Span<T> values) where T : unmanaged, INumberBase<T>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, VoxelCount);
        Convert(0, values);
    }

    private void Convert<T>(int start, Span<T> values) where T : unmanaged, INumberBase<T>
    {
        var size = Header.Datatype.Size();
        VoxelValues.Convert(_stored.AsSpan(start * size, values.Length * size), Header, values);
    }
}
