using System.Runtime.InteropServices;
using GpuSeg.Images.Nifti;
using GpuSeg.Threads;

namespace GpuSeg.Images.Regridding;

/// <summary>
/// Resamples a volume onto another grid by the affines of both headers. Scans are interpolated linearly, after a Gaussian filter along
/// each axis that the target samples more coarsely; masks take the nearest voxel. Places outside of the source's field of view, and places
/// whose value would need a voxel that is not finite, are NaN.
/// </summary>
/// <remarks>
/// The field of view ends at the outer faces of the outermost voxels; between a face and the last centre, the outermost value counts.
/// Places and weights are computed in double, values are rounded once to float32. Rows are independent, so that the result does not depend
/// on the number of threads.
/// </remarks>
internal static class Resampler
{
    /// <summary>Resamples a volume.</summary>
    /// <param name="source">The volume.</param>
    /// <param name="target">The grid.</param>
    /// <param name="role">The part of the image: only scans are interpolated.</param>
    /// <param name="cancellation">Stops between rows.</param>
    /// <returns>The bytes of the float32 values on the target grid, in file order.</returns>
    /// <exception cref="ImageException">No voxel of the target lies in the source's field of view.</exception>
    public static byte[] Resample(Volume source, Grid target, GridRole role, CancellationToken cancellation)
    {
        var map = Matrix3.Between(target.InMillimetres(), source.Grid.InMillimetres());
        var values = new float[source.VoxelCount];
        source.CopyTo(values);
        if (role == GridRole.Image)
        {
            GaussianFilter.Apply(values, source.Grid.Shape, Deviations(map), cancellation);
        }

        var resampled = GC.AllocateUninitializedArray<byte>(target.VoxelCount * sizeof(float));
        var (width, height) = (target.Shape.X, target.Shape.Y);
        var covered = 0;
        ThreadBudget.For(height * target.Shape.Z, row =>
        {
            var line = MemoryMarshal.Cast<byte, float>(resampled.AsSpan()).Slice(row * width, width);
            var place = new RowPlace(map, row % height, row / height, width, source.Grid.Shape);
            line[..place.First].Fill(float.NaN);
            line[place.End..].Fill(float.NaN);
            if (role == GridRole.Image)
            {
                Interpolate(values, place, line);
            }
            else
            {
                PickNearest(values, place, line);
            }

            if (place.First < place.End)
            {
                Volatile.Write(ref covered, 1);
            }
        }, cancellation: cancellation);
        return covered == 1 ? resampled : throw new ImageException(
            $"{source.Path} covers no voxel of the grid that it should be resampled onto; check the places in both headers.");
    }

    /// <summary>
    /// Computes the standard deviations of the filter along the axes of the source, in its voxels. A voxel of the target is as wide as f
    /// voxels of the source along an axis, where f is the length of the row of the map. A Gaussian of variance (f^2 - 1) / (8 ln 2) makes
    /// the width at half height of a source voxel that of a target voxel; 0 if the target is not coarser.
    /// Source: Cardoso et al., Scale factor point spread function matching, MICCAI 2015.
    /// </summary>
    internal static double[] Deviations(double[,] map)
    {
        var deviations = new double[3];
        for (var axis = 0; axis < 3; axis++)
        {
            var squared = map[axis, 0] * map[axis, 0] + map[axis, 1] * map[axis, 1] + map[axis, 2] * map[axis, 2];
            deviations[axis] = Math.Sqrt(Math.Max(0, squared - 1) / (8 * Math.Log(2)));
        }

        return deviations;
    }

    private static void Interpolate(float[] values, RowPlace place, Span<float> line)
    {
        var (x, y, z) = (place.X, place.Y, place.Z);
        for (var i = place.First; i < place.End; i++)
        {
            var (ix, fx) = x.Below(i);
            var (iy, fy) = y.Below(i);
            var (iz, fz) = z.Below(i);
            var at = ix + iy + iz;
            var low = Between(
                Between(values[at], values[at + x.Next], fx), Between(values[at + y.Next], values[at + y.Next + x.Next], fx), fy);
            at += z.Next;
            var high = Between(
                Between(values[at], values[at + x.Next], fx), Between(values[at + y.Next], values[at + y.Next + x.Next], fx), fy);
            line[i] = Rounded(Between(low, high, fz));
        }
    }

    private static void PickNearest(float[] values, RowPlace place, Span<float> line)
    {
        for (var i = place.First; i < place.End; i++)
        {
            line[i] = values[place.X.Nearest(i) + place.Y.Nearest(i) + place.Z.Nearest(i)];
        }
    }

    // A neighbour without weight does not count, NaN or not.
    private static double Between(double low, double high, double share) =>
        share == 0 ? low : share == 1 ? high : low + share * (high - low);

    private static float Rounded(double value) => double.IsFinite(value) ? (float)value : float.NaN;
}
