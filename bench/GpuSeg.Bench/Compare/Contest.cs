namespace GpuSeg.Bench.Compare;

/// <summary>One way to do a job, and how to measure it once: seconds.</summary>
internal sealed record Contender(string Name, Func<double> Measure);

/// <summary>One row: the same job on both sides.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Target">The ratio that is aimed at, theirs / ours.</param>
/// <param name="Ours">GpuSeg, by backend and threads.</param>
/// <param name="Theirs">scikit-learn, by threads; the fastest counts.</param>
/// <param name="Note">What shows that both sides did the same.</param>
internal sealed record Contest(string Name, double? Target, IReadOnlyList<Contender> Ours, IReadOnlyList<Contender> Theirs, string Note)
{
    // Idle threads of OpenBLAS and OpenMP go on spinning for a while; the other side must not pay for it.
    private static readonly TimeSpan s_settle = TimeSpan.FromMilliseconds(200);

    /// <summary>Measures every contender <paramref name="runs"/> times, in turns: ours, theirs, ours, theirs, after one turn that does not count.</summary>
    public ContestResult Run(int runs)
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

        var best = Theirs.MinBy(contender => Statistics.Median(seconds[contender]))!;
        return new(
            Name,
            Target,
            Note,
            [.. Theirs.Select(contender => new SideResult(contender.Name, seconds[contender], null))],
            best.Name,
            [.. Ours.Select(contender => new SideResult(contender.Name, seconds[contender], Statistics.MedianRatio(seconds[best], seconds[contender])))]);
    }

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
/// <param name="Ratio">Median over the runs of scikit-learn's fastest / this one, for ours.</param>
internal sealed record SideResult(string Name, IReadOnlyList<double> Seconds, double? Ratio)
{
    public double MedianSeconds => Statistics.Median(Seconds);
}

/// <summary>One measured row.</summary>
internal sealed record ContestResult(
    string Name, double? Target, string Note, IReadOnlyList<SideResult> Theirs, string TheirFastest, IReadOnlyList<SideResult> Ours);
