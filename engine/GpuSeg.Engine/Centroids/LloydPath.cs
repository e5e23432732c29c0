using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Centroids;

/// <summary>
/// Lloyd's iteration from one start: assignment and averages in turn, until no voxel changes its cluster or the centres rest.
/// </summary>
/// <remarks>The last assignment is the one to the final centres.</remarks>
/// <param name="voxels">The voxels that are clustered.</param>
/// <param name="start">The first centres.</param>
/// <param name="shiftLimit">The largest squared shift of all centres together that counts as rest, in the frame.</param>
/// <param name="maxIter">The most iterations.</param>
internal sealed class LloydPath(VoxelSet voxels, Centres start, double shiftLimit, int maxIter) : FitPath
{
    /// <summary>The centres; at the end the final ones.</summary>
    public Centres Centres { get; private set; } = start;

    /// <summary>The last assignment; at the end the one to the final centres.</summary>
    public Assignment Assignment { get; private set; } = new(start.Clusters, start.Dimensions);

    public override double Objective => Assignment.Inertia * voxels.Frame.Unit * voxels.Frame.Unit;

    protected override IEnumerable<PassRequest> Run()
    {
        var (room, previous) = (new Assignment(Centres.Clusters, Centres.Dimensions), Assignment);
        while (!Converged && Iterations < maxIter)
        {
            var nearest = Assign(room);
            yield return nearest;
            Iterations++;
            Assignment = nearest.Assignment;
            var moved = Average();
            Converged = (Iterations > 1 && Partition.AreEqual(Assignment, previous)) || SquaredShift(Centres, moved) <= shiftLimit;
            (Centres, room, previous) = (moved, previous, Assignment);
        }

        var last = Assign(room);
        yield return last;
        Assignment = last.Assignment;
    }

    private AssignRequest Assign(Assignment room) => new(Centres, room, shiftLimit) { PassesLeft = maxIter - Iterations + 1 };

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
