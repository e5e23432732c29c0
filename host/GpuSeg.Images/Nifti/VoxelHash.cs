using System.IO.Hashing;
using System.Security.Cryptography;

namespace GpuSeg.Images.Nifti;

/// <summary>A hash of the uncompressed voxel bytes as stored, before swapping and scaling, that identifies the content of a file.</summary>
public sealed class VoxelHash
{
    private readonly Func<VoxelHasher> _start;

    private VoxelHash(string key, Func<VoxelHasher> start) => (Key, _start) = (key, start);

    /// <summary>SHA-256, which any machine can verify.</summary>
    public static VoxelHash Sha256 { get; } = new("VoxelSha256", () => new Sha256Hasher());

    /// <summary>XXH128, for many images: SHA-256 would take longer than decompressing.</summary>
    public static VoxelHash Xxh128 { get; } = new("VoxelXxh128", () => new Xxh128Hasher());

    /// <summary>Name of the hash in sidecars.</summary>
    public string Key { get; }

    internal VoxelHasher Start() => _start();

    /// <summary>Computes the hash of voxel bytes, in lower-case hex.</summary>
    public string Compute(ReadOnlySpan<byte> voxels)
    {
        using var hasher = Start();
        hasher.Append(voxels);
        return hasher.Hex();
    }

    private sealed class Sha256Hasher : VoxelHasher
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public override void Append(ReadOnlySpan<byte> voxels) => _hash.AppendData(voxels);

        public override void Dispose() => _hash.Dispose();

        protected override byte[] Finish() => _hash.GetHashAndReset();
    }

    private sealed class Xxh128Hasher : VoxelHasher
    {
        private readonly XxHash128 _hash = new();

        public override void Append(ReadOnlySpan<byte> voxels) => _hash.Append(voxels);

        public override void Dispose() { }

        protected override byte[] Finish() => _hash.GetHashAndReset();
    }
}

/// <summary>Hashes voxels as they are read.</summary>
internal abstract class VoxelHasher : IDisposable
{
    public abstract void Append(ReadOnlySpan<byte> voxels);

    /// <summary>Returns the hash in lower-case hex.</summary>
    public string Hex() => Convert.ToHexStringLower(Finish());

    public abstract void Dispose();

    protected abstract byte[] Finish();
}
