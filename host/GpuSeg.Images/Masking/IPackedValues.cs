using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Masking;

/// <summary>Receives the values of a word's voxels that are finite and not 0.</summary>
/// <param name="word">Index of the word.</param>
/// <param name="valued">One bit per voxel of the word that is finite and not 0.</param>
/// <param name="values">The values of these voxels.</param>
internal delegate void WordVisitor(int word, ulong valued, ReadOnlySpan<float> values);

/// <summary>The values of an image that are finite and not 0.</summary>
internal interface IPackedValues
{
    /// <summary>Passes the values to the visitor, word after word.</summary>
    void Visit(WordVisitor visitor);
}

/// <summary>The values of a volume in memory.</summary>
/// <param name="volume">The volume.</param>
/// <param name="bits">The tests of its voxels.</param>
internal sealed class PackedVolume(Volume volume, VoxelBits bits) : IPackedValues
{
    private const int BlockWords = 64;

    public void Visit(WordVisitor visitor)
    {
        var (scratch, packed) = (new float[BlockWords * VoxelBits.WordLength], new float[VoxelBits.WordLength + BitPacking.Spill]);
        for (var first = 0; first < bits.Words; first += BlockWords)
        {
            var start = first * VoxelBits.WordLength;
            var block = volume.Block(start, Math.Min(scratch.Length, volume.VoxelCount - start), scratch);
            for (var w = first; w < Math.Min(first + BlockWords, bits.Words); w++)
            {
                var valued = bits.Valued[w];
                visitor(w, valued, packed.AsSpan(0, BitPacking.Pack(valued, block[((w - first) * VoxelBits.WordLength)..], packed)));
            }
        }
    }
}
