namespace GpuSeg.Studies.Lesions;

/// <summary>The plane between left and right that best mirrors a brain mask onto itself, in mm of the box's axes.</summary>
/// <param name="Normal">Unit vector across the plane.</param>
/// <param name="Offset">Dot product of the normal and the points of the plane.</param>
/// <param name="Overlap">Share of the mask that the mirror puts onto the mask, 0..1.</param>
internal sealed record MirrorPlane(double[] Normal, double Offset, double Overlap)
{
    private const double CoarseMillimetres = 4;

    // The first steps of the search: degrees of the two angles, mm of the offset; halved to less than 0.1.
    private const double FirstAngle = 6, FirstOffset = 6;
    private const int Halvings = 7;
    private const double MostDegrees = 30;

    /// <summary>Finds the plane by steps of its two angles and its offset, halved when no step improves the overlap.</summary>
    public static MirrorPlane Find(BrainBox box)
    {
        var points = Points(box);
        double[] centre = [.. Enumerable.Range(0, 3).Select(axis => points.Average(point => point[axis]))];
        double[] place = [0, 0, 0];
        var best = At(place);
        for (var (halving, scale) = (0, 1.0); halving < Halvings; halving++, scale /= 2)
        {
            while (Improve(scale))
            {
            }
        }

        return best;

        bool Improve(double scale)
        {
            var before = best;
            for (var step = 0; step < 6; step++)
            {
                double[] tried = [.. place];
                tried[step / 2] += (step % 2 == 0 ? scale : -scale) * (step / 2 == 2 ? FirstOffset : FirstAngle);
                if (Math.Abs(tried[0]) <= MostDegrees && Math.Abs(tried[1]) <= MostDegrees
                    && At(tried) is var plane && plane.Overlap > best.Overlap)
                {
                    (best, place) = (plane, tried);
                }
            }

            return best != before;
        }

        MirrorPlane At(double[] tried)
        {
            var (yaw, roll) = (tried[0] * Math.PI / 180, tried[1] * Math.PI / 180);
            var normal = new double[3];
            var (across, ahead, up) = (box.LeftRightAxis, box.LeftRightAxis == 0 ? 1 : 0, box.LeftRightAxis == 2 ? 1 : 2);
            (normal[across], normal[ahead], normal[up]) =
                (Math.Cos(yaw) * Math.Cos(roll), Math.Sin(yaw) * Math.Cos(roll), Math.Sin(roll));
            var plane = new MirrorPlane(normal, Dot(normal, centre) + tried[2], 0);
            return plane with { Overlap = points.Count(point => plane.IsMirroredInto(box, point)) / (double)points.Count };
        }
    }

    /// <summary>Mirrors values of a box: those at the mirrored places of the mask's voxels, between voxels interpolated linearly.</summary>
    /// <param name="box">The box.</param>
    /// <param name="values">The box's values; NaN has no weight.</param>
    /// <returns>A value per voxel of the mask; NaN if most of its mirrored place is NaN.</returns>
    public float[] Mirror(BrainBox box, float[] values)
    {
        var mirrored = new float[box.Places.Length];
        var places = box.Places.ToArray();
        Threads.ThreadBudget.For(places.Length, i => mirrored[i] = Sample(box, values, Mirrored(Point(box, places[i]))));
        return mirrored;
    }

    private static double Dot(double[] a, double[] b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

    private static double[] Point(BrainBox box, int place) =>
    [
        place % box.Shape.X * box.Spacing.X,
        place / box.Shape.X % box.Shape.Y * box.Spacing.Y,
        place / box.Shape.X / box.Shape.Y * box.Spacing.Z,
    ];

    private double[] Mirrored(double[] point)
    {
        var twice = 2 * (Dot(Normal, point) - Offset);
        return [point[0] - twice * Normal[0], point[1] - twice * Normal[1], point[2] - twice * Normal[2]];
    }

    private bool IsMirroredInto(BrainBox box, double[] point)
    {
        var mirrored = Mirrored(point);
        var (x, y, z) = (
            (int)Math.Round(mirrored[0] / box.Spacing.X),
            (int)Math.Round(mirrored[1] / box.Spacing.Y),
            (int)Math.Round(mirrored[2] / box.Spacing.Z));
        return (uint)x < (uint)box.Shape.X && (uint)y < (uint)box.Shape.Y && (uint)z < (uint)box.Shape.Z
            && box.Mask.Contains((z * box.Shape.Y + y) * box.Shape.X + x);
    }

    // Voxels of the mask about 4 mm apart.
    private static List<double[]> Points(BrainBox box)
    {
        var points = new List<double[]>();
        var (stepX, stepY, stepZ) = (Step(box.Spacing.X), Step(box.Spacing.Y), Step(box.Spacing.Z));
        foreach (var place in box.Places)
        {
            if (place % box.Shape.X % stepX == 0 && place / box.Shape.X % box.Shape.Y % stepY == 0
                && place / box.Shape.X / box.Shape.Y % stepZ == 0)
            {
                points.Add(Point(box, place));
            }
        }

        return points.Count > 0 ? points : [Point(box, box.Places[0])];
    }

    private static int Step(double spacing) => Math.Max(1, (int)Math.Round(CoarseMillimetres / spacing));

    private static float Sample(BrainBox box, float[] values, double[] point)
    {
        var (x, y, z) = (point[0] / box.Spacing.X, point[1] / box.Spacing.Y, point[2] / box.Spacing.Z);
        var (x0, y0, z0) = ((int)Math.Floor(x), (int)Math.Floor(y), (int)Math.Floor(z));
        if (x0 < 0 || y0 < 0 || z0 < 0 || x0 + 1 >= box.Shape.X || y0 + 1 >= box.Shape.Y || z0 + 1 >= box.Shape.Z)
        {
            return float.NaN;
        }

        var (sum, weights) = (0.0, 0.0);
        for (var corner = 0; corner < 8; corner++)
        {
            var (i, j, k) = (corner & 1, corner >> 1 & 1, corner >> 2);
            var value = values[((z0 + k) * box.Shape.Y + y0 + j) * box.Shape.X + x0 + i];
            if (!float.IsNaN(value))
            {
                var weight = Weight(x - x0, i) * Weight(y - y0, j) * Weight(z - z0, k);
                sum += weight * value;
                weights += weight;
            }
        }

        return weights > 0.5 ? (float)(sum / weights) : float.NaN;
    }

    private static double Weight(double fraction, int side) => side == 1 ? fraction : 1 - fraction;
}
