using GpuSeg.Images.Morphology;

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

    private LesionScore(BrainBox box, IReadOnlyDictionary<LesionContrast, float[]> images, MirrorPlane plane, float[] values) =>
        (Box, Images, Plane, Values) = (box, images, plane, values);

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
    /// <param name="images">The images that there are, FLAIR among them; a value per voxel of the mask.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static LesionScore Compute(
        BrainBox box, IReadOnlyDictionary<LesionContrast, float[]> images, CancellationToken cancellation)
    {
        var scaled = images.ToDictionary(image => image.Key, image => RobustScale.Apply(image.Value));
        var smoothed = scaled.ToDictionary(
            image => image.Key, image => box.Take(box.Smooth(image.Value, SmoothingMillimetres, cancellation)));
        var plane = MirrorPlane.Find(box);
        var mirrored = plane.Mirror(box, box.Smooth(scaled[LesionContrast.Flair], MirrorMillimetres, cancellation));
        var usual = (float)RobustScale.Median([.. mirrored.Where(value => !float.IsNaN(value)).DefaultIfEmpty()]);
        if (smoothed.TryGetValue(LesionContrast.T2, out var t2))
        {
            smoothed[LesionContrast.T2] = t2 = Array.ConvertAll(t2, value => Math.Clamp(value, -2, 4));
        }

        var flair = smoothed[LesionContrast.Flair];
        var values = new float[flair.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var other = Math.Clamp(float.IsNaN(mirrored[i]) ? usual : mirrored[i], -1, 3);
            values[i] = flair[i] + (t2 is null ? 0 : ShareOfT2 * t2[i]) + ShareOfAsymmetry * Math.Clamp(flair[i] - other, -3, 3);
        }

        return new(box, smoothed, plane, values);
    }

    /// <summary>Returns the lesion of the voxels whose score lies above a threshold.</summary>
    public BitRows Above(double threshold) => LesionShape.Above(Box, Values, threshold);

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

            using var far = LesionShape.Near(Box, lesion, ShellTo);
            using var near = LesionShape.Near(Box, lesion, ShellFrom);
            var next = (MedianOf(lesion) + MedianOf(far, near)) / 2;
            if (Math.Abs(next - threshold) < 0.05)
            {
                return (next + UsualThreshold) / 2;
            }

            threshold = next;
        }

        return (threshold + UsualThreshold) / 2;
    }

    /// <summary>Computes the median score of a set, without the voxels of another set.</summary>
    public double MedianOf(BitRows set, BitRows? without = null)
    {
        var voxels = Box.VoxelsOf(set).Where(i => without?.Contains(Box.Places[i]) != true).Select(i => Values[i]);
        return RobustScale.Median([.. voxels.DefaultIfEmpty()]);
    }
}
