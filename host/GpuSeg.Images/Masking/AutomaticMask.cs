using GpuSeg.Images.Morphology;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Images.Masking;

/// <summary>
/// The mask of the rule auto: the head, or the brain of images without a skull. Otsu's thresholds divide every image into air, dark and
/// bright tissue; the image that they divide best makes the mask. Its tissue is opened by a ball, the largest piece is closed by a larger
/// ball, and enclosed holes are filled. This separates air from tissue; it does not remove a skull.
/// </summary>
/// <param name="Image">Name of the image that made the mask.</param>
/// <param name="Threshold">Voxels of this image above this value are tissue.</param>
public sealed record AutomaticMask(string Image, double Threshold)
{
    /// <summary>Radius in mm of the ball that removes specks of noise and thin bridges.</summary>
    public const double OpeningMillimetres = 2;

    /// <summary>Radius in mm of the ball that closes sulci and gaps of the surface.</summary>
    public const double ClosingMillimetres = 4;

    /// <summary>Computes the mask.</summary>
    /// <param name="images">The images.</param>
    /// <param name="bits">The tests of every image.</param>
    /// <param name="values">The values of every image.</param>
    /// <param name="words">Receives the words of the mask.</param>
    internal static AutomaticMask Find(
        IReadOnlyList<ImageFile> images, IReadOnlyList<VoxelBits> bits, IReadOnlyList<IPackedValues> values, Span<ulong> words)
    {
        var thresholds = new OtsuThreshold[images.Count];
        for (var i = 0; i < thresholds.Length; i++)
        {
            thresholds[i] = OtsuThreshold.Of(values[i], BitPacking.Count(bits[i].Finite) - BitPacking.Count(bits[i].Valued));
        }

        var best = Enumerable.Range(0, images.Count).MaxBy(i => thresholds[i].Separation);
        var bright = new ulong[words.Length];
        thresholds[best].Apply(values[best], bits[best], bright);
        var grid = images[best].Grid;
        using var rows = BitRows.Of(bright, grid.Shape);
        BitMorphology.Open(rows, grid.Spacing, OpeningMillimetres);
        VoxelPieces.KeepLargest(rows);
        BitMorphology.Close(rows, grid.Spacing, ClosingMillimetres);
        EnclosedVoxels.Fill(rows);
        words.Clear();
        rows.AddTo(words);
        return new(images[best].Name, thresholds[best].Value);
    }
}
