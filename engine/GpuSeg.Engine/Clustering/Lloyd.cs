using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Clustering;

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

    public static void Run(VoxelSet voxels, IReadOnlyList<KMeansSearch> searches, CancellationToken cancellation)
    {
        while (searches.SelectMany(search => search.Live).ToArray() is { Length: > 0 } live)
        {
            foreach (var paths in live.Chunk(MostModelsInAPass))
            {
                cancellation.ThrowIfCancellationRequested();
                voxels.Passes.Assign(Array.ConvertAll(paths, path => path.Centres), Array.ConvertAll(paths, path => path.Assignment));
            }

            foreach (var search in searches)
            {
                search.Accept();
            }
        }
    }
}
