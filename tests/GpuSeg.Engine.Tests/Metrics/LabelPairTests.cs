using System.Text.Json;
using GpuSeg.Engine.Metrics;
using GpuSeg.Engine.Tests.Golden;

namespace GpuSeg.Engine.Tests.Metrics;

/// <summary>Agreement of two labellings against scikit-learn's results and against definitions counted out.</summary>
public class LabelPairTests
{
    // Of the same formulas in the same precision, summed in another order.
    private const double Rounding = 1e-12;

    // scikit-learn's log-gammas of N lose digits of the expected information.
    private const double LogGammaRounding = 1e-10;

    public static TheoryData<string> Pairs() => [.. GoldenFiles.Names("metrics").SelectMany(name =>
        GoldenFiles.Read("metrics", name).GetProperty("pairs").EnumerateArray().Select(pair => pair.GetProperty("name").GetString()!))];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Pairs))]
    public void Matches_every_score_of_scikit_learn(string name)
    {
        var pair = GoldenFiles.Read("metrics", "label_pairs").GetProperty("pairs").EnumerateArray()
            .Single(pair => pair.GetProperty("name").GetString() == name);
        var (a, b) = (Labels(pair, "a"), Labels(pair, "b"));
        var labels = Math.Max(a.Max(), b.Max()) + 1;
        var table = new ContingencyTable(a, b, labels, labels);
        var information = new SharedInformation(table);
        Equal("rand_score", PairCounting.Rand(table));
        Equal("adjusted_rand_score", PairCounting.AdjustedRand(table));
        Equal("fowlkes_mallows", PairCounting.FowlkesMallows(table));
        Equal("mutual_info_score_nats", information.Mutual);
        Equal("homogeneity", information.Homogeneity);
        Equal("completeness", information.Completeness);
        Equal("normalized_mutual_info_score", information.Normalized);
        Equal("v_measure", information.Normalized);
        Equal("adjusted_mutual_info_score", information.Adjusted, LogGammaRounding);
        Equal("best_permutation_agreement", table.Agreement(table.Match()));
        Assert.Equal(pair.Numbers("contingency_a_rows_b_columns"), Enumerable.Range(0, labels * labels)
            .Select(i => (double)table[i / labels, i % labels]));
        var jaccard = pair.GetProperty("jaccard_per_a_label_after_mapping").Deserialize<double?[]>()!;
        Assert.All(table.Match().Zip(jaccard).Select((match, row) => (row, column: match.First, expected: match.Second ?? double.NaN)),
            label => Assert.Equal(label.expected, table.Jaccard(label.row, label.column), Rounding));

        void Equal(string key, double found, double tolerance = Rounding) => Assert.Equal(pair.Number(key), found, tolerance);
    }

    [Fact]
    public void Matches_pair_indices_counted_over_all_pairs()
    {
        foreach (var (a, b) in Labellings(seed: 1))
        {
            var (both, rows, columns, neither) = (0.0, 0.0, 0.0, 0.0);
            for (var i = 0; i < a.Length; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    _ = (a[i] == a[j], b[i] == b[j]) switch
                    {
                        (true, true) => both++,
                        (true, false) => rows++,
                        (false, true) => columns++,
                        _ => neither++,
                    };
                }
            }

            var table = new ContingencyTable(a, b, 256, 256);
            var (all, chance) = (both + rows + columns + neither, (both + rows) * (both + columns) / (both + rows + columns + neither));
            var most = (both + rows + both + columns) / 2;
            Assert.Equal((both + neither) / all, PairCounting.Rand(table), Rounding);
            Assert.Equal(most == chance ? 1 : (both - chance) / (most - chance), PairCounting.AdjustedRand(table), Rounding);
            Assert.Equal(both == 0 ? 0 : both / Math.Sqrt((both + rows) * (both + columns)), PairCounting.FowlkesMallows(table), Rounding);
        }
    }

    [Fact]
    public void Subtracts_the_mean_over_all_orders_from_the_information()
    {
        // All 7! orders of b are as likely by chance; the table sees only what meets what.
        byte[] a = [0, 0, 0, 1, 1, 2, 2], b = [0, 1, 1, 1, 2, 2, 3];
        var expected = Orders(b).Average(order => Information(a, order).Mutual);
        var found = Information(a, b);
        var entropy = (found.Mutual / found.Homogeneity + found.Mutual / found.Completeness) / 2;
        Assert.Equal((found.Mutual - expected) / (entropy - expected), found.Adjusted, Rounding);
    }

    [Fact]
    public void Agrees_with_the_hypergeometric_sum_term_by_term()
    {
        // Sizes of a brain: 240,391 voxels in 255 labels and in three.
        var (a, b) = (new byte[240_391], new byte[240_391]);
        var random = new Random(2);
        for (var i = 0; i < a.Length; i++)
        {
            a[i] = (byte)(255 * Math.Pow(random.NextDouble(), 1.5));
            b[i] = random.Next(3) == 0 ? (byte)(a[i] / 100) : (byte)random.Next(3);
        }

        var (found, table) = (Information(a, b), new ContingencyTable(a, b, 255, 3));
        var expected = Enumerable.Range(0, 255)
            .Sum(i => Enumerable.Range(0, 3).Sum(j => MeanTermByTerm(table.RowSum(i), table.ColumnSum(j), table.Total)));
        var entropy = (found.Mutual / found.Homogeneity + found.Mutual / found.Completeness) / 2;
        Assert.InRange(expected, 1e-4, 1e-2);
        Assert.Equal((found.Mutual - expected) / (entropy - expected), found.Adjusted, 1e-10);
    }

    [Fact]
    public void Scores_chance_as_zero_for_very_many_voxels()
    {
        // Exact independence; the products of numbers of pairs exceed 64 bits.
        var (a, b) = (new byte[1 << 20], new byte[1 << 20]);
        for (var i = 0; i < a.Length; i++)
        {
            (a[i], b[i]) = ((byte)(i & 3), (byte)(i >> 2 & 7));
        }

        var table = new ContingencyTable(a, b, 4, 8);
        Assert.Equal(0, PairCounting.AdjustedRand(table), 1e-5);
        Assert.Equal(0, Information(a, b).Mutual, Rounding);
        Assert.InRange(Information(a, b).Adjusted, -1e-4, 0);
    }

    [Fact]
    public void Treats_partitions_without_voxels_as_equal()
    {
        var table = new ContingencyTable([], [], 2, 2);
        Assert.Equal((1, 1, 0), (PairCounting.Rand(table), PairCounting.AdjustedRand(table), PairCounting.FowlkesMallows(table)));
        Assert.Equal((0, 1, 1), (
            new SharedInformation(table).Mutual, new SharedInformation(table).Normalized, new SharedInformation(table).Adjusted));
        Assert.True(double.IsNaN(table.Agreement(table.Match())));
    }

    private static SharedInformation Information(byte[] a, byte[] b) => new(new ContingencyTable(a, b, a.Max() + 1, b.Max() + 1));

    /// <summary>Generates labellings from one label to one per voxel, related and unrelated.</summary>
    private static IEnumerable<(byte[] A, byte[] B)> Labellings(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var (n, labelsA, labelsB) = (random.Next(2, 40), random.Next(1, 12), random.Next(1, 256));
            byte[] a = [.. Enumerable.Range(0, n).Select(_ => (byte)random.Next(labelsA))];
            yield return (a, [.. a.Select(label => random.Next(3) == 0 ? (byte)random.Next(labelsB) : label)]);
        }
    }

    private static IEnumerable<byte[]> Orders(byte[] items) => items.Length == 0
        ? [[]]
        : items.SelectMany((item, i) => Orders([.. items[..i], .. items[(i + 1)..]]).Select(rest => (byte[])[item, .. rest]));

    /// <summary>Sums every term of the range, with probabilities from logarithms of factorials.</summary>
    private static double MeanTermByTerm(long a, long b, long n)
    {
        var sum = 0.0;
        for (var k = Math.Max(1, a + b - n); k <= Math.Min(a, b); k++)
        {
            var log = LogFactorial(a) + LogFactorial(b) + LogFactorial(n - a) + LogFactorial(n - b)
                - LogFactorial(n) - LogFactorial(k) - LogFactorial(a - k) - LogFactorial(b - k) - LogFactorial(n - a - b + k);
            sum += Math.Exp(log) * k / n * Math.Log((double)n * k / ((double)a * b));
        }

        return sum;
    }

    private static readonly double[] s_logFactorials = [.. LogFactorials(240_391)];

    private static double LogFactorial(long n) => s_logFactorials[n];

    private static IEnumerable<double> LogFactorials(int most)
    {
        yield return 0;
        var sum = 0m;
        for (var n = 1; n <= most; n++)
        {
            yield return (double)(sum += (decimal)Math.Log(n));
        }
    }

    private static byte[] Labels(JsonElement pair, string name) =>
        [.. pair.GetProperty(name).GetString()!.Select(digit => (byte)(digit - '0'))];
}
