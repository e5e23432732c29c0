using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Spatial;

/// <summary>
/// Products P_a(x) P_b(y) P_c(z) of Legendre polynomials, 1 &lt;= a + b + c &lt;= order, of coordinates from -1 to 1 over a lattice, and
/// the least-squares field in them.
/// </summary>
/// <remarks>
/// There is no constant term: it would be the means once more. Along an axis of n voxels the degree is at most n - 1, because a higher
/// one equals a lower one there.
/// </remarks>
internal sealed class FieldBasis
{
    // Relative to the mean of the diagonal: far below any image's noise, and enough to keep the system regular.
    private const double Ridge = 1e-6;

    // Terms above degree 1 have a ridge of this times (1 - share of noise) / share of noise. Brains are darker towards the cortex
    // whatever the coil does, and a free quadratic takes that for a field: it costs two IBSR brains .015 of WM. Where the spread of
    // a component is noise, a trend in it can only be a field.
    private const double Curvature = 0.25;

    // Rounds of ridge and solution; the second differs from the first only if the field is strong.
    private const int Rounds = 5;

    // As good as no term.
    private const double LargestRidge = 10;

    private readonly int _order;

    // Every term by the coefficients of its monomials, without zeros.
    private readonly (int Monomial, double Coefficient)[][] _terms;

    private readonly bool[] _isCurved;

    // Place of the product of two monomials among those of twice the order.
    private readonly int[,] _products;

    public FieldBasis(VoxelLattice lattice, int order)
    {
        _order = order;
        var exponents = Monomials.Exponents(order);
        (int P, int Q, int R)[] terms = [.. exponents.Where(term => term != (0, 0, 0) && Fits(lattice, term))];
        _terms = Array.ConvertAll(terms, term => Expand(term, exponents));
        _isCurved = Array.ConvertAll(terms, term => term.P + term.Q + term.R > 1);
        var places = Monomials.Exponents(2 * order).Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        _products = new int[exponents.Count, exponents.Count];
        for (var a = 0; a < exponents.Count; a++)
        {
            for (var b = 0; b < exponents.Count; b++)
            {
                var (m, n) = (exponents[a], exponents[b]);
                _products[a, b] = places[(m.P + n.P, m.Q + n.Q, m.R + n.R)];
            }
        }
    }

    /// <summary>Number of terms.</summary>
    public int Terms => _terms.Length;

    /// <summary>
    /// Solves [sum w B B' + ridges] c = sum B t for feature <paramref name="feature"/> and writes B c as a polynomial to
    /// <paramref name="field"/>; the field stays as it was if the sums do not determine one.
    /// </summary>
    /// <param name="moments">The sums.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="noise">The share of noise in the spread of the components, see <see cref="NoiseShare"/>.</param>
    /// <param name="field">Receives the field.</param>
    public void Solve(FieldMoments moments, int feature, double noise, Span<double> field)
    {
        if (Terms == 0)
        {
            return;
        }

        var (matrix, targets) = System(moments, feature);
        double[]? solution = null;
        var rest = 1d;
        for (var round = 0; round < Rounds; round++)
        {
            // The spread that a field explains is not anatomy.
            solution = Solve(matrix, targets, Math.Min(1, noise / rest));
            if (solution is null)
            {
                return;
            }

            rest = Math.Max(noise, 1 - (Explained(matrix, targets, solution) / moments.Voxels));
        }

        field.Clear();
        for (var a = 0; a < Terms; a++)
        {
            foreach (var (m, coefficient) in _terms[a])
            {
                field[m] += coefficient * solution![a];
            }
        }
    }

    // sum w B B', packed, and sum B t.
    private (double[] Matrix, double[] Targets) System(FieldMoments moments, int feature)
    {
        var weights = Row(moments.Weights, feature, Monomials.Count(2 * _order));
        var sums = Row(moments.Targets, feature, Monomials.Count(_order));
        var (matrix, targets) = (new double[Triangular.Size(Terms)], new double[Terms]);
        for (var a = 0; a < Terms; a++)
        {
            foreach (var (m, coefficient) in _terms[a])
            {
                targets[a] += coefficient * sums[m];
            }

            for (var b = 0; b <= a; b++)
            {
                matrix[Triangular.Index(a, b)] = Product(weights, a, b);
            }
        }

        return (matrix, targets);
    }

    // Null if the system is singular.
    private double[]? Solve(double[] matrix, double[] targets, double noise)
    {
        var curved = Math.Clamp(Curvature * (1 - noise) / noise, Ridge, LargestRidge);
        var scale = Enumerable.Range(0, Terms).Average(a => matrix[Triangular.Index(a, a)]);
        var (ridged, lower) = (matrix.ToArray(), new double[matrix.Length]);
        for (var a = 0; a < Terms; a++)
        {
            ridged[Triangular.Index(a, a)] += (_isCurved[a] ? curved : Ridge) * scale;
        }

        if (!Triangular.TryFactor(ridged, Terms, lower))
        {
            return null;
        }

        var solution = targets.ToArray();
        Substitute(lower, solution);
        return solution;
    }

    // 2 c't - c'A c: the squared distances, in units of the components' variances, that the field takes away.
    private double Explained(double[] matrix, double[] targets, double[] solution)
    {
        var explained = 0d;
        for (var a = 0; a < Terms; a++)
        {
            var product = 0d;
            for (var b = 0; b < Terms; b++)
            {
                product += matrix[Triangular.Index(Math.Max(a, b), Math.Min(a, b))] * solution[b];
            }

            explained += solution[a] * ((2 * targets[a]) - product);
        }

        return explained;
    }

    private static ReadOnlySpan<double> Row(double[] sums, int feature, int count) => sums.AsSpan(feature * count, count);

    private static bool Fits(VoxelLattice lattice, (int P, int Q, int R) term) =>
        term.P < lattice.Size[0] && term.Q < lattice.Size[1] && term.R < lattice.Size[2];

    private double Product(ReadOnlySpan<double> weights, int a, int b)
    {
        var sum = 0d;
        foreach (var (m, left) in _terms[a])
        {
            foreach (var (n, right) in _terms[b])
            {
                sum += left * right * weights[_products[m, n]];
            }
        }

        return sum;
    }

    // Solves L L' c = t in place.
    private static void Substitute(double[] lower, double[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                values[i] -= lower[Triangular.Index(i, j)] * values[j];
            }

            values[i] /= lower[Triangular.Index(i, i)];
        }

        for (var i = values.Length - 1; i >= 0; i--)
        {
            for (var j = i + 1; j < values.Length; j++)
            {
                values[i] -= lower[Triangular.Index(j, i)] * values[j];
            }

            values[i] /= lower[Triangular.Index(i, i)];
        }
    }

    private static (int Monomial, double Coefficient)[] Expand(
        (int P, int Q, int R) term, IReadOnlyList<(int P, int Q, int R)> exponents)
    {
        var (x, y, z) = (Legendre(term.P), Legendre(term.Q), Legendre(term.R));
        return
        [
            .. from entry in exponents.Index()
               let e = entry.Item
               where e.P <= term.P && e.Q <= term.Q && e.R <= term.R
               let coefficient = x[e.P] * y[e.Q] * z[e.R]
               where coefficient != 0
               select (entry.Index, coefficient),
        ];
    }

    // Coefficients of P_n: (n + 1) P_(n+1) = (2 n + 1) x P_n - n P_(n-1).
    private static double[] Legendre(int degree)
    {
        var (before, now) = (new double[degree + 1], new double[degree + 1]);
        now[0] = 1;
        for (var n = 0; n < degree; n++)
        {
            var next = new double[degree + 1];
            for (var power = 0; power <= degree; power++)
            {
                next[power] = (((2 * n) + 1) * (power == 0 ? 0 : now[power - 1]) / (n + 1d)) - (n * before[power] / (n + 1d));
            }

            (before, now) = (now, next);
        }

        return now;
    }
}
