namespace GpuSeg.Images;

/// <summary>The 3x3 algebra of grids, on the upper left of a matrix of any size.</summary>
internal static class Matrix3
{
    public static double Determinant(double[,] m)
    {
        var determinant = 0.0;
        for (var column = 0; column < 3; column++)
        {
            determinant += m[0, column] * Cofactor(m, 0, column);
        }

        return determinant;
    }

    /// <summary>Divides the matrix of cofactors by the determinant.</summary>
    public static double[,] InverseTransposed(double[,] m)
    {
        var determinant = Determinant(m);
        var result = new double[3, 3];
        for (var i = 0; i < 9; i++)
        {
            result[i / 3, i % 3] = Cofactor(m, i / 3, i % 3) / determinant;
        }

        return result;
    }

    /// <summary>Computes the 3x4 map that takes places in one 3x4 map's source to places in another's: inverse(to) * from.</summary>
    public static double[,] Between(double[,] from, double[,] to)
    {
        var inverseTransposed = InverseTransposed(to);
        var map = new double[3, 4];
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 4; column++)
            {
                for (var i = 0; i < 3; i++)
                {
                    map[row, column] += inverseTransposed[i, row] * (from[i, column] - (column == 3 ? to[i, 3] : 0));
                }
            }
        }

        return map;
    }

    public static double ColumnLength(double[,] m, int column) =>
        Math.Sqrt(m[0, column] * m[0, column] + m[1, column] * m[1, column] + m[2, column] * m[2, column]);

    // Cyclic indices give the cofactor its sign.
    private static double Cofactor(double[,] m, int row, int column)
    {
        var (r1, r2, c1, c2) = ((row + 1) % 3, (row + 2) % 3, (column + 1) % 3, (column + 2) % 3);
        return m[r1, c1] * m[r2, c2] - m[r1, c2] * m[r2, c1];
    }
}
