using System.IO.Compression;
using System.Runtime.InteropServices;

namespace GpuSeg.Images.Nifti;

/// <summary>One image to write; header, scaling and bytes follow from it.</summary>
public sealed class OutputImage
{
    private const int IntentLabel = 1002;

    private readonly Action<Stream, int> _write;

    private OutputImage(NiftiHeader reference, NiftiDatatype datatype, int volumes, Action<Stream, int> write)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (volumes < 1)
        {
            throw new ArgumentException("An image has at least one volume.");
        }

        (Reference, Datatype, VolumeCount, _write) = (reference, datatype, volumes, write);
    }

    /// <summary>Header of the image whose grid the written one carries, bit for bit.</summary>
    public NiftiHeader Reference { get; }

    /// <summary>Number of volumes: 1 for a three-dimensional image, more for a four-dimensional one.</summary>
    public int VolumeCount { get; }

    /// <summary>Type of the voxels: UInt8 for labels, Float32 for values.</summary>
    public NiftiDatatype Datatype { get; }

    /// <summary>Free text for the header; the first 79 bytes are kept.</summary>
    public string Description { get; init; } = "";

    /// <summary>Code of the standard for the meaning of the values: 1002 (label) for labels, 0 (none) for values.</summary>
    public int IntentCode => IsLabels ? IntentLabel : 0;

    /// <summary>Value that viewers show as the brightest; 0 leaves the choice to them.</summary>
    public double DisplayMaximum { get; private init; }

    /// <summary>
    /// Settings of deflate. Labels come in runs: run lengths make them as small as level 5 in a third of its time or less. Noisy floats
    /// become hardly smaller above level 2, which is much faster.
    /// </summary>
    internal ZLibCompressionOptions Compression => IsLabels
        ? new() { CompressionLevel = 1, CompressionStrategy = ZLibCompressionStrategy.RunLengthEncoding }
        : new() { CompressionLevel = 2 };

    private bool IsLabels => Datatype == NiftiDatatype.UInt8;

    /// <summary>Creates a label map of type uint8: 0 is background, 1 .. <paramref name="labelCount"/> are labels.</summary>
    public static OutputImage Labels(NiftiHeader reference, ReadOnlyMemory<byte> labels, int labelCount)
    {
        Require(reference, labels.Length);
        return new(reference, NiftiDatatype.UInt8, 1, (stream, _) => stream.Write(labels.Span)) { DisplayMaximum = labelCount };
    }

    /// <summary>Creates a map of type float32, four-dimensional if there are several volumes.</summary>
    public static OutputImage Values(NiftiHeader reference, params IReadOnlyList<ReadOnlyMemory<float>> volumes)
    {
        ArgumentNullException.ThrowIfNull(volumes);
        foreach (var volume in volumes)
        {
            Require(reference, volume.Length);
        }

        return Values(reference, volumes.Count, i => volumes[i]);
    }

    /// <summary>Creates a map of type float32 from volumes that are computed one after the other while they are written.</summary>
    /// <param name="reference">Header of the image whose grid the map has.</param>
    /// <param name="count">Number of volumes.</param>
    /// <param name="volume">Computes a volume; its memory may be reused for the next.</param>
    public static OutputImage Values(NiftiHeader reference, int count, Func<int, ReadOnlyMemory<float>> volume) =>
        new(reference, NiftiDatatype.Float32, count, (stream, i) =>
        {
            var values = volume(i).Span;
            Require(reference, values.Length);
            stream.Write(MemoryMarshal.AsBytes(values));
        });

    internal void WriteVoxels(Stream stream)
    {
        for (var i = 0; i < VolumeCount; i++)
        {
            _write(stream, i);
        }
    }

    private static void Require(NiftiHeader reference, int length)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (length != reference.Grid.VoxelCount)
        {
            throw new ArgumentException($"Every volume must have the {reference.Grid.VoxelCount} voxels of the reference's grid.");
        }
    }
}
