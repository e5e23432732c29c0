using GpuSeg.Engine.Clustering;
using GpuSeg.Engine.Passes;
using MathNet.Numerics.Random;

namespace GpuSeg.Engine.Mixtures;

/// <summary>First densities of a mixture: responsibilities by one of the inits, one maximization step, then the explicit parts in their place.</summary>
internal sealed class MixtureInitialisation(
    VoxelSet voxels, CovarianceStructure structure, MaximizationStep maximization, GaussianMixture options)
{
    public MixtureDensity Start(int restart, CancellationToken cancellation)
    {
        var found = options.Start.IsComplete ? null : maximization.Of(Moments(RandomStreams.Of(options.Seed, restart), restart, cancellation));
        double[] weights = options.Start.WeightsInit is { } w ? [.. w] : found!.Weights;
        var means = options.Start.MeansInit is { } m ? voxels.Frame.FromUser([.. m]) : found!.Means;
        return options.Start.PrecisionsInit is { } precisions
            ? MixtureParameters.ToDensity(weights, means, Factors([.. precisions]))
            : new MixtureParameters(weights, means, found!.Covariances).ToDensity(structure, voxels.Dimensions);
    }

    private Func<int, CholeskyFactor> Factors(double[] precisions)
    {
        var inFrame = MixtureParameters.Scale(precisions, voxels.Frame.Unit * voxels.Frame.Unit);
        return k => Factor(inFrame, k);
    }

    private CholeskyFactor Factor(double[] precisions, int component)
    {
        try
        {
            return CholeskyFactor.OfPrecision(structure.Expand(precisions, component), voxels.Dimensions, component);
        }
        catch (ClusteringException e)
        {
            throw new StartException($"precisions_init of component {component + 1} is not positive definite; precisions are inverse covariances.", e);
        }
    }

    private Moments Moments(RandomSource random, int restart, CancellationToken cancellation) => options.Init switch
    {
        MixtureInit.KMeans => OfPartition(restart, cancellation),
        MixtureInit.KMeansPlusPlus => OfVoxels(KMeansPlusPlus.Choose(voxels, options.NComponents, random, cancellation)),
        MixtureInit.Random => OfRandomShares(random, cancellation),
        MixtureInit.RandomFromData => OfVoxels(RandomStreams.Distinct(random, options.NComponents, voxels.Count)),
        _ => throw new InvalidOperationException($"There is no mixture init {options.Init}."),
    };

    private Moments OfPartition(int restart, CancellationToken cancellation)
    {
        var kmeans = new KMeans { NClusters = options.NComponents, NInit = 1, Seed = unchecked(options.Seed + restart) };
        var centres = voxels.Frame.FromUser([.. kmeans.Fit(voxels, cancellation: cancellation).Means]);
        var nearest = new MixtureDensity(options.NComponents, voxels.Dimensions);
        centres.CopyTo(nearest.Means, 0);
        // With U = I and equal offsets the component of largest log-density is the nearest centre.
        for (var k = 0; k < options.NComponents; k++)
        {
            for (var i = 0; i < voxels.Dimensions; i++)
            {
                nearest.Factors[(k * Triangular.Size(voxels.Dimensions)) + Triangular.Index(i, i)] = 1;
            }
        }

        var moments = new Moments(options.NComponents, voxels.Dimensions);
        voxels.Passes.Expect([nearest], Membership.Hard, [moments]);
        return moments;
    }

    // One voxel each: no spread, so that the covariance is reg_covar alone, as in scikit-learn; but for its tied covariance, where it
    // divides the second moment of all voxels by K, which is about N / K times too wide and starts all components alike.
    private Moments OfVoxels(int[] indices)
    {
        var moments = new Moments(indices.Length, voxels.Dimensions);
        voxels.Frame.FromUser(voxels.Features.Rows(indices)).CopyTo(moments.Centres, 0);
        Array.Fill(moments.Weight, 1);
        return moments;
    }

    // On the host, voxel by voxel: the draws, and with them the start, are the same on every backend.
    private Moments OfRandomShares(RandomSource random, CancellationToken cancellation)
    {
        var moments = new Moments(options.NComponents, voxels.Dimensions);
        var (shares, voxel) = (new double[options.NComponents], new double[voxels.Dimensions]);
        for (var i = 0; i < voxels.Count; i++)
        {
            if (i % 4096 == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            for (var j = 0; j < voxel.Length; j++)
            {
                voxel[j] = (voxels.Features.Column(j)[i] - voxels.Frame.Origin[j]) / voxels.Frame.Unit;
            }

            Draw(random, shares);
            Add(moments, shares, voxel);
        }

        return moments;
    }

    private static void Draw(RandomSource random, double[] shares)
    {
        for (var k = 0; k < shares.Length; k++)
        {
            shares[k] = random.NextDouble();
        }

        var sum = shares.Sum();
        for (var k = 0; k < shares.Length; k++)
        {
            shares[k] /= sum;
        }
    }

    private static void Add(Moments moments, double[] shares, double[] voxel)
    {
        var (d, size) = (voxel.Length, Triangular.Size(voxel.Length));
        for (var k = 0; k < shares.Length; k++)
        {
            moments.Weight[k] += shares[k];
            for (var i = 0; i < d; i++)
            {
                moments.First[(k * d) + i] += shares[k] * voxel[i];
                for (var j = 0; j <= i; j++)
                {
                    moments.Second[(k * size) + Triangular.Index(i, j)] += shares[k] * voxel[i] * voxel[j];
                }
            }
        }
    }
}
