using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Images.Morphology;

namespace GpuSeg.Studies.Lesions;

/// <summary>
/// The border of a lesion by all images: a mixture of two components is fitted to the lesion, one of three to its shell, 2 to 12 mm from
/// it. A voxel near the lesion belongs to it if the lesion's mixture makes it more likely.
/// </summary>
internal static class LesionMixtures
{
    /// <summary>Voxels farther from the lesion than this, in mm, stay outside.</summary>
    public const double ReachMillimetres = 12;

    private const double ShellFrom = 2;
    private const double SmoothingMillimetres = 0.7;

    // Neighbours are alike: every seventh voxel is enough for a fit, of so many at least.
    private const int Step = 7;
    private const int LeastVoxels = 50;

    /// <summary>Computes the logarithm of the odds of every voxel near the lesion.</summary>
    /// <param name="score">The images.</param>
    /// <param name="lesion">The lesion.</param>
    /// <param name="backend">Runs the fits.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Null if the lesion or its shell holds too few voxels for a fit.</returns>
    public static LesionOdds? LogOdds(LesionScore score, BitRows lesion, IBackend backend, CancellationToken cancellation)
    {
        var mask = score.Box.Mask;
        using var near = LesionShape.Near(score.Box, lesion, ReachMillimetres);
        using var shell = near.Copy();
        using var beside = LesionShape.Near(score.Box, lesion, ShellFrom);
        shell.ExceptWith(beside);
        var (voxels, inside, outside) = (mask.RanksOf(near), mask.RanksOf(lesion), mask.RanksOf(shell));
        if (Math.Min(inside.Length, outside.Length) < Step * LeastVoxels)
        {
            return null;
        }

        using var all = VoxelSet.Load(backend, Columns(score, voxels));
        var own = Fit(score, inside, 2, backend, cancellation).ScoreSamples(all);
        var other = Fit(score, outside, 3, backend, cancellation).ScoreSamples(all);
        var odds = new float[voxels.Length];
        for (var v = 0; v < odds.Length; v++)
        {
            odds[v] = (float)(own[v] - other[v]);
        }

        var box = new BrainBox(score.Box, near);
        box.Smooth([odds], SmoothingMillimetres, cancellation);
        return new(box, voxels, box.Fill(odds));
    }

    private static GaussianMixtureModel Fit(
        LesionScore score, int[] voxels, int components, IBackend backend, CancellationToken cancellation)
    {
        int[] sample = [.. Enumerable.Range(0, (voxels.Length + Step - 1) / Step).Select(i => voxels[i * Step])];
        using var loaded = VoxelSet.Load(backend, Columns(score, sample));
        var mixture = new GaussianMixture { NComponents = components, RegCovar = 0.05, MaxIter = 30 };
        return mixture.Fit(loaded, cancellation: cancellation).Model;
    }

    private static FeatureMatrix Columns(LesionScore score, int[] voxels) => new(
        [.. score.Images.Keys.Select(contrast => $"{contrast}")],
        [.. score.Images.Values.Select(image => Array.ConvertAll(voxels, i => image[i]))]);
}

/// <summary>The logarithms of the odds of the voxels near a lesion.</summary>
/// <param name="Box">The box of these voxels.</param>
/// <param name="Voxels">Their indices among the voxels of the mask.</param>
/// <param name="Volume">The logarithms, a volume of the box.</param>
internal sealed record LesionOdds(BrainBox Box, int[] Voxels, float[] Volume)
{
    /// <summary>Returns the lesion of the voxels above some odds, as indices among the voxels of the mask.</summary>
    /// <param name="threshold">Logarithm of the odds.</param>
    public int[] Above(double threshold)
    {
        using var lesion = LesionShape.Above(Box, Volume, threshold);
        return Array.ConvertAll(Box.Mask.RanksOf(lesion), i => Voxels[i]);
    }
}
