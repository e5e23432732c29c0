using GpuSeg.Images;
using GpuSeg.Images.Masking;

namespace GpuSeg.Studies.Segmentation;

/// <summary>
/// Memory that one segmentation after another uses, so that a cohort allocates next to nothing: the features, the bits of the masks, and
/// pieces of files. It grows to what the largest brain needs.
/// </summary>
public sealed class SegmentationMemory
{
    // Streams, pieces of images in two forms, texts, and what the collector has not taken yet.
    private const long FilesAndPieces = 16 << 20;

    private readonly MemoryBound? _bound;
    private byte[] _labels = [];
    private byte[] _labelMap = [];
    private float[] _posteriors = [];
    private float[] _values = [];

    /// <summary>Creates memory that grows as it is needed.</summary>
    /// <param name="bound">The limit that it refuses to exceed, or null.</param>
    public SegmentationMemory(MemoryBound? bound = null)
    {
        _bound = bound;
        Reader = new(bound is null ? null : values => Require(values * sizeof(float)));
    }

    /// <summary>Reads images; the values that it keeps are part of this memory.</summary>
    internal MaskedReader Reader { get; }

    /// <summary>Room for the labels of the mask's voxels.</summary>
    internal Memory<byte> Labels(int voxels) => Room(ref _labels, voxels);

    /// <summary>Room for posteriors of the mask's voxels.</summary>
    internal Memory<float> Posteriors(int posteriors) => Room(ref _posteriors, posteriors);

    /// <summary>Room for a map of labels, which the next one overwrites.</summary>
    internal Memory<byte> LabelMap(int voxels) => Room(ref _labelMap, voxels);

    /// <summary>Room for a map of values, likewise.</summary>
    internal Memory<float> ValueMap(int voxels) => Room(ref _values, voxels);

    /// <summary>The most that one segmentation takes in bytes, all of its voxels being in the mask.</summary>
    /// <param name="voxels">Of the grid.</param>
    /// <param name="images">One volume each.</param>
    /// <param name="posteriors">Volumes of posteriors, 0 where there are none.</param>
    public static long Most(long voxels, int images, int posteriors) => OfGrid(voxels, images, posteriors) + (voxels * (images * sizeof(float))) + OfMask(voxels, images, posteriors);

    /// <summary>What it takes whichever voxels are in the mask: per image two bits; the mask's bit, the label map and that of a posterior.</summary>
    internal static long OfGrid(long voxels, int images, int posteriors) =>
        (long)(voxels * ((0.25 * images) + 1.125 + (posteriors == 0 ? 0 : sizeof(float)))) + FilesAndPieces;

    /// <summary>Refuses images of which more is kept, with what comes of the mask's voxels, than the bound allows.</summary>
    /// <exception cref="ImageException">They are.</exception>
    internal void RequireRoom(int maskVoxels, int images, int posteriors) => Require((Reader.ValuesKept * sizeof(float)) + OfMask(maskVoxels, images, posteriors));

    // The backend's copy of the features, a label and posteriors.
    private static long OfMask(long voxels, int images, int posteriors) => voxels * ((sizeof(float) * (images + posteriors)) + 1);

    private void Require(long bytes)
    {
        if (bytes > _bound?.Bytes)
        {
            throw new ImageException(_bound.Refusal);
        }
    }

    private static Memory<T> Room<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = GC.AllocateUninitializedArray<T>(length);
        }

        return array.AsMemory(0, length);
    }
}

/// <summary>What a segmentation may take.</summary>
/// <param name="Bytes">For the values kept of the images, and for what comes of the mask's voxels.</param>
/// <param name="Refusal">What is told where that does not suffice, in a sentence.</param>
public sealed record MemoryBound(long Bytes, string Refusal);
