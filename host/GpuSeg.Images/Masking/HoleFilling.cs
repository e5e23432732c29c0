using System.Numerics;
using GpuSeg.Images.Morphology;

namespace GpuSeg.Images.Masking;

/// <summary>
/// Fills the enclosed holes of a mask that a rule made. Interpolation of a stripped image leaves values at or below 0 inside the brain,
/// mostly in CSF, which "> 0" drops.
/// </summary>
internal static class HoleFilling
{
    /// <summary>The share of the mask below which holes do not change a result: 1 voxel in 1000.</summary>
    public const double Negligible = 0.001;

    // An image with more negative values than interpolation makes is z-scored, CT or a phase; its holes have a different cause.
    private const double MostNegative = 0.05;

    /// <summary>Adds holes to the mask and removes them from the holes; returns their number.</summary>
    /// <remarks>
    /// Under <see cref="HoleFill.Interpolated"/> all of this must hold. The rule is positive. At most 5 % of an image's non-zero voxels are
    /// negative. A filled voxel is not 0 in at least one image. An image that is 0 in more than 0.1 % of the mask lacks data there, so
    /// these voxels stay outside. The filled voxels are at least 0.1 % of the mask; fewer stay outside, as other programs leave them.
    /// </remarks>
    /// <param name="fill">The holes to fill.</param>
    /// <param name="rule">The rule that made the mask.</param>
    /// <param name="bits">The tests of every image.</param>
    /// <param name="mask">Words of the mask.</param>
    /// <param name="holes">Words of its enclosed holes.</param>
    public static int Fill(HoleFill fill, MaskRule rule, IReadOnlyList<VoxelBits> bits, Span<ulong> mask, Span<ulong> holes)
    {
        fill = fill.Under(rule, hasFile: false);
        var isAll = fill == HoleFill.All;
        if (fill == HoleFill.None || (!isAll && bits.Any(HasNegativeTissue)))
        {
            return 0;
        }

        var negligible = Negligible * BitPacking.Count(mask);
        var isLacking = new bool[bits.Count];
        for (var i = 0; i < bits.Count; i++)
        {
            isLacking[i] = !isAll && Zeros(bits[i], holes) > negligible;
        }

        var count = 0;
        for (var w = 0; w < holes.Length; w++)
        {
            count += holes[w] == 0 ? 0 : BitOperations.PopCount(Fillable(w, holes[w]));
        }

        if (!isAll && count < negligible)
        {
            return 0;
        }

        for (var w = 0; w < holes.Length; w++)
        {
            if (holes[w] != 0)
            {
                var filled = Fillable(w, holes[w]);
                mask[w] |= filled;
                holes[w] &= ~filled;
            }
        }

        return count;

        ulong Fillable(int word, ulong hole)
        {
            var valued = isAll ? ulong.MaxValue : 0;
            for (var i = 0; i < bits.Count; i++)
            {
                valued |= bits[i].ValuedWords[word];
                hole &= isLacking[i] ? bits[i].ValuedWords[word] : bits[i].FiniteWords[word];
            }

            return hole & valued;
        }
    }

    /// <summary>Adds all enclosed holes of a mask file to its voxels.</summary>
    /// <param name="file">The tests of the mask file.</param>
    /// <param name="shape">Voxels along the axes.</param>
    public static void Fill(VoxelBits file, (int X, int Y, int Z) shape)
    {
        var holes = new ulong[file.Words];
        file.Fill(holes, EnclosedVoxels.Find(file.Kept, shape, holes));
    }

    private static bool HasNegativeTissue(VoxelBits image)
    {
        var valued = BitPacking.Count(image.Valued);
        return valued - BitPacking.Count(image.Kept) > MostNegative * valued;
    }

    private static int Zeros(VoxelBits image, ReadOnlySpan<ulong> holes)
    {
        var count = 0;
        for (var w = 0; w < holes.Length; w++)
        {
            count += holes[w] == 0 ? 0 : BitOperations.PopCount(holes[w] & image.FiniteWords[w] & ~image.ValuedWords[w]);
        }

        return count;
    }
}
