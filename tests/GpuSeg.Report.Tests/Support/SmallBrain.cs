using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Kernels;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.LesionSearch;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Report.Tests;

/// <summary>
/// A ball of three shells in voxels of 2 x 2 x 3 mm, the first at (-10, -20, -30) mm, with a dent on the patient's right, at the front and
/// on top; with images of the ball and their segmentations.
/// </summary>
public sealed class SmallBrain : IDisposable
{
    public static readonly int[] Shape = [22, 26, 14];

    private static readonly double[] s_spacing = [2, 2, 3], s_origin = [-10, -20, -30];

    private readonly TempFolder _folder = new();

    public string Root => _folder.Root;

    public void Dispose() => _folder.Dispose();

    /// <summary>Returns values in RAS order, 0 outside the ball: a level for every shell, with noise between -9 and 9.</summary>
    public static float[] Values(float first, float step, uint seed)
    {
        var (values, state) = (new float[Shape[0] * Shape[1] * Shape[2]], seed * 7919);
        for (var i = 0; i < values.Length; i++)
        {
            state = unchecked(state * 1664525 + 1013904223);
            var (x, y, z) = (i % Shape[0] - 9.5, i / Shape[0] % Shape[1] - 12.5, 1.5 * (i / Shape[0] / Shape[1] - 6.5));
            var radius = Math.Sqrt(x * x + y * y + z * z);
            var isDent = x > 4 && y > 5 && z > 2;
            values[i] = radius > 9.3 || isDent ? 0 : first + step * (int)(radius / 3.1) + (state >> 8) % 19 - 9f;
        }
        return values;
    }

    /// <summary>Adds a bright ball on the patient's right to the values of FLAIR.</summary>
    public static float[] WithLesion(float[] values) =>
    [
        .. values.Select((value, i) =>
        {
            var (x, y, z) = (i % Shape[0] - 14.0, i / Shape[0] % Shape[1] - 10.0, 1.5 * (i / Shape[0] / Shape[1] - 6));
            return value != 0 && x * x + y * y + z * z < 16 ? value + 800 : value;
        }),
    ];

    /// <summary>
    /// Writes an image with voxel axes 0, 1, 2 along the world axes <paramref name="axes"/>, backwards if <paramref name="backwards"/>.
    /// </summary>
    public string Put(string name, float[] values, int[]? axes = null, bool[]? backwards = null)
    {
        (axes, backwards) = (axes ?? [0, 1, 2], backwards ?? new bool[3]);
        int[] shape = [.. axes.Select(axis => Shape[axis])];
        var stored = new float[values.Length];
        for (var i = 0; i < stored.Length; i++)
        {
            int[] index = [i % shape[0], i / shape[0] % shape[1], i / shape[0] / shape[1]], world = new int[3];
            for (var axis = 0; axis < 3; axis++)
            {
                world[axes[axis]] = backwards[axis] ? shape[axis] - 1 - index[axis] : index[axis];
            }

            stored[i] = values[world[0] + Shape[0] * (world[1] + Shape[1] * world[2])];
        }
        var bytes = NiftiBytes.Floats(stored, shape);
        for (var row = 0; row < 3; row++)
        {
            var axis = Array.IndexOf(axes, row);
            var (step, last) = (s_spacing[row], s_origin[row] + s_spacing[row] * (Shape[row] - 1));
            for (var column = 0; column < 3; column++)
            {
                bytes = bytes.With(NiftiBytes.SrowX + 16 * row + 4 * column, (float)(column == axis ? backwards[axis] ? -step : step : 0));
            }

            bytes = bytes.With(NiftiBytes.SrowX + 16 * row + 12, (float)(backwards[axis] ? last : s_origin[row]));
        }
        return _folder.Put(name, bytes);
    }

    /// <summary>Writes an image that its header places further to the right, in mm.</summary>
    public string PutMoved(string name, float[] values, float shift)
    {
        var bytes = File.ReadAllBytes(Put(name, values));
        return _folder.Put(name, bytes.With(NiftiBytes.SrowX + 12, (float)s_origin[0] + shift));
    }

    /// <summary>Returns the index in RAS order of the voxel nearest to a place.</summary>
    public static int At(double x, double y, double z)
    {
        int[] index = [.. new[] { x, y, z }.Select((value, axis) => (int)Math.Round((value - s_origin[axis]) / s_spacing[axis]))];
        return index[0] + Shape[0] * (index[1] + Shape[1] * index[2]);
    }

    /// <summary>Segments two images by a mixture of three components, or the given images by the given estimator.</summary>
    public VolumeSegmentation Segment(IEstimator? estimator = null, params string[] images) => Segment(new SegmentationRequest
    {
        Images = images.Length > 0 ? images : [Put("t1.nii", Values(100, 100, 1)), Put("flair.nii", Values(400, -80, 2))],
        Estimator = estimator ?? new GaussianMixture { NComponents = 3 },
    });

    public static VolumeSegmentation Segment(SegmentationRequest request) =>
        Segmenter.RunOnVolumes(
            request, _ => HostBackends.All.Create("cpu"), posteriors: false, new PhaseClock(),
            cancellation: TestContext.Current.CancellationToken);

    /// <summary>Searches the lesion of a FLAIR image beside a T1 image.</summary>
    public LesionResult FindLesion(float[] flair) => LesionResult.Run(
        new() { Images = [Put("t1.nii", Values(100, 100, 1)), Put("flair.nii", flair)] },
        new Dictionary<LesionContrast, string>(),
        _ => HostBackends.All.Create("cpu"),
        new PhaseClock(),
        TestContext.Current.CancellationToken);

    /// <summary>Writes a page beside the images.</summary>
    public string Write(string html)
    {
        File.WriteAllText(_folder.At("report.html"), html);
        return _folder.At("report.html");
    }
}
