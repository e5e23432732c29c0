using GpuSeg.Engine.Voxels;
using GpuSeg.Images;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Bids.Sessions;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Threads;

namespace GpuSeg.Studies.Bids.Pooled;

/// <summary>
/// Voxels of many sessions, about equally many of each, in comparable units: every channel of a session has mean 0 and variance 1 over
/// the session's mask. They do not depend on the order in which sessions are read.
/// </summary>
internal sealed class PooledSample
{
    // All sessions together give about 2^20 voxels, a fit of well under a second; each session gives at least 2^12.
    private const int Voxels = 1 << 20, LeastOfSession = 1 << 12;

    private PooledSample(
        FeatureMatrix features, int ofSession, IReadOnlyList<(string Id, string Why)> failed,
        IReadOnlyList<(string Id, string[] Hashes)> inputs) =>
        (Features, OfSession, Failed, Inputs) = (features, ofSession, failed, inputs);

    /// <summary>The voxels, session by session.</summary>
    public FeatureMatrix Features { get; }

    /// <summary>Most voxels taken of one session.</summary>
    public int OfSession { get; }

    /// <summary>Sessions that could not be read, with reasons.</summary>
    public IReadOnlyList<(string Id, string Why)> Failed { get; }

    /// <summary>Sessions that were read, with the voxel hashes of their images and mask.</summary>
    public IReadOnlyList<(string Id, string[] Hashes)> Inputs { get; }

    /// <summary>Reads sessions of the same channels, as many at a time as the run allows.</summary>
    /// <exception cref="NoSessionException">No session can be used.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static PooledSample Read(
        CohortRun run, IReadOnlyList<SessionPlan> sessions, IProgress<PooledProgress>? progress, CancellationToken cancellation)
    {
        var most = Math.Max((Voxels + sessions.Count - 1) / sessions.Count, LeastOfSession);
        var (parts, done, told) = (new Part[sessions.Count], 0, new Lock());
        var groups = Enumerable.Range(0, sessions.Count).ToLookup(i => run.RunsAlone(sessions[i]));
        Read([.. groups[true]]);
        Read([.. groups[false]]);
        (string, string)[] failed =
            [.. sessions.Zip(parts).Where(pair => pair.Second.Why is not null).Select(pair => (pair.First.Id, pair.Second.Why!))];
        (string, string[])[] inputs =
            [.. sessions.Zip(parts).Where(pair => pair.Second.Why is null).Select(pair => (pair.First.Id, pair.Second.Hashes))];
        Part[] read = [.. parts.Where(part => part.Why is null)];
        return read.Length > 0
            ? new(Joined(read), most, failed, inputs)
            : throw new NoSessionException(failed);

        void Read(int[] numbers)
        {
            var atATime = run.ConcurrentSessions([.. numbers.Select(i => sessions[i])]);
            ThreadBudget.For(numbers.Length, () => new SegmentationMemory(), (number, memory) =>
            {
                var i = numbers[number];
                parts[i] = PartOf(run, sessions[i], memory, most, i, cancellation);
                lock (told)
                {
                    progress?.Report(new(++done, sessions.Count));
                }
            }, atATime, cancellation);
        }
    }

    private static Part PartOf(
        CohortRun run, SessionPlan plan, SegmentationMemory memory, int most, int number, CancellationToken cancellation)
    {
        try
        {
            var input = Segmenter.Read(
                run.RequestFor(plan) with { Lesion = LesionSearchMode.None }, run.MemoryFor(plan, memory), threads: 1, new(), cancellation);
            var sample = StandardScaler.Fit(input.FitFeatures).Transform(input.FitFeatures.Sample(most, 0, number)).WithoutOrigins();
            return new(sample, [.. input.Inputs.Select(image => image.Hash)], null);
        }
        catch (Exception e) when (e is ImageException or IOException or UnauthorizedAccessException)
        {
            return new(null, [], e.Message);
        }
    }

    private static FeatureMatrix Joined(Part[] parts) => new(
        parts[0].Features!.Names,
        [
            .. Enumerable.Range(0, parts[0].Features!.Dimensions)
                .Select(j => parts.SelectMany(part => part.Features!.Column(j).ToArray()).ToArray()),
        ]);

    private sealed record Part(FeatureMatrix? Features, string[] Hashes, string? Why);
}

/// <summary>None of the sessions that a model should be fitted to can be read.</summary>
/// <param name="failed">The sessions, with reasons.</param>
internal sealed class NoSessionException(IReadOnlyList<(string Id, string Why)> failed) : Exception(
    $"None of the {failed.Count} sessions can be used for a pooled model; the first, {failed[0].Id}: {failed[0].Why}")
{
    /// <summary>The sessions, with reasons.</summary>
    public IReadOnlyList<(string Id, string Why)> Failed { get; } = failed;
}

/// <summary>The progress of reading sessions.</summary>
/// <param name="Read">Number of sessions read.</param>
/// <param name="Sessions">Number of all sessions.</param>
public readonly record struct PooledProgress(int Read, int Sessions)
{
    /// <summary>Whether the numbers are those of subjects whose models are done.</summary>
    public bool OfSubjects { get; init; }
}
