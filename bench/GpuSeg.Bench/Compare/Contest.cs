namespace GpuSeg.Bench.Compare;

/// <summary>One way to do a job.</summary>
/// <param name="Name">Name in the table.</param>
/// <param name="Measure">Does the job once and returns the seconds.</param>
/// <param name="EqualLabels">Share of labels equal to the backend reference's after the same job; null if the job makes no labels.</param>
/// <param name="HasGoal">Whether the row's goal applies.</param>
internal sealed record Contender(string Name, Func<double> Measure, Func<double>? EqualLabels = null, bool HasGoal = true);

/// <summary>Size of a job measured as a rate: an iteration that reads the features once.</summary>
/// <param name="Voxels">N, number of voxels.</param>
/// <param name="Features">D, number of features.</param>
internal sealed record Work(int Voxels, int Features)
{
    /// <summary>Bytes of the features, N x D x 4.</summary>
    public long Bytes => (long)Voxels * Features * sizeof(float);
}

/// <summary>Row to measure; <paramref name="Contest"/> prepares it, or throws <see cref="NotMeasuredException"/>.</summary>
internal sealed record PlannedRow(string Name, Goal? Goal, Func<Contest> Contest);

/// <summary>The same job on both sides.</summary>
/// <param name="Ours">GpuSeg, by backend and threads.</param>
/// <param name="Theirs">The other side, such as scikit-learn by threads; the fastest counts. Empty if only rates matter.</param>
/// <param name="Note">The job, and evidence that both sides did the same.</param>
/// <param name="Work">Size of the job if it is measured as a rate.</param>
/// <param name="Resident">Objects used by the contenders, released with the contest.</param>
internal sealed record Contest(
    IReadOnlyList<Contender> Ours,
    IReadOnlyList<Contender> Theirs,
    string Note,
    Work? Work = null,
    params IReadOnlyList<IDisposable> Resident) : IDisposable
{
    // Idle threads of OpenBLAS and OpenMP keep spinning for a while; the other side must not pay for them.
    private static readonly TimeSpan s_settle = TimeSpan.FromMilliseconds(200);

    /// <summary>Measures every contender <paramref name="runs"/> times, ours and theirs in turns, after one uncounted turn.</summary>
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
                contender.Name,
                seconds[contender],
                Ratio(kind, best is null ? null : seconds[best], seconds[contender]),
                contender.EqualLabels?.Invoke(),
                contender.HasGoal))]);
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

/// <summary>Times of one contender.</summary>
/// <param name="Name">Name in the table.</param>
/// <param name="Seconds">Time of every run.</param>
/// <param name="Ratio">For GpuSeg, the median over the runs of the ratio to the other side's fastest.</param>
/// <param name="EqualLabels">For GpuSeg, the share of labels equal to the reference's.</param>
/// <param name="HasGoal">Whether the row's goal applies.</param>
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
    /// <summary>Makes the result of a row without measurement.</summary>
    public static RowResult Missing(string name, Goal? goal, string reason, bool failed = false) =>
        new(name, goal, reason, "", null, [], null, [], failed);
}
