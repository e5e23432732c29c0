using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Fitting;

/// <summary>Paths over the same voxels that run to their ends together, before the next wave of their search.</summary>
internal abstract class Wave
{
    /// <summary>A wave without paths: it waits until the waves of other searches have ended.</summary>
    public static Wave Empty { get; } = new Wave<FitPath>(null, [], _ => null, null);

    /// <summary>The sweeps over the voxels.</summary>
    public abstract IVoxelPasses? Passes { get; }

    /// <summary>The exception that stopped the paths; null unless one failed.</summary>
    public Exception? Failure { get; protected set; }

    /// <summary>Paths that need another pass.</summary>
    public abstract IEnumerable<FitPath> Live { get; }

    /// <summary>Lets one of the paths take its answer, reports its iteration, and looks whether it has run into another path.</summary>
    public abstract void MoveOn(FitPath path);
}

/// <summary>A <see cref="Wave"/> of one kind of path.</summary>
internal sealed class Wave<TPath> : Wave
    where TPath : FitPath
{
    private readonly TPath[] _paths;
    private readonly Func<TPath, TPath?> _meet;
    private readonly IProgress<FitProgress>? _progress;

    /// <param name="passes">The sweeps over the voxels.</param>
    /// <param name="paths">One path for each start; paths that have joined another stay where they are.</param>
    /// <param name="meet">Finds the path that a path has run into, or null.</param>
    /// <param name="progress">Receives every iteration.</param>
    public Wave(IVoxelPasses? passes, IReadOnlyList<TPath> paths, Func<TPath, TPath?> meet, IProgress<FitProgress>? progress)
    {
        (Passes, _paths, _meet, _progress) = (passes, [.. paths], meet, progress);
        foreach (var path in _paths.Where(path => path.Joined is null))
        {
            path.Start();
        }
    }

    public override IVoxelPasses? Passes { get; }

    public override IEnumerable<FitPath> Live => Failure is null ? _paths.Where(path => path.IsLive) : [];

    public override void MoveOn(FitPath path)
    {
        // The path that failed was the search's: none of its paths goes on.
        if (Failure is not null)
        {
            return;
        }

        var iterations = path.Iterations;
        try
        {
            path.MoveOn();
        }
        catch (ClusteringException e)
        {
            Failure = e;
            return;
        }

        if (path.Iterations > iterations)
        {
            _progress?.Report(new(Array.IndexOf(_paths, path) + 1, _paths.Length, path.Iterations, path.Objective));
            path.Joined = _paths.Length == 1 ? null : _meet((TPath)path);
        }
    }
}
