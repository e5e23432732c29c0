using System.IO.Compression;
using System.Runtime.InteropServices;

namespace GpuSeg.Images.Nifti;

/// <summary>One image to write: header, scaling and bytes all follow from this value.</summary>
public sealed class OutputImage
{
    private const int IntentLabel = 1002;

    private readonly Action<Stream, int> _write;

    private OutputImage(NiftiHeader reference, NiftiDatatype datatype, int volumes, Action<Stream, int> write)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (volumes < 1)
            throw new ArgumentException("An image has at least one volume.");
        (Reference, Datatype, VolumeCount, _write) = (reference, datatype, volumes, write);
    }

    /// <summary>Header of the image whose grid the written one carries, bit for bit.</summary>
    public NiftiHeader Reference { get; }

    /// <summary>1 for a three-dimensional image, more for a four-dimensional one.</summary>
    public int VolumeCount { get; }

    /// <summary>UInt8 for labels, Float32 for values.</summary>
    public NiftiDatatype Datatype { get; }

    /// <summary>Free text for the header; the first 79 bytes are kept.</summary>
    public string Description { get; init; } = "";

    /// <summary>Code of the standard for what the values mean: 1002 (label) for labels, 0 (none) for values.</summary>
    public int IntentCode => IsLabels ? IntentLabel : 0;

    /// <summary>Value that viewers show as the brightest; 0 leaves the choice to them.</summary>
    public double DisplayMaximum { get; private init; }

    /// <summary>
    /// How it is deflated: labels, which come in runs, by run lengths, as small as at level 5 and in a third of its time or less; of noisy floats
    /// level 2 makes nearly as little as higher ones and much sooner.
    /// </summary>
    internal ZLibCompressionOptions Compression => IsLabels
        ? new() { CompressionLevel = 1, CompressionStrategy = ZLibCompressionStrategy.RunLengthEncoding }
        : new() { CompressionLevel = 2 };

    private bool IsLabels => Datatype == NiftiDatatype.UInt8;

    /// <summary>A label map of type uint8: 0 is background, 1 .. <paramref name="labelCount"/> are labels.</summary>
    public static OutputImage Labels(NiftiHeader reference, ReadOnlyMemory<byte> labels, int labelCount)
    {
        Require(reference, labels.Length);
        return new(reference, NiftiDatatype.UInt8, 1, (stream, _) => stream.Write(labels.Span)) { DisplayMaximum = labelCount };
    }

    /// <summary>A map of type float32, four-dimensional if there are several volumes.</summary>
    public static OutputImage Values(NiftiHeader reference, params IReadOnlyList<ReadOnlyMemory<float>> volumes)
    {
        ArgumentNullException.ThrowIfNull(volumes);
        foreach (var volume in volumes)
            Require(reference, volume.Length);
        return Values(reference, volumes.Count, i => volumes[i]);
    }

    /// <summary>As the other, but for volumes that are made one after the other while they are written.</summary>
    public static OutputImage Values(NiftiHeader reference, int count, Func<int, ReadOnlyMemory<float>> volume) => new(reference, NiftiDatatype.Float32, count, (stream, i) =>
    {
        var values = volume(i).Span;
        Require(reference, values.Length);
        stream.Write(MemoryMarshal.AsBytes(values));
    });

    internal void WriteVoxels(Stream stream)
    {
        for (var i = 0; i < VolumeCount; i++)
            _write(stream, i);
    }

    private static void Require(NiftiHeader reference, int length)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (length != reference.Grid.VoxelCount)
            throw new ArgumentException($"Every volume must have the {reference.Grid.VoxelCount} voxels of the reference's grid.");
    }
}
