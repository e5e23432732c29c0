using GpuSeg.Engine.Passes;

namespace GpuSeg.Engine.Fitting;

/// <summary>Runs paths together: pulls one request from each live path and answers all of a kind by one pass over the voxels.</summary>
internal static class SharedPasses
{
    // A pass holds the sums of all its models per chunk of voxels: many large models would fill memory.
    private const int MostModelsInAPass = 32;

    // Steps that a backend takes by itself between two looks at progress and cancellation. A path that joins another one goes on till then.
    private const int MostStepsAhead = 16;

    /// <summary>Runs every path of <paramref name="waves"/> to its end.</summary>
    public static void Run(IReadOnlyList<Wave> waves, CancellationToken cancellation)
    {
        while (Live(waves) is { Length: > 0 } live)
        {
            foreach (var same in live.GroupBy(turn => turn.Kind))
            {
                Advance(same.Key.Passes, [.. same], cancellation);
            }
        }
    }

    private static Turn[] Live(IReadOnlyList<Wave> waves) =>
        [.. waves.SelectMany(wave => wave.Live.Select(path => new Turn(wave, path, path.Request!)))];

    private static void Advance(IVoxelPasses passes, Turn[] turns, CancellationToken cancellation)
    {
        var left = passes is IIteratingPasses iterating ? LookAhead(iterating, turns, cancellation) : turns;
        foreach (var requests in Chunks(left))
        {
            cancellation.ThrowIfCancellationRequested();
            requests[0].Pass(passes, requests);
        }

        Array.ForEach(left, turn => turn.Wave.MoveOn(turn.Path));
    }

    // Steps that the backend takes by itself are followed one after the other, as if each had been a pass of its own.
    // Returns the live paths that did not come as far as was asked for: their next step is a plain pass.
    private static Turn[] LookAhead(IIteratingPasses passes, Turn[] turns, CancellationToken cancellation)
    {
        var steps = Math.Min(MostStepsAhead, turns.Max(turn => turn.Request.PassesLeft));
        foreach (var requests in Chunks(turns))
        {
            cancellation.ThrowIfCancellationRequested();
            requests[0].LookAhead(passes, requests, steps);
        }

        for (var step = 0; step < steps; step++)
        {
            foreach (var turn in turns.Where(turn => turn.Request.StepsAhead > step && turn.IsLive))
            {
                turn.Path.Request!.Take(turn.Request, step);
                turn.Wave.MoveOn(turn.Path);
            }
        }

        return
        [
            .. turns.Where(turn => turn.Request.StepsAhead < steps && turn.IsLive)
                .Select(turn => turn with { Request = turn.Path.Request! }),
        ];
    }

    private static IEnumerable<PassRequest[]> Chunks(Turn[] turns) => turns.Select(turn => turn.Request).Chunk(MostModelsInAPass);

    // The passes and the type of request that turns need in common to be answered together.
    private sealed record Kind(IVoxelPasses Passes, Type Request);

    // A live path with the request that it waits for.
    private sealed record Turn(Wave Wave, FitPath Path, PassRequest Request)
    {
        public Kind Kind => new(Wave.Passes!, Request.GetType());

        public bool IsLive => Wave.Failure is null && Path.IsLive;
    }
}
