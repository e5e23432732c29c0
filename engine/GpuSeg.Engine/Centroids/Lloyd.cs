using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Centroids;

/// <summary>The end of one path, in the frame.</summary>
/// <param name="Centres">The final centres.</param>
/// <param name="Assignment">That to the final centres.</param>
/// <param name="Iterations">Assignments that moved the centres.</param>
/// <param name="Converged">Whether the stopping rule was met.</param>
/// <param name="Joined">Starts that ran into the path of another.</param>
internal sealed record LloydRun(Centres Centres, Assignment Assignment, int Iterations, bool Converged, int Joined);

/// <summary>Advances the paths of any number of KMeans together: each pass reads the voxels once for all paths that are live.</summary>
internal static class Lloyd
{
    // A pass holds the sums of all its models per chunk of voxels: many large models would fill memory.
    private const int MostModelsInAPass = 32;

    // Steps that passes take by themselves between two looks at progress and cancellation. A path that joins another one goes on till then.
    private const int StepsAhead = 16;

    public static void Run(VoxelSet voxels, IReadOnlyList<KMeansSearch> searches, CancellationToken cancellation)
    {
        while (Live(searches) is { Length: > 0 } live)
        {
            var left = voxels.Passes is IIteratingPasses iterating ? StepAhead(iterating, live, searches, cancellation) : live;
            foreach (var paths in left.Chunk(MostModelsInAPass))
            {
                cancellation.ThrowIfCancellationRequested();
                voxels.Passes.Assign(Array.ConvertAll(paths, path => path.Centres), Array.ConvertAll(paths, path => path.Assignment));
            }

            foreach (var search in searches)
            {
                search.Accept(left);
            }
        }
    }

    // Steps that the passes take by themselves, followed one after the other as if each had been a pass of its own.
    // What is left are the live paths that did not come as far as was asked for: their next step is the host's.
    private static LloydPath[] StepAhead(
        IIteratingPasses passes, LloydPath[] live, IReadOnlyList<KMeansSearch> searches, CancellationToken cancellation)
    {
        var steps = Math.Min(StepsAhead, live.Max(path => path.AssignmentsLeft));
        foreach (var paths in live.Chunk(MostModelsInAPass))
        {
            cancellation.ThrowIfCancellationRequested();
            passes.Iterate(Array.ConvertAll(paths, path => path.LookAhead()), steps);
        }

        for (var step = 0; step < steps; step++)
        {
            foreach (var search in searches)
            {
                search.Follow(step);
            }
        }

        return [.. Live(searches).Where(path => path.StepsAhead < steps)];
    }

    private static LloydPath[] Live(IReadOnlyList<KMeansSearch> searches) => [.. searches.SelectMany(search => search.Live)];
}
