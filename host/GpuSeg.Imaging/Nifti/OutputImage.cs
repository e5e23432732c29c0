using System.Runtime.InteropServices;

namespace GpuSeg.Imaging;

/// <summary>One image to write: header, scaling and bytes all follow from this value.</summary>
public sealed class OutputImage
{
    private const int IntentLabel = 1002;

    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _labels = [];
    private readonly IReadOnlyList<ReadOnlyMemory<float>> _floats = [];

    private OutputImage(NiftiHeader reference, IReadOnlyList<ReadOnlyMemory<byte>> labels, IReadOnlyList<ReadOnlyMemory<float>> floats)
    {
        ArgumentNullException.ThrowIfNull(reference);
        (Reference, _labels, _floats) = (reference, labels, floats);
        var lengths = labels.Select(volume => volume.Length).Concat(floats.Select(volume => volume.Length));
        if (VolumeCount == 0 || lengths.Any(length => length != reference.Grid.VoxelCount))
            throw new ArgumentException($"Every volume must have the {reference.Grid.VoxelCount} voxels of the reference's grid.");
    }

    /// <summary>Header of the image whose grid the written one carries, bit for bit.</summary>
    public NiftiHeader Reference { get; }

    /// <summary>1 for a three-dimensional image, more for a four-dimensional one.</summary>
    public int VolumeCount => _labels.Count + _floats.Count;

    /// <summary>UInt8 for labels, Float32 for values.</summary>
    public NiftiDatatype Datatype => IsLabels ? NiftiDatatype.UInt8 : NiftiDatatype.Float32;

    /// <summary>Free text for the header; the first 79 bytes are kept.</summary>
    public string Description { get; init; } = "";

    /// <summary>Code of the standard for what the values mean: 1002 (label) for labels, 0 (none) for values.</summary>
    public int IntentCode => IsLabels ? IntentLabel : 0;

    /// <summary>Value that viewers show as the brightest; 0 leaves the choice to them.</summary>
    public double DisplayMaximum { get; private init; }

    /// <summary>
    /// Deflate level: labels at 5 are 2 to 10 % larger than at 6 and written two to seven times as fast; at 2 noisy floats are nearly as small
    /// and much sooner written.
    /// </summary>
    internal int CompressionLevel => IsLabels ? 5 : 2;

    private bool IsLabels => _labels.Count > 0;

    /// <summary>A label map of type uint8: 0 is background, 1 .. <paramref name="labelCount"/> are labels.</summary>
    public static OutputImage Labels(NiftiHeader reference, ReadOnlyMemory<byte> labels, int labelCount) =>
        new(reference, [labels], []) { DisplayMaximum = labelCount };

    /// <summary>A map of type float32, four-dimensional if there are several volumes.</summary>
    public static OutputImage Values(NiftiHeader reference, params IReadOnlyList<ReadOnlyMemory<float>> volumes) =>
        new(reference, [], volumes);

    internal void WriteVoxels(Stream stream)
    {
        foreach (var volume in _labels)
            stream.Write(volume.Span);
        foreach (var volume in _floats)
            stream.Write(MemoryMarshal.AsBytes(volume.Span));
    }
}
