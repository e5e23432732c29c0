using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Mixtures;

/// <summary>The end of one path: parameters in the frame, lower bounds in the user's units.</summary>
/// <param name="Parameters">Those of the last maximization step.</param>
/// <param name="LowerBounds">The bounds climbed.</param>
/// <param name="Iterations">Expectation steps.</param>
/// <param name="Converged">Whether the stopping rule was met.</param>
/// <param name="BoundToGain">See <see cref="MixturePath.BoundToGain"/>.</param>
/// <param name="Joined">Starts that ran into the path of another.</param>
internal sealed record EmRun(
    MixtureParameters Parameters, IReadOnlyList<double> LowerBounds, int Iterations, bool Converged, double? BoundToGain, int Joined);

/// <summary>Advances the paths of any number of mixtures together: each pass reads the voxels once for all paths that are live.</summary>
internal static class ExpectationMaximization
{
    // A pass holds the sums of all its models per chunk of voxels: many large models would fill memory.
    private const int MostModelsInAPass = 32;

    /// <summary>Runs every path of <paramref name="searches"/> to its end.</summary>
    /// <remarks>One image is climbed on its histogram first; the last step of every path is taken over the voxels.</remarks>
    public static void Run(VoxelSet voxels, IReadOnlyList<MixtureSearch> searches, CancellationToken cancellation)
    {
        MixtureSearch[] onHistogram = [.. searches.Where(search => search.UsesHistogram)];
        if (onHistogram.Length > 0 && VoxelHistogram.Of(voxels) is { } histogram)
        {
            using (histogram)
            {
                Climb(histogram.Passes, onHistogram, cancellation);
                Array.ForEach(onHistogram, search => search.LeaveHistogram(histogram.BinWidth));
            }
        }

        Climb(voxels.Passes, searches, cancellation);
    }

    private static void Climb(IVoxelPasses passes, IReadOnlyList<MixtureSearch> searches, CancellationToken cancellation)
    {
        while (searches.SelectMany(search => search.Live).ToArray() is { Length: > 0 } live)
        {
            foreach (var paths in live.Chunk(MostModelsInAPass))
            {
                cancellation.ThrowIfCancellationRequested();
                passes.Expect(Array.ConvertAll(paths, path => path.Density), Membership.Soft, Array.ConvertAll(paths, path => path.Moments));
            }

            foreach (var search in searches)
            {
                search.Accept();
            }
        }
    }
}
