using System.Runtime.InteropServices;
using GpuSeg.Images.Nifti;
using GpuSeg.Threads;

namespace GpuSeg.Images.Regridding;

/// <summary>
/// Resamples a volume onto another grid by the affines of both headers. Scans are interpolated, after a Gaussian filter along each axis
/// that the target samples more coarsely; masks take the nearest voxel. Places outside of the source's field of view are NaN.
/// </summary>
/// <remarks>
/// <para>
/// The field of view ends at the outer faces of the outermost voxels; between a face and the last centre, the outermost value counts.
/// </para>
/// <para>
/// A scan has gaps: voxels that are not finite, and zeros if they are at least a quarter of the voxels, as around a stripped brain. A
/// place has a gap's value if gaps have more than half of its weight; otherwise the weights of the other voxels are scaled to sum to 1.
/// The brain therefore neither grows nor darkens at its border.
/// </para>
/// <para>
/// A cubic value is limited to the range of the voxels around its place: a spline rings beside edges, and a value below 0 would leave the
/// mask.
/// </para>
/// <para>
/// Places and weights are computed in double, values are rounded once to float32. Rows are independent, so that the result does not depend
/// on the number of threads.
/// </para>
/// </remarks>
internal static class Resampler
{
    private const double BackgroundShare = 0.25;

    // Half of the weight, and room for headers in float32.
    private const double LeastPresent = 0.5 - 1e-4;

    // Marks of gaps while a scan is resampled: background, and voxels that are not finite.
    private const float Background = float.NaN;
    private const float NoValue = float.PositiveInfinity;

    /// <summary>Resamples a volume.</summary>
    /// <param name="source">The volume.</param>
    /// <param name="target">The grid.</param>
    /// <param name="role">The part of the image: only scans are interpolated.</param>
    /// <param name="interpolation">The interpolation of scans.</param>
    /// <param name="cancellation">Stops between rows.</param>
    /// <returns>The bytes of the float32 values on the target grid, in file order.</returns>
    /// <exception cref="ImageException">No voxel of the target lies in the source's field of view.</exception>
    public static byte[] Resample(
        Volume source, Grid target, GridRole role, Interpolation interpolation, CancellationToken cancellation)
    {
        var map = Matrix3.Between(target.InMillimetres(), source.Grid.InMillimetres());
        var values = new float[source.VoxelCount];
        source.CopyTo(values);
        CubicSpline? spline = null;
        if (role == GridRole.Image)
        {
            MarkGaps(values);
            GaussianFilter.Apply(values, source.Grid.Shape, Deviations(map), cancellation);
            spline = interpolation == Interpolation.Cubic ? CubicSpline.Of(values, source.Grid.Shape, cancellation) : null;
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
                Interpolate(values, spline, place, line);
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

    private static void MarkGaps(float[] values)
    {
        var zeros = 0;
        foreach (var value in values)
        {
            zeros += value == 0 ? 1 : 0;
        }

        var hasBackground = zeros >= BackgroundShare * values.Length;
        foreach (ref var value in values.AsSpan())
        {
            value = !float.IsFinite(value) ? NoValue : hasBackground && value == 0 ? Background : value;
        }
    }

    private static void Interpolate(float[] values, CubicSpline? spline, RowPlace place, Span<float> line)
    {
        for (var i = place.First; i < place.End; i++)
        {
            var (x, y, z) = (place.X.Around(i), place.Y.Around(i), place.Z.Around(i));
            var value = Interpolate(values, x, y, z);
            var (isLinear, isGap) = (spline is null, false);
            if (!double.IsFinite(value))
            {
                (value, isGap) = InterpolateBesideGaps(values, x, y, z);
            }

            line[i] = (float)(isLinear || isGap ? value : Limited(
                spline!.At(place.X.TapsAround(i), place.Y.TapsAround(i), place.Z.TapsAround(i)), values, x, y, z));
        }
    }

    // Limits a value to the range of the voxels around a place that have weight, without gaps.
    private static double Limited(
        double value, float[] values, RowPlace.Neighbours x, RowPlace.Neighbours y, RowPlace.Neighbours z)
    {
        var (least, most) = (float.PositiveInfinity, float.NegativeInfinity);
        for (var corner = 0; corner < 8; corner++)
        {
            var (right, front, up) = (corner & 1, corner >> 1 & 1, corner >> 2);
            var found = values[x.Low + right * x.Next + y.Low + front * y.Next + z.Low + up * z.Next];
            if (float.IsFinite(found) && x.Weight(right) > 0 && y.Weight(front) > 0 && z.Weight(up) > 0)
            {
                (least, most) = (Math.Min(least, found), Math.Max(most, found));
            }
        }

        return Math.Clamp(value, least, most);
    }

    private static double Interpolate(float[] values, RowPlace.Neighbours x, RowPlace.Neighbours y, RowPlace.Neighbours z)
    {
        var at = x.Low + y.Low + z.Low;
        return Between(Slice(at), Slice(at + z.Next), z.Share);

        double Slice(int first) => Between(Line(first), Line(first + y.Next), y.Share);

        double Line(int first) => Between(values[first], values[first + x.Next], x.Share);
    }

    // A neighbour without weight does not count, gap or not.
    private static double Between(double low, double high, double share) =>
        share == 0 ? low : share == 1 ? high : low + share * (high - low);

    private static (double Value, bool IsGap) InterpolateBesideGaps(
        float[] values, RowPlace.Neighbours x, RowPlace.Neighbours y, RowPlace.Neighbours z)
    {
        var (sum, present, background) = (0.0, 0.0, 0.0);
        for (var corner = 0; corner < 8; corner++)
        {
            var (right, front, up) = (corner & 1, corner >> 1 & 1, corner >> 2);
            var value = values[x.Low + right * x.Next + y.Low + front * y.Next + z.Low + up * z.Next];
            var weight = x.Weight(right) * y.Weight(front) * z.Weight(up);
            if (float.IsFinite(value))
            {
                sum += weight * value;
                present += weight;
            }
            else
            {
                background += float.IsNaN(value) ? weight : 0;
            }
        }

        return present >= LeastPresent ? (sum / present, false)
            : (background >= 1 - present - background ? 0 : double.NaN, true);
    }

    private static void PickNearest(float[] values, RowPlace place, Span<float> line)
    {
        for (var i = place.First; i < place.End; i++)
        {
            line[i] = values[place.X.Nearest(i) + place.Y.Nearest(i) + place.Z.Nearest(i)];
        }
    }
}
