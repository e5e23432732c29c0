using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Masking;

/// <summary>Converts the voxels of a file to float32 while they are read, piece by piece.</summary>
internal abstract class ValueSink : IVoxelSink
{
    private float[] _values = [];
    private NiftiHeader? _header;

    public void Start(NiftiHeader header, bool isComplete)
    {
        _header = header;
        // A header's claim alone reserves no memory before the voxels come.
        Start(isComplete ? header.Grid.VoxelCount : 0);
    }

    public void Take(ReadOnlySpan<byte> stored)
    {
        if (_values.Length == 0)
        {
            _values = new float[VoxelChunks.Voxels];
        }

        var values = _values.AsSpan(0, stored.Length / _header!.Datatype.Size());
        VoxelValues.Convert(stored, _header, values);
        Take(values);
    }

    /// <summary>Begins an image of at least so many voxels.</summary>
    protected abstract void Start(int voxels);

    /// <summary>Receives the next values, which may be changed.</summary>
    protected abstract void Take(Span<float> values);
}

/// <summary>Tests the voxels of a mask file and collects its levels. Memory is kept for the next file.</summary>
internal sealed class MaskFileSink : ValueSink
{
    private float? _threshold;

    /// <summary>The voxels inside the mask, and those that are finite.</summary>
    public VoxelBits Bits { get; } = new();

    /// <summary>Statistics of the values.</summary>
    public MaskLevels Levels { get; private set; } = new();

    /// <summary>Sets the test for the next image.</summary>
    /// <param name="threshold">Values above it are inside; null if all finite values except 0 are.</param>
    public void Prepare(float? threshold) => _threshold = threshold;

    protected override void Start(int voxels)
    {
        Levels = new();
        Bits.Start(voxels);
    }

    protected override void Take(Span<float> values)
    {
        Levels.Add(values);
        if (_threshold is not { } threshold)
        {
            Bits.Append(values, VoxelTest.NonZero, default);
            return;
        }

        // The sign of a rounded difference is exact.
        foreach (ref var value in values)
        {
            value -= threshold;
        }

        Bits.Append(values, VoxelTest.Positive, default);
    }
}

/// <summary>
/// Finds the level of most voxels in the upper half of a file's values: in a mask that was scaled and interpolated it is the inside, and
/// no other level has nearly as many voxels. Images and labels have several such levels, or none.
/// </summary>
/// <param name="greatest">The greatest value, above 0.</param>
/// <param name="isWhole">Whether all values are whole numbers.</param>
internal sealed class PlateauSink(float greatest, bool isWhole) : ValueSink
{
    private const int Bins = 128;
    private const int MostBins = 1 << 16;

    // The shares of the voxels above half of the greatest value, and of all voxels above 0, that the inside of a mask holds at least.
    private const double OfUpperHalf = 0.5, OfAll = 0.15;

    // Another level holds at most this share of the inside; the tail of an interpolation ends near 0.
    private const double OfInside = 0.25, Tail = 0.05;

    private readonly int[] _counts = new int[isWhole ? (int)Math.Clamp(greatest + 1, Bins, MostBins) : Bins];

    /// <summary>Whether there is such a level.</summary>
    public bool IsFound
    {
        get
        {
            // A level of fractions may fall on the border of two bins; of whole numbers each is a level.
            int[] levels = isWhole ? _counts : [.. _counts.Zip(_counts.Skip(1), (low, high) => low + high)];
            var (half, tail) = (levels.Length / 2, (int)(Tail * levels.Length));
            var inside = levels[half..].Max();
            var place = Array.LastIndexOf(levels, inside);
            var neighbours = isWhole ? 0 : 1;
            return inside >= OfUpperHalf * _counts[(_counts.Length / 2)..].Sum() && inside >= OfAll * _counts.Sum()
                && levels.Where((count, i) => i > tail && Math.Abs(i - place) > neighbours).All(count => count < OfInside * inside);
        }
    }

    protected override void Start(int voxels) => Array.Clear(_counts);

    protected override void Take(Span<float> values)
    {
        var scale = (_counts.Length - 1) / greatest;
        foreach (var value in values)
        {
            if (value > 0 && value <= greatest)
            {
                _counts[(int)(value * scale)]++;
            }
        }
    }
}
