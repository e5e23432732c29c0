using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Centroids;

/// <summary>
/// The way of Lloyd's iteration from one start: it asks for the assignment to <see cref="Centres"/>, takes it, and asks for the next one,
/// until no voxel changes its cluster or the centres rest; the last assignment asked for is that to the final centres.
/// </summary>
internal sealed class LloydPath(VoxelSet voxels, KMeans options, Centres start)
{
    // scikit-learn's tol is relative to the mean variance of the features.
    private readonly double _shiftLimit = (options.Converge ? 0 : options.Tol) * voxels.Features.Variance.Average() / (voxels.Frame.Unit * voxels.Frame.Unit);
    private Assignment _previous = new(start.Clusters, start.Dimensions);
    private bool _isClosing;
    private CentreIteration? _ahead;

    /// <summary>The centres whose assignment comes next; at the end the final ones.</summary>
    public Centres Centres { get; private set; } = start;

    /// <summary>Room for that assignment; at the end that to the final centres.</summary>
    public Assignment Assignment { get; private set; } = new(start.Clusters, start.Dimensions);

    /// <summary>Assignments that moved the centres.</summary>
    public int Iterations { get; private set; }

    public bool Converged { get; private set; }

    public bool IsDone { get; private set; }

    /// <summary>The path that this one has run into: from here on both are the same.</summary>
    public LloydPath? Joined { get; set; }

    public bool IsLive => Joined is null && !IsDone;

    /// <summary>Assignments until the end at the latest, that to the final centres included.</summary>
    public int AssignmentsLeft => options.MaxIter - Iterations + 1;

    /// <summary>Assignments of <see cref="LookAhead"/> that the passes made.</summary>
    public int StepsAhead => _ahead?.Steps.Count ?? 0;

    /// <summary>What passes may do by themselves from here on.</summary>
    public CentreIteration LookAhead() => _ahead = new(Centres, _shiftLimit);

    /// <summary>Brings assignment <paramref name="step"/> of <see cref="LookAhead"/> into <see cref="Assignment"/>.</summary>
    public void Follow(int step) => Assignment = _ahead!.Steps[step];

    /// <summary>Takes the assignment in <see cref="Assignment"/>.</summary>
    /// <returns>Whether the path has moved on; not when it only closed.</returns>
    public bool Accept()
    {
        IsDone = _isClosing;
        if (IsDone)
        {
            return false;
        }

        Iterations++;
        var strict = Iterations > 1 && Partition.AreEqual(Assignment, _previous);
        var moved = Average();
        Converged = strict || SquaredShift(Centres, moved) <= _shiftLimit;
        _isClosing = Converged || Iterations == options.MaxIter;
        (Centres, Assignment, _previous) = (moved, _previous, Assignment);
        return true;
    }

    private Centres Average()
    {
        var filled = new Assignment(Centres.Clusters, Centres.Dimensions);
        Assignment.Counts.CopyTo(filled.Counts, 0);
        Assignment.Sums.CopyTo(filled.Sums, 0);
        EmptyClusters.Relocate(voxels, Centres, filled);
        var largest = Array.IndexOf(filled.Counts, filled.Counts.Max());
        var averages = new Centres(Centres.Clusters, Centres.Dimensions);
        for (var k = 0; k < Centres.Clusters; k++)
        {
            var source = filled.Counts[k] > 0 ? k : largest;
            for (var j = 0; j < Centres.Dimensions; j++)
            {
                averages[k][j] = filled.Sums[(source * Centres.Dimensions) + j] / filled.Counts[source];
            }
        }

        return averages;
    }

    private static double SquaredShift(Centres from, Centres to)
    {
        var shift = 0d;
        for (var i = 0; i < from.Values.Length; i++)
        {
            shift += (to.Values[i] - from.Values[i]) * (to.Values[i] - from.Values[i]);
        }

        return shift;
    }
}
