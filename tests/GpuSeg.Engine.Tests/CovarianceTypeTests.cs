using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Tests;

/// <summary>The table of covariance types.</summary>
public class CovarianceTypeTests
{
    [Fact]
    public void Lists_scikit_learns_types_in_its_order() =>
        Assert.Equal(["full", "tied", "diag", "spherical"], CovarianceTypes.All.Select(type => type.Name));

    [Fact]
    public void Finds_each_type_by_its_name()
    {
        Assert.All(CovarianceTypes.All, type => Assert.Same(type, CovarianceTypes.Find(type.Name)));
        Assert.Null(CovarianceTypes.Find("Full"));
    }

    // Two types of one reduction would be the same type for a backend.
    [Fact]
    public void Describes_each_type_by_its_own_reduction()
    {
        Assert.Distinct(CovarianceTypes.All.Where(type => type.Reduction is not null).Select(type => type.Reduction!.Value));
        Assert.Equal(CovarianceReduction.None, CovarianceTypes.Full.Reduction);
    }

    [Fact]
    public void Reduces_covariances_as_the_reduction_says() => Assert.All(CovarianceTypes.All, type =>
    {
        double[] counts = [3, 1];
        double[] matrices = [2, 0.5, 4, 6, 1, 8];
        var structure = type.Structure(2, 2);
        var reduced = structure.Reduce(matrices, counts);
        if (type.Reduction is { } reduction)
        {
            Assert.Equal(Reduced(matrices, counts, reduction), structure.Expand(reduced, 0).Concat(structure.Expand(reduced, 1)));
        }
    });

    // Two packed 2 x 2 matrices, reduced step by step as the contract with the backends says.
    private static double[] Reduced(double[] matrices, double[] counts, CovarianceReduction reduction)
    {
        double[] reduced = [.. matrices];
        for (var i = 0; i < reduced.Length; i++)
        {
            var pooled = ((counts[0] * matrices[i % 3]) + (counts[1] * matrices[3 + (i % 3)])) / counts.Sum();
            reduced[i] = reduction.HasFlag(CovarianceReduction.Pooled) ? pooled : matrices[i];
        }

        for (var k = 0; k < 2; k++)
        {
            var own = reduced.AsSpan(3 * k, 3);
            own[1] = (reduction & (CovarianceReduction.Diagonal | CovarianceReduction.Isotropic)) != 0 ? 0 : own[1];
            if (reduction.HasFlag(CovarianceReduction.Isotropic))
            {
                own[0] = own[2] = (own[0] + own[2]) / 2;
            }
        }

        return reduced;
    }
}
