using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Shared;

namespace GpuSeg.Kernels.Reference;

/// <summary>The passes as their formulas, over voxels stored row by row in double.</summary>
internal sealed class ReferencePasses(double[] voxels, int dimensions, float[]? weights) : IVoxelPasses
{
    public int Count { get; } = voxels.Length / dimensions;

    public int Dimensions { get; } = dimensions;

    public void Expect(IReadOnlyList<MixtureDensity> densities, Membership membership, IReadOnlyList<Moments> moments)
    {
        for (var m = 0; m < densities.Count; m++)
        {
            Expect(densities[m], membership, moments[m]);
        }
    }

    public void Assign(IReadOnlyList<Centres> centres, IReadOnlyList<Assignment> assignments)
    {
        for (var m = 0; m < centres.Count; m++)
        {
            Assign(centres[m], assignments[m]);
        }
    }

    public void Label(MixtureDensity density, Span<byte> labels)
    {
        var logs = new double[density.Components];
        for (var i = 0; i < Count; i++)
        {
            LogDensities(density, Voxel(i), logs);
            labels[i] = (byte)FirstLargest(logs);
        }
    }

    public void Posterior(MixtureDensity density, Span<float> responsibilities)
    {
        var logs = new double[density.Components];
        for (var i = 0; i < Count; i++)
        {
            LogDensities(density, Voxel(i), logs);
            Normalise(logs);
            for (var k = 0; k < logs.Length; k++)
            {
                responsibilities[(k * Count) + i] = (float)logs[k];
            }
        }
    }

    public void LogDensity(MixtureDensity density, Span<double> logDensities)
    {
        var logs = new double[density.Components];
        for (var i = 0; i < Count; i++)
        {
            LogDensities(density, Voxel(i), logs);
            logDensities[i] = Normalise(logs);
        }
    }

    public void Nearest(Centres centres, Span<byte> labels, Span<double> squaredDistances)
    {
        for (var i = 0; i < Count; i++)
        {
            (labels[i], var distance) = Nearest(centres, Voxel(i));
            if (!squaredDistances.IsEmpty)
            {
                squaredDistances[i] = distance;
            }
        }
    }

    public IVoxelField NewField(VoxelLattice lattice, NeighbourPrior prior, int components)
    {
        ArgumentChecks.Field(lattice, prior, Count, weights is not null);
        return new ReferenceField(voxels, lattice, prior.In(lattice.Spacing), components);
    }

    public void Dispose()
    {
    }

    private void Expect(MixtureDensity density, Membership membership, Moments moments)
    {
        Array.Clear(moments.Weight);
        Array.Clear(moments.First);
        Array.Clear(moments.Second);
        density.Means.CopyTo(moments.Centres, 0);
        moments.LogLikelihood = 0;
        var logs = new double[density.Components];
        for (var i = 0; i < Count; i++)
        {
            LogDensities(density, Voxel(i), logs);
            moments.LogLikelihood += Weight(i) * (membership == Membership.Soft ? Normalise(logs) : Harden(logs));
            Add(moments, Voxel(i), logs, Weight(i));
        }
    }

    private void Assign(Centres centres, Assignment assignment)
    {
        Array.Clear(assignment.Counts);
        Array.Clear(assignment.Sums);
        assignment.Inertia = 0;
        for (var i = 0; i < Count; i++)
        {
            var (k, distance) = Nearest(centres, Voxel(i));
            assignment.Counts[k] += Weight(i);
            assignment.Inertia += Weight(i) * distance;
            for (var j = 0; j < Dimensions; j++)
            {
                assignment.Sums[(k * Dimensions) + j] += Weight(i) * Voxel(i)[j];
            }
        }
    }

    private ReadOnlySpan<double> Voxel(int i) => voxels.AsSpan(i * Dimensions, Dimensions);

    private double Weight(int i) => weights?[i] ?? 1;

    private static void LogDensities(MixtureDensity density, ReadOnlySpan<double> x, Span<double> logs)
    {
        var (d, size) = (density.Dimensions, Triangular.Size(density.Dimensions));
        for (var k = 0; k < logs.Length; k++)
        {
            logs[k] = density.Offsets[k] - (SquaredNorm(density.Factors.AsSpan(k * size, size), x, density.Means.AsSpan(k * d, d)) / 2);
        }
    }

    /// <summary>Computes |U (x - m)|^2.</summary>
    public static double SquaredNorm(ReadOnlySpan<double> factor, ReadOnlySpan<double> x, ReadOnlySpan<double> mean)
    {
        var norm = 0d;
        for (var i = 0; i < x.Length; i++)
        {
            var y = 0d;
            for (var j = 0; j <= i; j++)
            {
                y += factor[Triangular.Index(i, j)] * (x[j] - mean[j]);
            }

            norm += y * y;
        }

        return norm;
    }

    /// <summary>
    /// Replaces l_k by r_k and returns log sum_k exp l_k. The largest is taken out first, so that no exponential overflows.
    /// </summary>
    public static double Normalise(Span<double> logs)
    {
        var largest = logs[FirstLargest(logs)];
        var sum = 0d;
        foreach (ref var log in logs)
        {
            log = Math.Exp(log - largest);
            sum += log;
        }

        foreach (ref var share in logs)
        {
            share /= sum;
        }

        return largest + Math.Log(sum);
    }

    // Replaces l_k by 1 for the first of the largest, else 0, and returns the largest.
    private static double Harden(Span<double> logs)
    {
        var first = FirstLargest(logs);
        var largest = logs[first];
        logs.Clear();
        logs[first] = 1;
        return largest;
    }

    /// <summary>Finds the first of the largest values.</summary>
    public static int FirstLargest(ReadOnlySpan<double> values)
    {
        var first = 0;
        for (var k = 1; k < values.Length; k++)
        {
            if (values[k] > values[first])
            {
                first = k;
            }
        }

        return first;
    }

    private static void Add(Moments moments, ReadOnlySpan<double> x, ReadOnlySpan<double> responsibilities, double weight)
    {
        var (d, size) = (x.Length, Triangular.Size(x.Length));
        for (var k = 0; k < responsibilities.Length; k++)
        {
            var centre = moments.Centres.AsSpan(k * d, d);
            moments.Weight[k] += weight * responsibilities[k];
            for (var i = 0; i < d; i++)
            {
                var weighted = weight * responsibilities[k] * (x[i] - centre[i]);
                moments.First[(k * d) + i] += weighted;
                for (var j = 0; j <= i; j++)
                {
                    moments.Second[(k * size) + Triangular.Index(i, j)] += weighted * (x[j] - centre[j]);
                }
            }
        }
    }

    private static (byte Cluster, double SquaredDistance) Nearest(Centres centres, ReadOnlySpan<double> x)
    {
        var nearest = (Cluster: (byte)0, SquaredDistance: double.PositiveInfinity);
        for (var k = 0; k < centres.Clusters; k++)
        {
            var distance = 0d;
            for (var j = 0; j < x.Length; j++)
            {
                distance += (x[j] - centres[k][j]) * (x[j] - centres[k][j]);
            }

            if (distance < nearest.SquaredDistance)
            {
                nearest = ((byte)k, distance);
            }
        }

        return nearest;
    }
}
