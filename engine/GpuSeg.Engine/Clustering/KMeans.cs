using GpuSeg.Engine.Passes;
using MathNet.Numerics.Random;

namespace GpuSeg.Engine.Clustering;

/// <summary>
/// KMeans: K centres that minimise the inertia, the sum of squared distances of the voxels to their nearest centre, by Lloyd's iteration.
/// Names, defaults and stopping rules are those of scikit-learn 1.2's KMeans.
/// </summary>
public sealed record KMeans : IEstimator
{
    /// <summary>K, the number of clusters, 1..255.</summary>
    public int NClusters { get; init; } = 8;

    /// <summary>How first centres are found, unless <see cref="InitialCentres"/> gives them.</summary>
    public KMeansInit Init { get; init; } = KMeansInit.KMeansPlusPlus;

    /// <summary>First centres in the user's units, shape (K, D), or null; with them there is one start.</summary>
    public IReadOnlyList<double>? InitialCentres { get; init; }

    /// <summary>Number of starts; the one of least inertia is kept.</summary>
    public int NInit { get; init; } = 10;

    /// <summary>Most iterations of one start.</summary>
    public int MaxIter { get; init; } = 300;

    /// <summary>Stop when the centres' squared shift is at most Tol times the mean variance of the features.</summary>
    public double Tol { get; init; } = 1e-4;

    /// <summary>Chooses the first centres; the same seed gives the same ones on every machine and backend.</summary>
    public int Seed { get; init; }

    int IEstimator.Clusters => NClusters;

    /// <summary>n_init, or 1 where first centres are given.</summary>
    public int Starts => InitialCentres is null ? NInit : 1;

    /// <summary>Fits centres to <paramref name="voxels"/>.</summary>
    /// <exception cref="StartException"><see cref="InitialCentres"/> have another shape, or are not finite.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or there are more clusters than voxels.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public KMeansModel Fit(VoxelSet voxels, IProgress<FitProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(voxels);
        Check(voxels);
        var lloyd = new Lloyd(voxels, Tol, MaxIter);
        LloydRun? best = null;
        for (var restart = 0; restart < Starts; restart++)
        {
            var start = Start(voxels, RandomStreams.Of(Seed, restart), cancellation);
            progress?.Report(new(restart + 1, Starts, 0, double.NaN));
            var run = lloyd.Run(start, (iteration, inertia) => progress?.Report(new(restart + 1, Starts, iteration, inertia)), cancellation);
            // A start that ends in the same partition differs by rounding only: the first one is kept, as in scikit-learn.
            if (best is null || (run.Assignment.Inertia < best.Assignment.Inertia && !SamePartition(run.Assignment, best.Assignment)))
            {
                best = run;
            }
        }

        return new KMeansModel(best!, voxels, Warnings(best!));
    }

    IClusterModel IEstimator.Fit(VoxelSet voxels, IProgress<FitProgress>? progress, CancellationToken cancellation) =>
        Fit(voxels, progress, cancellation);

    private void Check(VoxelSet voxels)
    {
        Options.Require(NClusters is >= 1 and <= byte.MaxValue, "NClusters", NClusters, "a number from 1 to 255");
        Options.Require(NInit >= 1, "NInit", NInit, "at least 1");
        Options.Require(MaxIter >= 1, "MaxIter", MaxIter, "at least 1");
        Options.Require(Tol >= 0, "Tol", Tol, "at least 0");
        Options.RequireVoxels(voxels, NClusters);
        Options.RequireLength(InitialCentres, NClusters * voxels.Dimensions, "init", $"({NClusters}, {voxels.Dimensions})");
    }

    private Centres Start(VoxelSet voxels, RandomSource random, CancellationToken cancellation)
    {
        var start = new Centres(NClusters, voxels.Dimensions);
        var centres = InitialCentres is { } given ? [.. given] : Pick(voxels, random, cancellation);
        voxels.Frame.FromUser(centres).CopyTo(start.Values, 0);
        return start;
    }

    private double[] Pick(VoxelSet voxels, RandomSource random, CancellationToken cancellation) => voxels.Features.Rows(Init switch
    {
        KMeansInit.KMeansPlusPlus => KMeansPlusPlus.Choose(voxels, NClusters, random, cancellation),
        KMeansInit.Random => RandomStreams.Distinct(random, NClusters, voxels.Count),
        _ => throw new InvalidOperationException($"There is no KMeans init {Init}."),
    });

    // Equal up to the names of the clusters: sums depend on the partition alone, so each cluster's must be found among the other's.
    private static bool SamePartition(Assignment a, Assignment b) => Clusters(a).SetEquals(Clusters(b));

    private static HashSet<string> Clusters(Assignment assignment)
    {
        var dimensions = assignment.Sums.Length / assignment.Counts.Length;
        return [.. assignment.Counts.Select((count, k) => $"{count}: {string.Join(' ', assignment.Sums.Skip(k * dimensions).Take(dimensions))}")];
    }

    private List<string> Warnings(LloydRun run)
    {
        var warnings = new List<string>();
        var found = run.Assignment.Counts.Count(count => count > 0);
        if (found < NClusters)
        {
            warnings.Add($"Only {found} of {NClusters} clusters hold voxels; use fewer clusters.");
        }

        if (!run.Converged)
        {
            warnings.Add($"KMeans did not come to rest in {MaxIter} iterations; raise max_iter or tol.");
        }

        return warnings;
    }
}
