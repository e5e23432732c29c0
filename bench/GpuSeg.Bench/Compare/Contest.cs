namespace GpuSeg.Bench.Compare;

/// <summary>One way to do a job, and how to measure it once: seconds.</summary>
/// <param name="Name">Which way.</param>
/// <param name="Measure">Does it; seconds.</param>
/// <param name="EqualLabels">The share of its labels that equal those of the backend reference after the same job, where the job gives labels.</param>
/// <param name="HasGoal">Whether the row's goal is meant for it, and not only for GpuSeg at all threads.</param>
internal sealed record Contender(string Name, Func<double> Measure, Func<double>? EqualLabels = null, bool HasGoal = true);

/// <summary>The size of a job whose rate is of interest: an iteration that reads the features once.</summary>
/// <param name="Voxels">N.</param>
/// <param name="Features">D.</param>
internal sealed record Work(int Voxels, int Features)
{
    /// <summary>N x D x 4.</summary>
    public long Bytes => (long)Voxels * Features * sizeof(float);
}

/// <summary>A row that is to be measured; <paramref name="Contest"/> prepares it, or throws <see cref="NotMeasuredException"/>.</summary>
internal sealed record PlannedRow(string Name, Goal? Goal, Func<Contest> Contest);

/// <summary>The same job on both sides.</summary>
/// <param name="Ours">GpuSeg, by backend and threads.</param>
/// <param name="Theirs">The other side, such as scikit-learn by threads; the fastest counts. None: only rates are of interest.</param>
/// <param name="Note">What was done, and what shows that both sides did the same.</param>
/// <param name="Work">The size of the job, where its rate is of interest.</param>
/// <param name="Resident">What the contenders work on, released with the contest.</param>
internal sealed record Contest(
    IReadOnlyList<Contender> Ours, IReadOnlyList<Contender> Theirs, string Note, Work? Work = null, params IReadOnlyList<IDisposable> Resident) : IDisposable
{
    // Idle threads of OpenBLAS and OpenMP go on spinning for a while; the other side must not pay for it.
    private static readonly TimeSpan s_settle = TimeSpan.FromMilliseconds(200);

    /// <summary>Measures every contender <paramref name="runs"/> times, in turns: ours, theirs, ours, theirs, after one turn that does not count.</summary>
    public RowResult Run(string name, Goal? goal, int runs)
    {
        List<Contender> turns = [.. Turns()];
        var seconds = turns.ToDictionary(contender => contender, _ => new double[runs]);
        for (var run = -1; run < runs; run++)
        {
            foreach (var contender in turns)
            {
                Thread.Sleep(s_settle);
                var measured = contender.Measure();
                if (run >= 0)
                {
                    seconds[contender][run] = measured;
                }
            }
        }

        var best = Theirs.MinBy(contender => Statistics.Median(seconds[contender]));
        var kind = goal?.Kind ?? RatioKind.TimesAsFast;
        return new(
            name,
            goal,
            null,
            Note,
            Work,
            [.. Theirs.Select(contender => new SideResult(contender.Name, seconds[contender], null, null, false))],
            best?.Name,
            [.. Ours.Select(contender => new SideResult(
                contender.Name, seconds[contender], Ratio(kind, best is null ? null : seconds[best], seconds[contender]), contender.EqualLabels?.Invoke(), contender.HasGoal))]);
    }

    public void Dispose()
    {
        foreach (var resident in Resident)
        {
            resident.Dispose();
        }
    }

    private static double? Ratio(RatioKind kind, double[]? theirs, double[] ours) =>
        theirs is null ? null
        : kind == RatioKind.TimesAsLong ? Statistics.MedianRatio(ours, theirs)
        : Statistics.MedianRatio(theirs, ours);

    private IEnumerable<Contender> Turns()
    {
        for (var i = 0; i < Math.Max(Ours.Count, Theirs.Count); i++)
        {
            if (i < Ours.Count)
            {
                yield return Ours[i];
            }

            if (i < Theirs.Count)
            {
                yield return Theirs[i];
            }
        }
    }
}

/// <summary>What one contender took.</summary>
/// <param name="Name">Which one.</param>
/// <param name="Seconds">Every run.</param>
/// <param name="Ratio">Median over the runs of the ratio to the other side's fastest, for ours.</param>
/// <param name="EqualLabels">The share of labels that equal the reference's, for ours.</param>
/// <param name="HasGoal">Whether the row's goal is meant for it.</param>
internal sealed record SideResult(string Name, IReadOnlyList<double> Seconds, double? Ratio, double? EqualLabels, bool HasGoal)
{
    public double MedianSeconds => Statistics.Median(Seconds);
}

/// <summary>One row, measured or not.</summary>
internal sealed record RowResult(
    string Name,
    Goal? Goal,
    string? NotMeasured,
    string Note,
    Work? Work,
    IReadOnlyList<SideResult> Theirs,
    string? TheirFastest,
    IReadOnlyList<SideResult> Ours,
    bool Failed = false)
{
    public static RowResult Missing(string name, Goal? goal, string reason, bool failed = false) => new(name, goal, reason, "", null, [], null, [], failed);
}
