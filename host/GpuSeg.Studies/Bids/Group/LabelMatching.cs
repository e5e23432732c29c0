using GpuSeg.Engine.Metrics;
using GpuSeg.Studies.Segmentation;
using GpuSeg.Threads;

namespace GpuSeg.Studies.Bids.Group;

/// <summary>Matches the labels of sessions that were clustered alike, by <see cref="Rule"/>.</summary>
public static class LabelMatching
{
    // The costs of all pairs grow with the square: 256 sessions take a fraction of a second.
    private const int MostCandidates = 256;

    // Farther than any two clusters are apart, so that labels without voxels are matched last.
    private const double Empty = 10;

    // Fine enough for any two distances, and sums of 255 of up to 2^20 fit in 64 bits.
    private const double Steps = 1L << 32;

    /// <summary>The rule, in a sentence.</summary>
    public const string Rule =
        "Labels are matched across sessions of the same segmentation and channels: clusters are compared by their mean in every channel, "
        + "in units of the session's own mask (from its mean, in its standard deviations); the reference is the session with the smallest "
        + "sum of distances to the others (the first of equal sums; of more than 256 sessions, 256 evenly spread ones represent all), and "
        + "the labels of every session are matched to the reference's one to one so that the sum of the Euclidean distances is smallest.";

    /// <summary>Computes the match of every session.</summary>
    /// <param name="sessions">Names and results of at least one session; all have the same channels and number of labels.</param>
    public static IReadOnlyList<LabelMatch> Of(IReadOnlyList<(string Id, SessionResult Result)> sessions)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        return Of([.. sessions.Select(session => (session.Id, Places(session.Result)))]);
    }

    /// <summary>Computes the match of every session.</summary>
    /// <param name="sessions">Names, and places of the labels as <see cref="Places"/> gives them.</param>
    internal static IReadOnlyList<LabelMatch> Of(IReadOnlyList<(string Id, double[][] Places)> sessions)
    {
        double[][][] places = [.. sessions.Select(session => session.Places)];
        var reference = Medoid(places);
        return [.. places.Select(session =>
        {
            var costs = Costs(places[reference], session);
            var match = Matched(costs);
            return new LabelMatch([.. match.Select(label => label + 1)], sessions[reference].Id, Sum(costs, match) / Steps / match.Length);
        })];
    }

    /// <summary>Brings the labels of a result into the order of the group.</summary>
    internal static SessionResult InOrder(SessionResult result, LabelMatch match) =>
        result with { Labels = [.. match.Labels.Select(label => result.Labels[label - 1])] };

    private static int Medoid(double[][][] places)
    {
        var count = Math.Min(places.Length, MostCandidates);
        int[] candidates = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * places.Length / count))];
        var sums = new long[candidates.Length];
        ThreadBudget.For(candidates.Length, i =>
        {
            for (var j = 0; j < i; j++)
            {
                var costs = Costs(places[candidates[i]], places[candidates[j]]);
                var cost = Sum(costs, Matched(costs));
                Interlocked.Add(ref sums[i], cost);
                Interlocked.Add(ref sums[j], cost);
            }
        });
        return candidates[Array.IndexOf(sums, sums.Min())];
    }

    private static int[] Matched(long[,] costs)
    {
        var weights = new long[costs.GetLength(0), costs.GetLength(1)];
        for (var i = 0; i < weights.Length; i++)
        {
            var (row, column) = Math.DivRem(i, weights.GetLength(1));
            weights[row, column] = -costs[row, column];
        }

        return Matching.Heaviest(weights);
    }

    private static long Sum(long[,] costs, int[] match) => match.Select((column, row) => costs[row, column]).Sum();

    private static long[,] Costs(double[][] reference, double[][] session)
    {
        var costs = new long[reference.Length, session.Length];
        for (var i = 0; i < reference.Length; i++)
        {
            for (var j = 0; j < session.Length; j++)
            {
                costs[i, j] = (long)(Steps * Math.Min(Distance(reference[i], session[j]), 1 << 20));
            }
        }

        return costs;
    }

    private static double Distance(double[] a, double[] b) =>
        a.Zip(b, (x, y) => (x - y) * (x - y)).Sum() is var square && double.IsNaN(square) ? Empty : Math.Sqrt(square);

    /// <summary>Computes every label's mean in each channel, in units of the session's own mask; NaN without voxels.</summary>
    /// <remarks>Mean and variance of the mask follow from those of its labels by the law of total variance.</remarks>
    internal static double[][] Places(SessionResult result)
    {
        var places = Array.ConvertAll(result.Labels.ToArray(), _ => new double[result.Channels.Count]);
        LabelMeasures[] filled = [.. result.Labels.Where(label => label.Voxels > 0)];
        double count = filled.Sum(label => label.Voxels);
        for (var j = 0; j < result.Channels.Count; j++)
        {
            var mean = filled.Sum(label => label.Voxels * label.Means[j]) / count;
            var variance = filled.Sum(label => label.Voxels * (Square(label.Deviations[j]) + Square(label.Means[j] - mean))) / count;
            for (var k = 0; k < places.Length; k++)
            {
                places[k][j] = result.Labels[k].Voxels == 0 ? double.NaN
                    : variance > 0 ? (result.Labels[k].Means[j] - mean) / Math.Sqrt(variance)
                    : 0;
            }
        }

        return places;
    }

    private static double Square(double value) => value * value;
}

/// <summary>The match of a session's own labels with the labels of the group.</summary>
/// <param name="Labels">The session's own label, 1..K, for every label of the group in order.</param>
/// <param name="Reference">The session whose labels are the labels of the group; null if one model was applied to all.</param>
/// <param name="Distance">Mean distance of the labels from the reference's, in standard deviations of the mask, or NaN.</param>
public sealed record LabelMatch(IReadOnlyList<int> Labels, string? Reference, double Distance)
{
    /// <summary>The rule that numbers the labels of the group: volume, or mean:NAME; null if they keep the model's order.</summary>
    public string? Order { get; init; }
}
