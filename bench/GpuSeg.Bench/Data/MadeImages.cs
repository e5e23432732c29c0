using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace GpuSeg.Bench.Data;

/// <summary>Four synthetic images of one head on one grid: 256 x 256 x 32 float32, 240,391 brain voxels surrounded by zeros.</summary>
internal static class MadeImages
{
    public const int BrainVoxels = 240_391;
    public const int Seed = 20240611;

    private const int HeaderBytes = 352;
    private const short Float32 = 16;
    private static readonly int[] s_shape = [256, 256, 32];
    private static readonly float[] s_spacing = [0.9f, 0.9f, 5f];

    public static IReadOnlyList<string> Names { get; } = ["t1", "t1_contrast", "flair", "adc"];

    /// <summary>Writes NAME.nii.gz for each of <see cref="Names"/> into <paramref name="folder"/>.</summary>
    public static void Write(string folder)
    {
        var (brain, tissue) = Anatomy();
        for (var image = 0; image < Names.Count; image++)
        {
            using var file = File.Create(Path.Combine(folder, $"{Names[image]}.nii.gz"));
            using var gzip = new GZipStream(file, CompressionLevel.Optimal);
            gzip.Write(Header());
            gzip.Write(MemoryMarshal.AsBytes(Values(brain, tissue, image).AsSpan()));
        }
    }

    // The brain is the BrainVoxels voxels nearest to the centre, in three layers of tissue.
    private static (int[] Brain, int[] Tissue) Anatomy()
    {
        var distances = new double[s_shape[0] * s_shape[1] * s_shape[2]];
        for (var i = 0; i < distances.Length; i++)
        {
            int[] at = [i % s_shape[0], i / s_shape[0] % s_shape[1], i / (s_shape[0] * s_shape[1])];
            distances[i] = at.Select((x, axis) => (x - ((s_shape[axis] - 1) / 2d)) * s_spacing[axis]).Sum(mm => mm * mm);
        }

        int[] brain = [.. Enumerable.Range(0, distances.Length).OrderBy(i => distances[i]).Take(BrainVoxels)];
        return (brain, [.. Enumerable.Range(0, BrainVoxels).Select(rank => 3 * rank / BrainVoxels)]);
    }

    private static float[] Values(int[] brain, int[] tissue, int image)
    {
        var random = new Random(Seed + image);
        var values = new float[s_shape[0] * s_shape[1] * s_shape[2]];
        for (var i = 0; i < brain.Length; i++)
        {
            values[brain[i]] = MadeFeatures.Intensity(random, tissue[i], image);
        }

        return values;
    }

    // NIfTI-1, little-endian, with an sform; fields at the offsets of the standard.
    private static byte[] Header()
    {
        var header = new byte[HeaderBytes];
        BinaryPrimitives.WriteInt32LittleEndian(header, 348);
        short[] dim = [3, (short)s_shape[0], (short)s_shape[1], (short)s_shape[2], 1, 1, 1, 1];
        for (var i = 0; i < dim.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(40 + (2 * i)), dim[i]);
        }

        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(70), Float32);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(72), 32);
        BinaryPrimitives.WriteSingleLittleEndian(header.AsSpan(76), 1);
        BinaryPrimitives.WriteSingleLittleEndian(header.AsSpan(108), HeaderBytes);
        BinaryPrimitives.WriteSingleLittleEndian(header.AsSpan(112), 1);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(254), 1);
        for (var axis = 0; axis < 3; axis++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(header.AsSpan(80 + (4 * axis)), s_spacing[axis]);
            BinaryPrimitives.WriteSingleLittleEndian(header.AsSpan(280 + (20 * axis)), s_spacing[axis]);
        }

        header[123] = 2;
        "n+1\0"u8.CopyTo(header.AsSpan(344));
        return header;
    }
}
