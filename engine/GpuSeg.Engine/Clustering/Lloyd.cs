using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Clustering;

/// <summary>One run of Lloyd's iteration from one start, in the frame; Assignment is that to the final centres.</summary>
internal sealed record LloydRun(Centres Centres, Assignment Assignment, int Iterations, bool Converged);

/// <summary>Assignment and new centres in turn until no voxel changes its cluster or the centres rest.</summary>
internal sealed class Lloyd(VoxelSet voxels, double tol, int maxIter)
{
    // scikit-learn's tol is relative to the mean variance of the features.
    private readonly double _shiftLimit = tol * voxels.Features.Variance.Average() / (voxels.Frame.Unit * voxels.Frame.Unit);

    public LloydRun Run(Centres start, Action<int, double> iterated, CancellationToken cancellation)
    {
        var centres = start;
        var (assignment, previous) = (NewAssignment(start), NewAssignment(start));
        for (var iteration = 1; ; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            (assignment, previous) = (previous, assignment);
            voxels.Passes.Assign([centres], [assignment]);
            iterated(iteration, assignment.Inertia * voxels.Frame.Unit * voxels.Frame.Unit);
            var strict = iteration > 1 && SamePartition(assignment, previous);
            var moved = Average(centres, assignment);
            var shift = SquaredShift(centres, moved);
            centres = moved;
            if (strict || shift <= _shiftLimit || iteration == maxIter)
            {
                voxels.Passes.Assign([centres], [assignment]);
                return new(centres, assignment, iteration, strict || shift <= _shiftLimit);
            }
        }
    }

    private Assignment NewAssignment(Centres centres) => new(centres.Clusters, voxels.Dimensions);

    // Sums depend on the partition alone, bit for bit: equal sums tell that no voxel changed its cluster without keeping labels.
    private static bool SamePartition(Assignment a, Assignment b) =>
        a.Counts.AsSpan().SequenceEqual(b.Counts) && a.Sums.AsSpan().SequenceEqual(b.Sums);

    private Centres Average(Centres centres, Assignment assignment)
    {
        var filled = new Assignment(centres.Clusters, centres.Dimensions);
        assignment.Counts.CopyTo(filled.Counts, 0);
        assignment.Sums.CopyTo(filled.Sums, 0);
        EmptyClusters.Relocate(voxels, centres, filled);
        var largest = Array.IndexOf(filled.Counts, filled.Counts.Max());
        var averages = new Centres(centres.Clusters, centres.Dimensions);
        for (var k = 0; k < centres.Clusters; k++)
        {
            var source = filled.Counts[k] > 0 ? k : largest;
            for (var j = 0; j < centres.Dimensions; j++)
            {
                averages[k][j] = filled.Sums[(source * centres.Dimensions) + j] / filled.Counts[source];
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
