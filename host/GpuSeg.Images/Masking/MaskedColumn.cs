using System.Numerics;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Masking;

/// <summary>
/// One image, masked while it is read: which voxels pass, and the values of those alone, so that volumes are never held. Memory is kept
/// for the next image.
/// </summary>
/// <param name="keeping">Told how many values more are kept, or null; may throw.</param>
internal sealed class MaskedColumn(Action<int>? keeping = null) : IVoxelSink
{
    private readonly ChunkValues _chunk = new();
    private VoxelTest _test;
    private VoxelBits? _within;
    private float[] _values = [];

    /// <summary>Where voxels pass and are finite.</summary>
    public VoxelBits Bits { get; } = new();

    /// <summary>Number of values.</summary>
    public int Count { get; private set; }

    /// <summary>The values, <see cref="Count"/> of them in file order; the array may be longer.</summary>
    public float[] Values => _values;

    /// <summary>What the next image is tested for, and the voxels that may pass, or null where all may.</summary>
    public MaskedColumn For(VoxelTest test, VoxelBits? within)
    {
        (_test, _within) = (test, within);
        return this;
    }

    public void Start(NiftiHeader header, bool trusted)
    {
        // What a header merely claims gets no memory before the voxels come.
        var voxels = trusted ? header.Grid.VoxelCount : 0;
        (_chunk.Header, Count) = (header, 0);
        // An image on another grid than the mask file is refused once all are read.
        _within = _within?.Words == VoxelBits.WordsFor(header.Grid.VoxelCount) ? _within : null;
        Bits.Start(voxels);
        Require(voxels);
    }

    public void Take(ReadOnlySpan<byte> stored)
    {
        var values = _chunk.Of(stored);
        Require(Count + values.Length);
        var words = Bits.Append(values, _test, _within is null ? default : _within.Kept.Slice(Bits.Words, VoxelBits.WordsFor(values.Length)));
        keeping?.Invoke(BitPacking.Count(words));
        for (var w = 0; w < words.Length; w++)
            if (words[w] != 0)
                Count += BitPacking.Pack(words[w], values[(w * VoxelBits.WordLength)..], _values.AsSpan(Count));
    }

    /// <summary>Keeps the values of some of the voxels that passed.</summary>
    /// <param name="words">The voxels; all of them have passed.</param>
    public void Narrow(ReadOnlySpan<ulong> words)
    {
        var (from, to, run) = (0, 0, 0);
        var all = Bits.Kept;
        for (var w = 0; w < words.Length; w++)
        {
            var (passed, kept) = (all[w], words[w]);
            if (passed == kept)
            {
                run += BitOperations.PopCount(kept);
                continue;
            }
            to += Move(from, to, run);
            from += run;
            var bits = BitPacking.Pack(kept, passed);
            to += from - to < BitPacking.Spill
                ? BitPacking.PackEach(bits, _values.AsSpan(from), _values.AsSpan(to))
                : BitPacking.Pack(bits, _values.AsSpan(from), _values.AsSpan(to));
            from += BitOperations.PopCount(passed);
            run = 0;
        }
        Count = to + Move(from, to, run);
    }

    private int Move(int from, int to, int count)
    {
        if (from != to)
            _values.AsSpan(from, count).CopyTo(_values.AsSpan(to));
        return count;
    }

    private void Require(int count)
    {
        if (count <= _values.Length)
            return;
        var grown = GC.AllocateUninitializedArray<float>(Math.Max(count, (int)Math.Min(2L * Count, Array.MaxLength)));
        _values.AsSpan(0, Count).CopyTo(grown);
        _values = grown;
    }
}
