using GpuSeg.Images;
using GpuSeg.Images.Morphology;
using GpuSeg.Threads;

namespace GpuSeg.Studies.Lesions;

/// <summary>
/// The score of every voxel, in robust standard deviations of the brain: s = F + T / 4 + (F - M) / 2, with F the FLAIR image, T the T2
/// image, and M the FLAIR image of the other side. F and T are smoothed by 1 mm, M by 3 mm. T is limited to -2..4, M to -1..3, F - M to
/// -3..3.
/// </summary>
internal sealed class LesionScore
{
    /// <summary>Standard deviation in mm of the Gaussian that smooths every image.</summary>
    public const double SmoothingMillimetres = 1;

    private const double MirrorMillimetres = 3;
    private const float ShareOfT2 = 0.25f, ShareOfAsymmetry = 0.5f;

    /// <summary>Threshold at which every search starts.</summary>
    private const double FirstThreshold = 3.5;

    /// <summary>Threshold that serves a brain without further knowledge; the local one is averaged with it.</summary>
    private const double UsualThreshold = 2.5;

    private const int MostRounds = 5;
    private const double LeastCubicMillimetres = 200;
    private const double ShellFrom = 2, ShellTo = 10;

    private readonly float[] _volume;

    private LesionScore(BrainBox box, IReadOnlyDictionary<LesionContrast, float[]> images, MirrorPlane plane, float[] values) =>
        (Box, Images, Plane, Values, _volume) = (box, images, plane, values, box.Fill(values));

    /// <summary>The box of the brain.</summary>
    public BrainBox Box { get; }

    /// <summary>The scaled and smoothed images; a value per voxel of the mask.</summary>
    public IReadOnlyDictionary<LesionContrast, float[]> Images { get; }

    /// <summary>The plane between the sides.</summary>
    public MirrorPlane Plane { get; }

    /// <summary>The score; a value per voxel of the mask.</summary>
    public float[] Values { get; }

    /// <summary>Computes the score.</summary>
    /// <param name="box">The box of the brain.</param>
    /// <param name="images">The images, FLAIR among them; a value per voxel of the mask, which is scaled and smoothed in place.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ImageException">More than half of the voxels of an image have the same value.</exception>
    public static LesionScore Compute(
        BrainBox box, IReadOnlyDictionary<LesionContrast, float[]> images, CancellationToken cancellation)
    {
        LesionContrast[] contrasts = [.. images.Keys];
        float[][] columns = [.. images.Values];
        var haveSpread = new bool[columns.Length];
        ThreadBudget.For(columns.Length, i => haveSpread[i] = RobustScale.Apply(columns[i]), cancellation: cancellation);
        if (Array.IndexOf(haveSpread, false) is >= 0 and var flat)
        {
            throw new ImageException($"More than half of the voxels of {LesionContrasts.NameOf(contrasts[flat])} have the same value, so "
                + "no lesion can be searched; check the image and the mask.");
        }

        var flair = images[LesionContrast.Flair];
        var mirrored = flair.ToArray();
        box.Smooth(columns, SmoothingMillimetres, cancellation);
        box.Smooth([mirrored], MirrorMillimetres, cancellation);
        var plane = MirrorPlane.Find(box);
        plane.Mirror(box, mirrored);
        var t2 = images.GetValueOrDefault(LesionContrast.T2);
        var values = new float[flair.Length];
        box.ForBlocks((from, to) =>
        {
            for (var i = from; i < to; i++)
            {
                // Beside the mask the other side counts as usual brain, whose median is 0.
                var other = float.IsNaN(mirrored[i]) ? 0 : Math.Clamp(mirrored[i], -1, 3);
                var fluid = t2 is null ? 0 : Math.Clamp(t2[i], -2, 4);
                values[i] = flair[i] + ShareOfT2 * fluid + ShareOfAsymmetry * Math.Clamp(flair[i] - other, -3, 3);
            }
        });
        return new(box, images, plane, values);
    }

    /// <summary>Returns the lesion of the voxels whose score lies above a threshold.</summary>
    public BitRows Above(double threshold) => LesionShape.Above(Box, _volume, threshold);

    /// <summary>
    /// Finds the threshold of this brain: the mean of 2.5 and of the score half way between the medians of the lesion and of its shell,
    /// 2 to 10 mm from it. The lesion at 3.5 comes first; a lesion of less than 0.2 mL lowers the threshold by 0.5.
    /// </summary>
    public double FindThreshold()
    {
        var threshold = FirstThreshold;
        for (var round = 0; round < MostRounds; round++)
        {
            using var lesion = Above(threshold);
            if (lesion.Count() * Box.VoxelVolume < LeastCubicMillimetres)
            {
                threshold -= 0.5;
                continue;
            }

            using var shell = LesionShape.Near(Box, lesion, ShellTo);
            using var beside = LesionShape.Near(Box, lesion, ShellFrom);
            shell.ExceptWith(beside);
            var next = (MedianOf(lesion) + MedianOf(shell)) / 2;
            if (Math.Abs(next - threshold) < 0.05)
            {
                return (next + UsualThreshold) / 2;
            }

            threshold = next;
        }

        return (threshold + UsualThreshold) / 2;
    }

    /// <summary>Computes the median score of a set; 0 if it is empty.</summary>
    public double MedianOf(BitRows set) => MedianOf(Box.Mask.RanksOf(set));

    /// <summary>Computes the median score of voxels of the mask; 0 without voxels.</summary>
    public double MedianOf(int[] voxels) => RobustScale.Median(Array.ConvertAll(voxels, i => Values[i]));
}
