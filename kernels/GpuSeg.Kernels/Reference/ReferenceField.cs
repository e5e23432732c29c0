using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Kernels.Reference;

/// <summary>The sweeps with neighbours and field as their formulas, voxel by voxel in double.</summary>
/// <param name="voxels">The features, row by row; shape (N, D).</param>
/// <param name="lattice">The places of the voxels.</param>
/// <param name="neighbours">The neighbours of a voxel.</param>
/// <param name="components">K, the number of components.</param>
internal sealed class ReferenceField(double[] voxels, VoxelLattice lattice, Neighbour[] neighbours, int components) : IVoxelField
{
    private readonly IReadOnlyList<(int P, int Q, int R)>[] _exponents =
        [.. Enumerable.Range(0, Monomials.MostDegree + 1).Select(Monomials.Exponents)];
    private readonly int[,,] _numbers = Number(lattice);
    private double[] _shares = new double[lattice.Count * components];
    private double[] _next = new double[lattice.Count * components];

    private int Count => lattice.Count;

    public void Start(BiasedMixture mixture)
    {
        var logs = new double[components];
        ForEachVoxel((voxel, x, y, z) =>
        {
            LogDensities(mixture, voxel, x, y, z, logs);
            ReferencePasses.Normalise(logs);
            logs.CopyTo(_shares, voxel * components);
        });
    }

    public void Sweep(BiasedMixture mixture, FieldMoments? moments)
    {
        var logs = new double[components];
        ForEachVoxel((voxel, x, y, z) =>
        {
            LogDensities(mixture, voxel, x, y, z, logs);
            AddNeighbours(x, y, z, logs);
            ReferencePasses.Normalise(logs);
            logs.CopyTo(_next, voxel * components);
        });
        (_shares, _next) = (_next, _shares);
        if (moments is not null)
        {
            Add(mixture, moments);
        }
    }

    public double PseudoLikelihood(BiasedMixture mixture)
    {
        var (logs, priors, total) = (new double[components], new double[components], 0d);
        ForEachVoxel((voxel, x, y, z) =>
        {
            mixture.LogWeights.CopyTo(priors, 0);
            LogDensities(mixture, voxel, x, y, z, logs);
            AddNeighbours(x, y, z, logs);
            AddNeighbours(x, y, z, priors);
            total += ReferencePasses.Normalise(logs) - ReferencePasses.Normalise(priors);
        });
        return total;
    }

    public void Labels(Span<byte> labels)
    {
        for (var i = 0; i < Count; i++)
        {
            labels[i] = (byte)ReferencePasses.FirstLargest(_shares.AsSpan(i * components, components));
        }
    }

    public void Posteriors(Span<float> responsibilities)
    {
        for (var i = 0; i < Count; i++)
        {
            for (var k = 0; k < components; k++)
            {
                responsibilities[(k * Count) + i] = (float)_shares[(i * components) + k];
            }
        }
    }

    public void Dispose()
    {
    }

    // The number of the voxel at every place of the box, -1 outside the mask.
    private static int[,,] Number(VoxelLattice lattice)
    {
        var numbers = new int[lattice.Size[0], lattice.Size[1], lattice.Size[2]];
        for (var z = 0; z < lattice.Size[2]; z++)
        {
            for (var y = 0; y < lattice.Size[1]; y++)
            {
                for (var x = 0; x < lattice.Size[0]; x++)
                {
                    numbers[x, y, z] = -1;
                }
            }
        }

        foreach (var run in lattice.Runs)
        {
            for (var i = 0; i < run.Length; i++)
            {
                numbers[run.X + i, run.Y, run.Z] = run.First + i;
            }
        }

        return numbers;
    }

    private void ForEachVoxel(Action<int, int, int, int> visit)
    {
        foreach (var run in lattice.Runs)
        {
            for (var i = 0; i < run.Length; i++)
            {
                visit(run.First + i, run.X + i, run.Y, run.Z);
            }
        }
    }

    // l_k = Offsets[k] - |U_k (x - m_k - h (m_k - z))|^2 / 2
    private void LogDensities(BiasedMixture mixture, int voxel, int x, int y, int z, Span<double> logs)
    {
        var (density, d) = (mixture.Density, mixture.Density.Dimensions);
        var size = Triangular.Size(d);
        Span<double> field = stackalloc double[d];
        Span<double> shifted = stackalloc double[d];
        for (var j = 0; j < d; j++)
        {
            field[j] = Field(mixture, j, x, y, z);
        }

        for (var k = 0; k < components; k++)
        {
            for (var j = 0; j < d; j++)
            {
                shifted[j] = voxels[(voxel * d) + j] - (field[j] * (density.Means[(k * d) + j] - mixture.Zeros[j]));
            }

            var factor = density.Factors.AsSpan(k * size, size);
            logs[k] = density.Offsets[k] - (ReferencePasses.SquaredNorm(factor, shifted, density.Means.AsSpan(k * d, d)) / 2);
        }
    }

    // h = sum c x^p y^q z^r
    private double Field(BiasedMixture mixture, int feature, int x, int y, int z)
    {
        var sum = 0d;
        for (var i = 0; mixture.Order > 0 && i < Monomials.Count(mixture.Order); i++)
        {
            sum += mixture.FieldOf(feature)[i] * Monomial(_exponents[mixture.Order][i], x, y, z);
        }

        return sum;
    }

    private double Monomial((int P, int Q, int R) exponents, int x, int y, int z) =>
        Math.Pow(lattice.Coordinate(0, x), exponents.P)
        * Math.Pow(lattice.Coordinate(1, y), exponents.Q)
        * Math.Pow(lattice.Coordinate(2, z), exponents.R);

    private void AddNeighbours(int x, int y, int z, Span<double> logs)
    {
        foreach (var neighbour in neighbours)
        {
            var number = NumberAt(x + neighbour.X, y + neighbour.Y, z + neighbour.Z);
            for (var k = 0; number >= 0 && k < components; k++)
            {
                logs[k] += neighbour.Weight * _shares[(number * components) + k];
            }
        }
    }

    private int NumberAt(int x, int y, int z) =>
        (uint)x < (uint)lattice.Size[0] && (uint)y < (uint)lattice.Size[1] && (uint)z < (uint)lattice.Size[2] ? _numbers[x, y, z] : -1;

    private void Add(BiasedMixture mixture, FieldMoments moments)
    {
        Array.Clear(moments.Weights);
        Array.Clear(moments.Targets);
        var sensitivities = FieldMoments.Sensitivities(mixture);
        var (weighted, targeted) = (_exponents[2 * moments.Order], _exponents[moments.Order]);
        foreach (var run in lattice.Runs)
        {
            for (var i = 0; moments.Includes(run) && i < run.Length; i++)
            {
                for (var j = 0; j < moments.Dimensions; j++)
                {
                    var (weight, target) = Terms(mixture, sensitivities, run.First + i, j);
                    foreach (var (place, exponents) in weighted.Index())
                    {
                        moments.Weights[(j * weighted.Count) + place] += weight * Monomial(exponents, run.X + i, run.Y, run.Z);
                    }

                    foreach (var (place, exponents) in targeted.Index())
                    {
                        moments.Targets[(j * targeted.Count) + place] += target * Monomial(exponents, run.X + i, run.Y, run.Z);
                    }
                }
            }
        }
    }

    private (double Weight, double Target) Terms(BiasedMixture mixture, double[] sensitivities, int voxel, int feature)
    {
        var (d, weight, target) = (mixture.Density.Dimensions, 0d, 0d);
        for (var k = 0; k < components; k++)
        {
            var (mean, share) = (mixture.Density.Means[(k * d) + feature], _shares[(voxel * components) + k]);
            weight += share * sensitivities[(k * d) + feature] * (mean - mixture.Zeros[feature]);
            target += share * sensitivities[(k * d) + feature] * (voxels[(voxel * d) + feature] - mean);
        }

        return (weight, target);
    }
}
