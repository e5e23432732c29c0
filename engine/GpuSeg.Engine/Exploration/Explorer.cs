using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Metrics;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Threads;

namespace GpuSeg.Engine.Exploration;

/// <summary>Fits many clusterings of the same images and judges each.</summary>
public static class Explorer
{
    /// <summary>
    /// Fits and judges <paramref name="cells"/> one by one as they are asked for; one that fails does not stop the others. Cells of the
    /// same images and scaling come together, in the order of the first of them. While some are judged the next ones are fitted on
    /// another thread, so that two sets of voxels are loaded at a time; leave the enumeration by break or Dispose to stop that.
    /// </summary>
    /// <param name="features">All images.</param>
    /// <param name="cells">What to fit, such as those of an <see cref="ExplorationGrid"/>.</param>
    /// <param name="backend">Where the voxels are loaded; nobody else may dispose of it meanwhile.</param>
    /// <param name="options">How clusterings are judged.</param>
    /// <param name="progress">Receives every iteration, not on the caller's thread.</param>
    /// <param name="cancellation">Stops the enumeration.</param>
    /// <exception cref="ArgumentException">A cell has no image, or one that the features have not.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested; thrown by the enumeration.</exception>
    public static IEnumerable<ExplorationFit> Run(
        FeatureMatrix features,
        IReadOnlyList<ExplorationCell> cells,
        IBackend backend,
        ExplorationOptions? options = null,
        IProgress<ExplorationProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(backend);
        foreach (var cell in cells)
        {
            if (cell.Images.Count == 0 || cell.Images.Any(image => image < 0 || image >= features.Dimensions))
            {
                throw new ArgumentException(
                    $"A cell has the images [{string.Join(", ", cell.Images)}]; it needs one or more of 0..{features.Dimensions - 1}.");
            }
        }

        var standardised = new Lazy<FeatureMatrix>(() => StandardScaler.Fit(features).Transform(features));
        var counted = progress is null ? null : new IterationCount(progress, cells.Count);
        var groups = cells.GroupBy(cell => (cell.Standardise, string.Join(',', cell.Images)));
        return Run([.. groups.Select(group => group.ToArray())], Fit, cancellation);

        ExplorationGroup Fit(ExplorationCell[] group, CancellationToken stop)
        {
            var clustered = (group[0].Standardise ? standardised.Value : features).Select(group[0].Images);
            var voxels = new ExplorationGroup(features, VoxelSet.Load(backend, clustered, options?.Lattice), options ?? new());
            try
            {
                voxels.Fit(group, counted, stop);
                counted?.AddFits(group.Length);
                return voxels;
            }
            catch
            {
                voxels.Dispose();
                throw;
            }
        }
    }

    private static IEnumerable<ExplorationFit> Run(
        ExplorationCell[][] groups, Func<ExplorationCell[], CancellationToken, ExplorationGroup> fit, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var next = Start(0);
        try
        {
            for (var g = 0; g < groups.Length; g++)
            {
                using var group = next!.GetAwaiter().GetResult();
                next = Start(g + 1);
                foreach (var cell in groups[g])
                {
                    cancellation.ThrowIfCancellationRequested();
                    yield return group.Judge(cell);
                }
            }
        }
        finally
        {
            // A fit that nobody waits for any more; an error of its own has been thrown already, or does not matter.
            stop.Cancel();
            next?.ContinueWith(task => task.IsCompletedSuccessfully ? task.Result : null, TaskScheduler.Default).Result?.Dispose();
        }

        Task<ExplorationGroup>? Start(int g) => g < groups.Length ? ThreadBudget.Run(() => fit(groups[g], stop.Token)) : null;
    }

    private sealed class IterationCount(IProgress<ExplorationProgress> progress, int cells) : IProgress<FitProgress>
    {
        private int _fitted;
        private long _iterations;

        public void AddFits(int fits)
        {
            _fitted += fits;
            progress.Report(new(_fitted, cells, _iterations));
        }

        public void Report(FitProgress value)
        {
            _iterations += Math.Sign(value.Iteration);
            progress.Report(new(_fitted, cells, _iterations));
        }
    }
}

/// <summary>Progress of an exploration.</summary>
/// <param name="Fitted">Cells whose fit has ended.</param>
/// <param name="Cells">Cells in all.</param>
/// <param name="Iterations">Iterations of all starts so far.</param>
public readonly record struct ExplorationProgress(int Fitted, int Cells, long Iterations);

/// <summary>The result of one cell: a clustering or a failure.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Clustering">The clustering; null if it failed.</param>
/// <param name="Failure">Why there is none: a <see cref="ClusteringException"/> or an <see cref="ArgumentException"/>.</param>
public sealed record ExplorationFit(ExplorationCell Cell, JudgedClustering? Clustering, Exception? Failure);

/// <summary>The ways in which the clusterings of an exploration are judged.</summary>
public sealed record ExplorationOptions
{
    /// <summary>The order in which clusters are numbered.</summary>
    public LabelOrder Order { get; init; } = LabelOrder.ByWeight;

    /// <summary>The places of the voxels, for estimators that need them.</summary>
    public VoxelLattice? Lattice { get; init; }

    /// <summary>Most voxels from which a silhouette is measured.</summary>
    public int SilhouetteSample { get; init; } = Silhouette.DefaultSample;

    /// <summary>Chooses these voxels; the same for all clusterings.</summary>
    public int SampleSeed { get; init; }

    /// <summary>
    /// Most passes on the way from where a mixture stopped to its optimum, see <see cref="WayToOptimum"/>; 0: the way is not gone.
    /// </summary>
    public int OptimumPasses { get; init; }
}
