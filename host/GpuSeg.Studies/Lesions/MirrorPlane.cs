namespace GpuSeg.Studies.Lesions;

/// <summary>The plane between left and right that best mirrors a brain mask onto itself, in mm of the box's axes.</summary>
/// <param name="Normal">Unit vector across the plane.</param>
/// <param name="Offset">Dot product of the normal and the points of the plane.</param>
/// <param name="Overlap">Share of the mask that the mirror puts onto the mask, 0..1.</param>
internal sealed record MirrorPlane((double X, double Y, double Z) Normal, double Offset, double Overlap)
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
        (double X, double Y, double Z) centre =
            (points.Average(point => point.X), points.Average(point => point.Y), points.Average(point => point.Z));
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
            var (across, ahead, up) = (Math.Cos(yaw) * Math.Cos(roll), Math.Sin(yaw) * Math.Cos(roll), Math.Sin(roll));
            var normal = box.LeftRightAxis switch
            {
                0 => (across, ahead, up),
                1 => (ahead, across, up),
                _ => (ahead, up, across),
            };
            var plane = new MirrorPlane(normal, Dot(normal, centre) + tried[2], 0);
            var overlap = 0;
            foreach (var point in points)
            {
                overlap += plane.IsMirroredInto(box, point) ? 1 : 0;
            }

            return plane with { Overlap = overlap / (double)points.Count };
        }
    }

    /// <summary>Mirrors values of the mask's voxels in place, interpolated linearly; NaN if most of the mirrored place is NaN.</summary>
    /// <param name="box">The box.</param>
    /// <param name="values">A value per voxel of the mask; NaN has no weight.</param>
    public void Mirror(BrainBox box, float[] values) => box.WithVolume(values, volume => box.ForBlocks((from, to) =>
    {
        for (var i = from; i < to; i++)
        {
            var (row, x) = Math.DivRem(box.Places[i], box.Shape.X);
            var (z, y) = Math.DivRem(row, box.Shape.Y);
            values[i] = Sample(box, volume, Mirrored((x * box.Spacing.X, y * box.Spacing.Y, z * box.Spacing.Z)));
        }
    }));

    private static double Dot((double X, double Y, double Z) a, (double X, double Y, double Z) b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;

    private (double X, double Y, double Z) Mirrored((double X, double Y, double Z) point)
    {
        var twice = 2 * (Dot(Normal, point) - Offset);
        return (point.X - twice * Normal.X, point.Y - twice * Normal.Y, point.Z - twice * Normal.Z);
    }

    private bool IsMirroredInto(BrainBox box, (double X, double Y, double Z) point)
    {
        var mirrored = Mirrored(point);
        var (x, y, z) = (
            (int)Math.Round(mirrored.X / box.Spacing.X),
            (int)Math.Round(mirrored.Y / box.Spacing.Y),
            (int)Math.Round(mirrored.Z / box.Spacing.Z));
        return (uint)x < (uint)box.Shape.X && (uint)y < (uint)box.Shape.Y && (uint)z < (uint)box.Shape.Z
            && box.Mask.Contains(x, z * box.Shape.Y + y);
    }

    // Voxels of the mask about 4 mm apart; all voxels of a mask that has none of these.
    private static List<(double X, double Y, double Z)> Points(BrainBox box)
    {
        var points = Points(box, Step(box.Spacing.X), Step(box.Spacing.Y), Step(box.Spacing.Z));
        return points.Count > 0 ? points : Points(box, 1, 1, 1);
    }

    private static List<(double X, double Y, double Z)> Points(BrainBox box, int stepX, int stepY, int stepZ)
    {
        var points = new List<(double, double, double)>();
        for (var z = 0; z < box.Shape.Z; z += stepZ)
        {
            for (var y = 0; y < box.Shape.Y; y += stepY)
            {
                for (var x = 0; x < box.Shape.X; x += stepX)
                {
                    if (box.Mask.Contains(x, z * box.Shape.Y + y))
                    {
                        points.Add((x * box.Spacing.X, y * box.Spacing.Y, z * box.Spacing.Z));
                    }
                }
            }
        }

        return points;
    }

    private static int Step(double spacing) => Math.Max(1, (int)Math.Round(CoarseMillimetres / spacing));

    private static float Sample(BrainBox box, float[] volume, (double X, double Y, double Z) point)
    {
        var (x, y, z) = (point.X / box.Spacing.X, point.Y / box.Spacing.Y, point.Z / box.Spacing.Z);
        var (x0, y0, z0) = ((int)Math.Floor(x), (int)Math.Floor(y), (int)Math.Floor(z));
        if (x0 < 0 || y0 < 0 || z0 < 0 || x0 + 1 >= box.Shape.X || y0 + 1 >= box.Shape.Y || z0 + 1 >= box.Shape.Z)
        {
            return float.NaN;
        }

        var first = (z0 * box.Shape.Y + y0) * box.Shape.X + x0;
        var (right, ahead, up) = ((float)(x - x0), (float)(y - y0), (float)(z - z0));
        var (strideY, strideZ) = (box.Shape.X, box.Shape.X * box.Shape.Y);
        // Most places are inside: NaN of any corner leads to the sum of the others.
        var below = Between(
            Between(volume[first], volume[first + 1], right), Between(volume[first + strideY], volume[first + strideY + 1], right), ahead);
        first += strideZ;
        var above = Between(
            Between(volume[first], volume[first + 1], right), Between(volume[first + strideY], volume[first + strideY + 1], right), ahead);
        var value = Between(below, above, up);
        return float.IsNaN(value) ? SampleInside(volume, first - strideZ, strideY, strideZ, (right, ahead, up)) : value;
    }

    private static float SampleInside(float[] volume, int first, int strideY, int strideZ, (float X, float Y, float Z) fraction)
    {
        var (sum, weights) = (0f, 0f);
        for (var corner = 0; corner < 8; corner++)
        {
            var (i, j, k) = (corner & 1, corner >> 1 & 1, corner >> 2);
            var value = volume[first + k * strideZ + j * strideY + i];
            if (!float.IsNaN(value))
            {
                var weight = Weight(fraction.X, i) * Weight(fraction.Y, j) * Weight(fraction.Z, k);
                sum += weight * value;
                weights += weight;
            }
        }

        return weights > 0.5f ? sum / weights : float.NaN;
    }

    private static float Between(float a, float b, float fraction) => a + fraction * (b - a);

    private static float Weight(float fraction, int side) => side == 1 ? fraction : 1 - fraction;
}
