using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Spatial;

/// <summary>The smooth multiplicative field g of every image, g = 1 + h, where h is a polynomial of the voxel's place.</summary>
public sealed class EstimatedBias
{
    private readonly VoxelLattice _lattice;
    private readonly BiasedMixture _mixture;

    internal EstimatedBias(VoxelLattice lattice, BiasedMixture mixture, int terms)
    {
        (_lattice, _mixture, Terms) = (lattice, mixture, terms);
        Ranges = [.. Enumerable.Range(0, mixture.Density.Dimensions).Select(RangeOf)];
    }

    /// <summary>Largest total degree of the polynomials.</summary>
    public int Order => _mixture.Order;

    /// <summary>Number of coefficients of an image's field.</summary>
    public int Terms { get; }

    /// <summary>Smallest and largest value of every image's field over the voxels; shape (D).</summary>
    public IReadOnlyList<(double Least, double Most)> Ranges { get; }

    /// <summary>Writes g of every voxel for one feature; shape (N).</summary>
    public void Multipliers(int feature, Span<float> multipliers)
    {
        Span<double> row = stackalloc double[Order + 1];
        foreach (var run in _lattice.Runs)
        {
            ToRow(feature, run, row);
            for (var i = 0; i < run.Length; i++)
            {
                multipliers[run.First + i] = (float)(1 + At(row, _lattice.Coordinate(0, run.X + i)));
            }
        }
    }

    /// <summary>Divides the distance from intensity 0 by the field: z + (x - z) / g in the units of the features; shape (N).</summary>
    /// <param name="features">The voxels.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="restored">Receives the values.</param>
    public void Restore(FeatureMatrix features, int feature, Span<float> restored)
    {
        ArgumentNullException.ThrowIfNull(features);
        Multipliers(feature, restored);
        var column = features.Column(feature);
        var (origin, zero) = (features.Origins[feature], features.Zeros[feature]);
        for (var i = 0; i < restored.Length; i++)
        {
            restored[i] = (float)(zero + ((origin + column[i] - zero) / restored[i]));
        }
    }

    private static double At(ReadOnlySpan<double> row, double x)
    {
        var value = 0d;
        for (var p = row.Length - 1; p >= 0; p--)
        {
            value = (value * x) + row[p];
        }

        return value;
    }

    private void ToRow(int feature, in VoxelRun run, Span<double> row) => Monomials.ToRow(
        _mixture.FieldOf(feature), Order, _lattice.Coordinate(1, run.Y), _lattice.Coordinate(2, run.Z), row);

    private (double Least, double Most) RangeOf(int feature)
    {
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        Span<double> row = stackalloc double[Order + 1];
        foreach (var run in _lattice.Runs)
        {
            ToRow(feature, run, row);
            for (var i = 0; i < run.Length; i++)
            {
                var g = 1 + At(row, _lattice.Coordinate(0, run.X + i));
                (least, most) = (Math.Min(least, g), Math.Max(most, g));
            }
        }

        return (least, most);
    }
}
