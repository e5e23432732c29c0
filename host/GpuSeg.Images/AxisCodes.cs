namespace GpuSeg.Images;

/// <summary>Names the direction of each voxel axis by the world axis it follows most closely.</summary>
internal static class AxisCodes
{
    /// <summary>
    /// Finds three letters, such as RAS: voxel axis i runs towards letter i. The rotation R closest to the columns of unit length decides,
    /// and each world axis is used once, as in nibabel's <c>aff2axcodes</c>. R is the polar factor, from R &lt;- (R + R^-T) / 2.
    /// </summary>
    public static string Find(double[,] affine)
    {
        var rotation = ClosestRotation(affine);
        Span<char> letters = stackalloc char[3];
        Span<bool> used = stackalloc bool[3];
        for (var column = 0; column < 3; column++)
        {
            var best = -1;
            for (var row = 0; row < 3; row++)
            {
                if (!used[row] && (best < 0 || Math.Abs(rotation[row, column]) > Math.Abs(rotation[best, column])))
                {
                    best = row;
                }
            }

            used[best] = true;
            letters[column] = (rotation[best, column] < 0 ? "LPI" : "RAS")[best];
        }
        return new(letters);
    }

    private static double[,] ClosestRotation(double[,] affine)
    {
        var r = UnitColumns(affine);
        // Quadratic convergence: thin slabs and strong shears need about ten steps.
        for (var step = 0; step < 60; step++)
        {
            var inverseTransposed = Matrix3.InverseTransposed(r);
            var change = 0.0;
            for (var i = 0; i < 9; i++)
            {
                var next = (r[i / 3, i % 3] + inverseTransposed[i / 3, i % 3]) / 2;
                change = Math.Max(change, Math.Abs(next - r[i / 3, i % 3]));
                r[i / 3, i % 3] = next;
            }
            if (change < 1e-14)
            {
                break;
            }
        }
        return r;
    }

    private static double[,] UnitColumns(double[,] affine)
    {
        var unit = new double[3, 3];
        for (var column = 0; column < 3; column++)
        {
            for (var row = 0; row < 3; row++)
            {
                unit[row, column] = affine[row, column] / Matrix3.ColumnLength(affine, column);
            }
        }

        return unit;
    }
}
