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

    // Steps that passes take by themselves between two looks at progress and cancellation. A path that joins another one goes on till then.
    private const int StepsAhead = 16;

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
        while (Live(searches) is { Length: > 0 } live)
        {
            var left = passes is IIteratingPasses iterating ? StepAhead(iterating, live, searches, cancellation) : live;
            foreach (var paths in left.Chunk(MostModelsInAPass))
            {
                cancellation.ThrowIfCancellationRequested();
                passes.Expect(Array.ConvertAll(paths, path => path.Density), Membership.Soft, Array.ConvertAll(paths, path => path.Moments));
            }

            foreach (var search in searches)
            {
                search.Accept(left);
            }
        }
    }

    // Steps that the passes take by themselves, followed one after the other as if each had been a pass of its own.
    // What is left are the live paths that did not come as far as was asked for: their next step is the host's.
    private static MixturePath[] StepAhead(
        IIteratingPasses passes, MixturePath[] live, IReadOnlyList<MixtureSearch> searches, CancellationToken cancellation)
    {
        var steps = Math.Min(StepsAhead, live.Max(path => path.IterationsLeft));
        foreach (var paths in live.Chunk(MostModelsInAPass))
        {
            cancellation.ThrowIfCancellationRequested();
            passes.Iterate([.. paths.Select(path => path.LookAhead()).OfType<MixtureIteration>()], steps);
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

    private static MixturePath[] Live(IReadOnlyList<MixtureSearch> searches) => [.. searches.SelectMany(search => search.Live)];
}
