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

    /// <summary>Computes the logarithm of the odds of every voxel near the lesion; NaN farther away.</summary>
    /// <param name="score">The images.</param>
    /// <param name="lesion">The lesion.</param>
    /// <param name="backend">Runs the fits.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>A value per voxel of the mask; null if lesion or shell hold too few voxels for a fit.</returns>
    public static float[]? LogOdds(LesionScore score, BitRows lesion, IBackend backend, CancellationToken cancellation)
    {
        var box = score.Box;
        using var near = LesionShape.Near(box, lesion, ReachMillimetres);
        using var beside = LesionShape.Near(box, lesion, ShellFrom);
        var voxels = box.VoxelsOf(near);
        int[] inside = [.. box.VoxelsOf(lesion)];
        int[] shell = [.. voxels.Where(i => !beside.Contains(box.Places[i]))];
        if (Math.Min(inside.Length, shell.Length) < Step * LeastVoxels)
        {
            return null;
        }

        using var all = VoxelSet.Load(backend, Columns(score, voxels));
        var own = Fit(score, inside, 2, backend, cancellation).ScoreSamples(all);
        var other = Fit(score, shell, 3, backend, cancellation).ScoreSamples(all);
        var odds = new float[score.Values.Length];
        Array.Fill(odds, float.NaN);
        for (var v = 0; v < voxels.Length; v++)
        {
            odds[voxels[v]] = (float)(own[v] - other[v]);
        }

        return box.Take(box.Smooth(odds, SmoothingMillimetres, cancellation));
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
