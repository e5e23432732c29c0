using GpuSeg.Images;
using GpuSeg.Images.Masking;

namespace GpuSeg.Studies.Segmentation;

/// <summary>
/// Memory that one segmentation after another uses, so that a cohort allocates next to nothing: the features, the bits of the masks, and
/// pieces of files. It grows to the needs of the largest brain.
/// </summary>
public sealed class SegmentationMemory
{
    // Streams, pieces of images in two forms, texts, and garbage not yet collected.
    private const long FilesAndPieces = 16 << 20;

    private readonly MemoryBound? _bound;
    private byte[] _labels = [];
    private byte[] _labelMap = [];
    private float[] _posteriors = [];
    private float[] _values = [];

    /// <summary>Creates memory that grows on demand.</summary>
    /// <param name="bound">The limit that it refuses to exceed, or null.</param>
    public SegmentationMemory(MemoryBound? bound = null)
    {
        _bound = bound;
        Reader = new(bound is null ? null : values => Require(values * sizeof(float)));
    }

    /// <summary>Reads images; the values that it keeps are part of this memory.</summary>
    internal MaskedReader Reader { get; }

    /// <summary>Gets memory for the labels of the mask's voxels.</summary>
    internal Memory<byte> Labels(int voxels) => Room(ref _labels, voxels);

    /// <summary>Gets memory for posteriors of the mask's voxels.</summary>
    internal Memory<float> Posteriors(int posteriors) => Room(ref _posteriors, posteriors);

    /// <summary>Gets memory for a map of labels, which the next map overwrites.</summary>
    internal Memory<byte> LabelMap(int voxels) => Room(ref _labelMap, voxels);

    /// <summary>Gets memory for a map of values, which the next map overwrites.</summary>
    internal Memory<float> ValueMap(int voxels) => Room(ref _values, voxels);

    /// <summary>Computes the most memory that one segmentation takes, in bytes, with all voxels in the mask.</summary>
    /// <param name="voxels">Number of voxels of the grid.</param>
    /// <param name="images">Number of images of one volume each.</param>
    /// <param name="posteriors">Number of volumes of posteriors; 0 without posteriors.</param>
    /// <param name="labelsExcluded">Whether some voxels are labelled but not fitted.</param>
    public static long Most(long voxels, int images, int posteriors, bool labelsExcluded = false) =>
        OfGrid(voxels, images, posteriors) + (voxels * (images * sizeof(float))) + OfMask(voxels, images, posteriors, labelsExcluded);

    /// <summary>
    /// Computes the memory for the grid: three bits per image; the bits of the mask, its holes and their search; the label map and the map
    /// of a posterior.
    /// </summary>
    internal static long OfGrid(long voxels, int images, int posteriors) =>
        (long)(voxels * ((0.375 * images) + 1.5 + (posteriors == 0 ? 0 : sizeof(float)))) + FilesAndPieces;

    /// <summary>Refuses images whose kept values and results take more memory than the bound allows.</summary>
    /// <exception cref="ImageException">The images take more memory.</exception>
    internal void RequireRoom(int maskVoxels, int images, int posteriors, bool labelsExcluded, long more) =>
        // A mask may hold more zeros, which are not kept, than voxels were dropped.
        Require((Math.Max(Reader.ValuesKept, (long)maskVoxels * images) * sizeof(float))
            + OfMask(maskVoxels, images, posteriors, labelsExcluded) + more);

    // The backend's copy of the features, a label and posteriors; for a part of the voxels both copies once more.
    private static long OfMask(long voxels, int images, int posteriors, bool labelsExcluded) =>
        voxels * ((sizeof(float) * (((labelsExcluded ? 3 : 1) * images) + posteriors)) + 1);

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

/// <summary>Bound on the memory of a segmentation.</summary>
/// <param name="Bytes">Bytes for the values kept of the images and for the results of the mask's voxels.</param>
/// <param name="Refusal">Message, in a sentence, for images that take more.</param>
public sealed record MemoryBound(long Bytes, string Refusal);
