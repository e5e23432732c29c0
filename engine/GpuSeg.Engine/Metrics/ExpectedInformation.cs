namespace GpuSeg.Engine.Metrics;

/// <summary>
/// The mutual information that two labellings have by chance: the sum over all pairs of labels of the mean of (n/N) log(n N / (a b)), n
/// being hypergeometric, the number of voxels that a random a of N share with b of them.
/// </summary>
internal static class ExpectedInformation
{
    // A probability this small beside the largest changes no digit; the distribution has one peak, so what lies beyond is smaller still.
    private const double Negligible = 1e-25;

    public static double Of(long[] rows, long[] columns, long n)
    {
        // Labels of the same size have the same share.
        var sizes = columns.GroupBy(size => size).Select(group => (Size: group.Key, Count: group.Count())).ToArray();
        return rows.GroupBy(size => size).Sum(a => a.Count() * sizes.Sum(b => b.Count * Mean(a.Key, b.Size, n)));
    }

    /// <summary>
    /// Computes probabilities relative to that of the mode, by the ratio of neighbours, p(k+1)/p(k) = (a-k)(b-k) / ((k+1)(N-a-b+k+1)),
    /// and divided by their sum: log-gammas of N would lose digits, and the whole range may be as long as N.
    /// </summary>
    private static double Mean(long a, long b, long n)
    {
        var mode = (long)((Int128)(a + 1) * (b + 1) / (n + 2));
        var (sum, information) = (1.0, Information(mode));
        Tail(1, k => (double)(a - k + 1) * (b - k + 1) / ((double)k * (n - a - b + k)));
        Tail(-1, k => (double)(k + 1) * (n - a - b + k + 1) / ((double)(a - k) * (b - k)));
        return information / sum;

        // The ratio is that of p(k) to its neighbour on the side of the mode; it is 0 once k leaves the range.
        void Tail(int step, Func<long, double> ratio)
        {
            var probability = 1.0;
            for (var k = mode + step; (probability *= ratio(k)) > Negligible; k += step)
            {
                sum += probability;
                information += probability * Information(k);
            }
        }

        double Information(long k) => k == 0 ? 0 : (double)k / n * Math.Log((double)k / a * ((double)n / b));
    }
}
