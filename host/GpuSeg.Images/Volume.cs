using System.Numerics;
using System.Runtime.InteropServices;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images;

/// <summary>One three-dimensional image: its stored voxels, kept as they are, and what turns them into values.</summary>
public sealed class Volume
{
    private readonly Lazy<Task<string>> _hash;
    private byte[]? _stored;

    internal Volume(string name, string path, NiftiHeader header, byte[] stored)
    {
        (Name, Path, Header, _stored) = (name, path, header, stored);
        _hash = new(() => Task.Run(() => VoxelHash.Sha256.Of(Stored)));
    }

    /// <summary>A volume whose voxels were not kept.</summary>
    internal Volume(string name, string path, NiftiHeader header, string hash)
    {
        (Name, Path, Header) = (name, path, header);
        _hash = new(Task.FromResult(hash));
    }

    /// <summary>File name without extensions, with _1, _2 ... for the volumes of a 4-D file.</summary>
    public string Name { get; }

    /// <summary>The path it was read from, as given.</summary>
    public string Path { get; }

    /// <summary>Header of the file.</summary>
    public NiftiHeader Header { get; }

    /// <summary>Shape and place of the voxels.</summary>
    public Grid Grid => Header.Grid;

    /// <summary>Number of voxels.</summary>
    public int VoxelCount => Grid.VoxelCount;

    /// <summary>
    /// SHA-256 of the uncompressed voxel bytes as stored, before swapping and scaling, in lower-case hex, computed on first use; of a volume whose
    /// voxels were not kept, the hash that was asked for.
    /// </summary>
    public string Hash => _hash.Value.GetAwaiter().GetResult();

    private byte[] Stored => _stored ?? throw new InvalidOperationException($"The voxels of {Path} have been let go of.");

    /// <summary>Copies the values Slope * stored + Intercept in file order, rounded once to float32.</summary>
    /// <param name="values">Length <see cref="VoxelCount"/>.</param>
    public void CopyTo(Span<float> values) => CopyAll(values);

    /// <summary>Copies the values in file order as float64: exact for every type but 64-bit integers beyond 2^53.</summary>
    /// <param name="values">Length <see cref="VoxelCount"/>.</param>
    public void CopyTo(Span<double> values) => CopyAll(values);

    /// <summary>The same image under another name.</summary>
    internal Volume Renamed(string name) => name == Name ? this : _stored is null ? new(name, Path, Header, Hash) : new(name, Path, Header, _stored);

    /// <summary>Another hash of the same bytes; the volume has its voxels.</summary>
    internal string HashBy(VoxelHash hash) => hash.Of(Stored);

    /// <summary>Begins to compute <see cref="Hash"/> beside other work.</summary>
    internal void StartHash() => _ = _hash.Value;

    /// <summary>Lets go of the voxels as soon as their hash is known; what is asked of them from now on throws.</summary>
    internal Task Release() => _hash.Value.ContinueWith(_ => _stored = null, TaskScheduler.Default);

    /// <summary>Values of voxels start .. start + length - 1: the stored bytes themselves where they are floats, else converted into scratch.</summary>
    internal ReadOnlySpan<float> Block(int start, int length, Span<float> scratch)
    {
        if (VoxelValues.AreFloats(Header))
            return MemoryMarshal.Cast<byte, float>(Stored.AsSpan()).Slice(start, length);
        var block = scratch[..length];
        CopyTo(start, block);
        return block;
    }

    internal void CopyTo<T>(int start, Span<T> values) where T : unmanaged, INumberBase<T>
    {
        var size = Header.Datatype.Size();
        VoxelValues.Convert(Stored.AsSpan(start * size, values.Length * size), Header, values);
    }

    private void CopyAll<T>(Span<T> values) where T : unmanaged, INumberBase<T>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, VoxelCount);
        CopyTo(0, values);
    }
}
