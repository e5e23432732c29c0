using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using MathNet.Numerics.Random;

namespace GpuSeg.Engine.Mixtures;

/// <summary>
/// First densities of a mixture: responsibilities by one of the inits, one maximization step, then the explicit parts in their place.
/// </summary>
/// <param name="problem">The mixture.</param>
/// <param name="given">The explicit parts.</param>
/// <param name="init">Finds the other parts.</param>
/// <param name="seed">The seed of the starts.</param>
/// <param name="partitions">KMeans run from every start, if the mixture starts from partitions.</param>
internal sealed class MixtureInitialisation(
    MixtureProblem problem, MixtureStart given, MixtureInit init, int seed, KMeansSearch? partitions)
{
    private readonly VoxelSet _voxels = problem.Voxels;
    private readonly int _components = problem.Structure.Components;

    public MixtureDensity Start(int restart, CancellationToken cancellation)
    {
        var found = given.IsComplete ? null : Find(RandomStreams.Of(seed, restart), restart, cancellation);
        double[] weights = given.WeightsInit is { } w ? [.. w] : found!.Weights;
        var means = given.MeansInit is { } m ? _voxels.Frame.FromUser([.. m]) : found!.Means;
        return given.PrecisionsInit is { } precisions
            ? MixtureParameters.ToDensity(weights, means, Factors([.. precisions]))
            : problem.ToDensity(new(weights, means, found!.Covariances));
    }

    private Func<int, CholeskyFactor> Factors(double[] precisions)
    {
        var inFrame = MixtureParameters.Scale(precisions, _voxels.Frame.Unit * _voxels.Frame.Unit);
        return k => Factor(inFrame, k);
    }

    private CholeskyFactor Factor(double[] precisions, int component)
    {
        try
        {
            return CholeskyFactor.OfPrecision(problem.Structure.Expand(precisions, component), _voxels.Dimensions, component);
        }
        catch (ClusteringException e)
        {
            throw new StartException(
                $"precisions_init of component {component + 1} is not positive definite; precisions are inverse covariances.", e);
        }
    }

    private MixtureParameters Find(RandomSource random, int restart, CancellationToken cancellation) => init switch
    {
        MixtureInit.KMeans => OfPartition(partitions!.End(restart).Centres),
        MixtureInit.KMeansPlusPlus => problem.Maximize(OfVoxels(KMeansPlusPlus.Choose(_voxels, _components, random, cancellation))),
        MixtureInit.Random => problem.Maximize(OfRandomShares(random, cancellation)),
        MixtureInit.RandomFromData => problem.Maximize(OfVoxels(RandomStreams.Distinct(random, _components, _voxels.Count))),
        _ => throw new InvalidOperationException($"There is no mixture init {init}."),
    };

    private MixtureParameters OfPartition(Centres centres)
    {
        var nearest = new MixtureDensity(_components, _voxels.Dimensions);
        centres.Values.CopyTo(nearest.Means, 0);
        // With U = I and equal offsets the component of largest log-density is the nearest centre.
        for (var k = 0; k < _components; k++)
        {
            for (var i = 0; i < _voxels.Dimensions; i++)
            {
                nearest.Factors[(k * Triangular.Size(_voxels.Dimensions)) + Triangular.Index(i, i)] = 1;
            }
        }

        var moments = new Moments(_components, _voxels.Dimensions);
        _voxels.Passes.Expect([nearest], Membership.Hard, [moments]);
        return given.PrecisionsInit is null
            ? problem.Maximize(moments, nearest, Membership.Hard).Parameters!
            : problem.Maximize(moments);
    }

    // One voxel each: no spread, so that the covariance is reg_covar alone, as in scikit-learn; except for its tied covariance:
    // scikit-learn
    // divides the second moment of all voxels by K, which is about N / K times too wide and starts all components alike.
    private Moments OfVoxels(int[] indices)
    {
        var moments = new Moments(indices.Length, _voxels.Dimensions);
        _voxels.Frame.FromUser(_voxels.Features.Rows(indices)).CopyTo(moments.Centres, 0);
        Array.Fill(moments.Weight, 1);
        return moments;
    }

    // On the host, voxel by voxel: the draws, and with them the start, are the same on every backend.
    private Moments OfRandomShares(RandomSource random, CancellationToken cancellation)
    {
        var moments = new Moments(_components, _voxels.Dimensions);
        var (shares, voxel) = (new double[_components], new double[_voxels.Dimensions]);
        for (var i = 0; i < _voxels.Count; i++)
        {
            if (i % 4096 == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            for (var j = 0; j < voxel.Length; j++)
            {
                voxel[j] = (_voxels.Features.Column(j)[i] - _voxels.Frame.OriginIn(_voxels.Features, j)) / _voxels.Frame.Unit;
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
