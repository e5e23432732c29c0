using GpuSeg.Engine.Passes;
using GpuSeg.Images;
using GpuSeg.Images.Masking;
using GpuSeg.Images.Nifti;

namespace GpuSeg.Studies.Lesions;

/// <summary>
/// Finds the largest bright and asymmetric lesion of FLAIR images, without training: a threshold of a score, then a border by the mixtures
/// of the lesion and its surroundings. It makes no diagnosis.
/// </summary>
public static class LesionFinder
{
    // A lesion stands out by its median score, or by a weaker score and a size that chance does not reach.
    private const double ClearMedian = 2.5, WeakMedian = 1.5;
    private const double LeastCubicMillimetres = 100, LargeCubicMillimetres = 50_000;

    // Odds of 3 to 1 and of 1 to 3.
    private static readonly double s_margin = Math.Log(3);

    /// <summary>Most memory per voxel of the grid that a search takes beside that of the mask's voxels, in bytes.</summary>
    // Three volumes of the box, and as many not yet collected, which a brain fills only in part; the map of the score.
    public const int BytesPerGridVoxel = 5 * sizeof(float);

    /// <summary>Computes the most memory per voxel of the mask that a search takes, in bytes.</summary>
    /// <param name="images">Number of images.</param>
    public static int BytesPerMaskVoxel(int images) =>
        // The images, copies for the fits of which some are not yet collected; mirrored image, score, weights, odds, places and ranks.
        sizeof(float) * ((4 * images) + 16);

    /// <summary>Searches the lesion in whole images.</summary>
    /// <param name="images">Images on one grid.</param>
    /// <param name="mask">Voxels of the brain.</param>
    /// <param name="contrasts">Index of the image of each contrast; FLAIR is needed.</param>
    /// <param name="backend">Runs the fits.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static Lesion Find(
        IReadOnlyList<Volume> images,
        VoxelMask mask,
        IReadOnlyDictionary<LesionContrast, int> contrasts,
        IBackend backend,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(contrasts);
        LesionContrast[] order = [.. contrasts.Keys];
        var columns = mask.Gather([.. order.Select(contrast => images[contrasts[contrast]])]);
        return Find(
            images[0].Grid, mask, order.Zip(columns).ToDictionary(pair => pair.First, pair => pair.Second), backend, cancellation);
    }

    /// <summary>Searches the lesion.</summary>
    /// <param name="grid">Grid of the images.</param>
    /// <param name="mask">Voxels of the brain.</param>
    /// <param name="images">A value per voxel of the mask for each contrast, FLAIR among them; they are changed.</param>
    /// <param name="backend">Runs the fits.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static Lesion Find(
        Grid grid,
        VoxelMask mask,
        IReadOnlyDictionary<LesionContrast, float[]> images,
        IBackend backend,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(backend);
        var box = new BrainBox(mask, grid);
        var values = images.OrderBy(pair => pair.Key).ToDictionary();
        var score = LesionScore.Compute(box, values, cancellation);
        var threshold = score.FindThreshold();
        using var first = score.Above(threshold);
        var odds = LesionMixtures.LogOdds(score, first, backend, cancellation);
        var found = Above(0);
        var median = score.MedianOf(found);
        var isFound = median >= ClearMedian ? Volume(found) >= LeastCubicMillimetres
            : median >= WeakMedian && Volume(found) >= LargeCubicMillimetres;
        return new()
        {
            Mask = mask,
            Grid = grid,
            Score = score.Values,
            Voxels = isFound ? found : [],
            Parts = isFound ? PartFinder.Find(score, found) : null,
            Threshold = threshold,
            MedianScore = median,
            IsWeak = isFound && median < ClearMedian,
            MirrorOverlap = score.Plane.Overlap,
            Least = isFound ? Volume(Above(s_margin)) : 0,
            Most = isFound ? Volume(Above(-s_margin)) : 0,
        };

        int[] Above(double logOdds) => odds?.Above(logOdds) ?? box.Mask.RanksOf(first);

        double Volume(int[] voxels) => voxels.Length * box.VoxelVolume;
    }
}
