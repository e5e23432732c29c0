namespace GpuSeg.Engine.Passes;

/// <summary>Polynomials of x, y and z up to a total degree, by the coefficients of their monomials x^p y^q z^r.</summary>
/// <remarks>The order is r, then q, then p: the coefficients of a row of voxels, along which y and z are constant, lie together.</remarks>
public static class Monomials
{
    /// <summary>The largest degree that is needed: the sums of a field of order 4 have twice its degree.</summary>
    public const int MostDegree = 8;

    /// <summary>Counts the monomials of a total degree of at most <paramref name="degree"/>.</summary>
    public static int Count(int degree) => (degree + 1) * (degree + 2) * (degree + 3) / 6;

    /// <summary>Lists the exponents of the monomials in their order.</summary>
    public static IReadOnlyList<(int P, int Q, int R)> Exponents(int degree) =>
    [
        .. from r in Enumerable.Range(0, degree + 1)
           from q in Enumerable.Range(0, degree + 1 - r)
           from p in Enumerable.Range(0, degree + 1 - r - q)
           select (p, q, r),
    ];

    /// <summary>Writes the coefficients of x^0 .. x^degree of a polynomial at one y and z to <paramref name="row"/>.</summary>
    public static void ToRow(ReadOnlySpan<double> polynomial, int degree, double y, double z, Span<double> row)
    {
        row[..(degree + 1)].Clear();
        var next = 0;
        var zr = 1d;
        for (var r = 0; r <= degree; r++, zr *= z)
        {
            var yq = zr;
            for (var q = 0; q <= degree - r; q++, yq *= y)
            {
                for (var p = 0; p <= degree - r - q; p++)
                {
                    row[p] += polynomial[next++] * yq;
                }
            }
        }
    }

    /// <summary>Adds sums over a row of voxels, sum w x^p for p = 0 .. degree, to the sums of w x^p y^q z^r.</summary>
    public static void AddRow(ReadOnlySpan<double> row, int degree, double y, double z, Span<double> sums)
    {
        var next = 0;
        var zr = 1d;
        for (var r = 0; r <= degree; r++, zr *= z)
        {
            var yq = zr;
            for (var q = 0; q <= degree - r; q++, yq *= y)
            {
                for (var p = 0; p <= degree - r - q; p++)
                {
                    sums[next++] += row[p] * yq;
                }
            }
        }
    }
}
