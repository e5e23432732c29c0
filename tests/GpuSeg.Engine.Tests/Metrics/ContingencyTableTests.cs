using System.Text.Json;
using GpuSeg.Engine.Metrics;

namespace GpuSeg.Engine.Tests.Metrics;

public class ContingencyTableTests
{
    [Fact]
    public void Matches_Dice_by_hand()
    {
        // A = {0, 1, 2}, B = {1, 2, 3, 4, 5}: 2 * 2 / (3 + 5).
        var table = new ContingencyTable([1, 1, 1, 0, 0, 0], [0, 1, 1, 1, 1, 1], 2, 3);
        Assert.Equal(0.5, table.Dice(1, 1));
        Assert.Equal(2, table[1, 1]);
        Assert.Equal(0, table.Dice(0, 0));
        Assert.True(double.IsNaN(new ContingencyTable([0], [0], 2, 2).Dice(1, 1)));
    }

    [Fact]
    public void Matches_for_the_best_total_instead_of_the_best_pair()
    {
        // Greedy takes 0-0 (5) and is left with 1-1 (0); the optimum is 4 + 4.
        var table = Table(new long[,] { { 5, 4 }, { 4, 0 } });
        Assert.Equal([1, 0], table.Match());
    }

    [Fact]
    public void Matches_a_small_label_with_its_small_counterpart()
    {
        // Six of the ten voxels of row 1 lie in the large column 1, but the other four are most of column 2.
        var table = Table(new long[,] { { 0, 100, 1 }, { 0, 6, 4 } });
        Assert.Equal([0], table.Of([1], [1, 2]).Match());
        Assert.Equal([1], table.MatchByDice([1], [1, 2]));
    }

    [Fact]
    public void Labels_without_overlap_go_to_equal_ones()
    {
        var table = Table(new long[,] { { 9, 0, 0, 2 }, { 0, 5, 0, 0 }, { 2, 0, 0, 0 }, { 3, 0, 0, 0 } });
        Assert.Equal([0, 2, 1], table.MatchByDice([1, 3, 2], [1, 2, 3]));
        Assert.Equal([-1, 0], table.MatchByDice([2, 1], [1]));
    }

    [Fact]
    public void Counts_the_voxels_of_the_labels_in_a_part_of_the_table()
    {
        var part = Table(new long[,] { { 9, 1, 2 }, { 3, 4, 5 }, { 6, 7, 8 } }).Of([2, 1], [1, 2]);
        Assert.Equal((2, 2, 24L, 15L, 9L, 13L), (part.Rows, part.Columns, part.Total, part.RowSum(0), part.RowSum(1), part.ColumnSum(1)));
        Assert.Equal((8 + 4) / 24.0, part.Agreement([1, 0]));
        Assert.Equal(8 / 24.0, part.Agreement([1, -1]));
    }

    [Fact]
    public void Matches_Jaccard_by_hand()
    {
        var table = new ContingencyTable([1, 1, 1, 0, 0, 0], [0, 1, 1, 1, 1, 1], 2, 2);
        Assert.Equal(2.0 / 6, table.Jaccard(1, 1));
        Assert.True(double.IsNaN(new ContingencyTable([0], [0], 2, 2).Jaccard(1, 1)));
    }

    [Fact]
    public void Leaves_surplus_rows_without_a_column()
    {
        Assert.Equal([-1, 0, -1], Table(new long[,] { { 1 }, { 3 }, { 2 } }).Match());
    }

    [Fact]
    public void Matches_as_well_as_the_best_permutation()
    {
        var random = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            var counts = new long[random.Next(1, 6), random.Next(1, 6)];
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i / counts.GetLength(1), i % counts.GetLength(1)] = random.Next(0, 12);
            }

            var match = Table(counts).Match();
            Assert.Equal(Math.Min(counts.GetLength(0), counts.GetLength(1)), match.Where(column => column >= 0).Distinct().Count());
            Assert.Equal(Heaviest(counts, 0, 0), match.Select((column, row) => column < 0 ? 0 : counts[row, column]).Sum());
        }
    }

    [Fact]
    public void Rejects_labels_that_do_not_fit()
    {
        Assert.Throws<ArgumentException>(() => new ContingencyTable([0, 1], [0], 2, 1));
        Assert.Throws<ArgumentException>(() => new ContingencyTable([0, 2], [0, 0], 2, 1));
        Assert.Throws<ArgumentException>(() => new ContingencyTable([0, 1], [0, 1], 2, 1));
    }

    [Fact]
    public void Agrees_with_an_independent_oracle_on_Dice_after_matching()
    {
        var file = OracleFile();
        Assert.SkipUnless(File.Exists(file), $"{file} is absent.");
        using var oracle = JsonDocument.Parse(File.ReadAllText(file));
        var pairs = oracle.RootElement.GetProperty("pairs").EnumerateArray().ToArray();
        Assert.NotEmpty(pairs);
        foreach (var pair in pairs)
        {
            var (a, b) = (Labels(pair, "a"), Labels(pair, "b"));
            var labels = Math.Max(a.Max(), b.Max()) + 1;
            var table = new ContingencyTable(a, b, labels, labels);
            var match = table.Match();
            var expected = pair.GetProperty("dice_per_a_label_after_mapping").Deserialize<double?[]>()!;
            Assert.Equal(expected.Length, table.Rows);
            for (var row = 0; row < table.Rows; row++)
            {
                Assert.Equal(expected[row] ?? double.NaN, table.Dice(row, match[row]), 1e-12);
                Assert.Equal(row, pair.GetProperty("b_label_mapped_to_a_label").GetProperty($"{match[row]}").GetInt32());
            }
        }
    }

    private static byte[] Labels(JsonElement pair, string name) =>
        [.. pair.GetProperty(name).GetString()!.Select(digit => (byte)(digit - '0'))];

    /// <summary>Creates labellings with these counts.</summary>
    private static ContingencyTable Table(long[,] counts)
    {
        var (rows, columns) = (new List<byte>(), new List<byte>());
        for (var i = 0; i < counts.Length; i++)
        {
            var (row, column) = (i / counts.GetLength(1), i % counts.GetLength(1));
            rows.AddRange(Enumerable.Repeat((byte)row, (int)counts[row, column]));
            columns.AddRange(Enumerable.Repeat((byte)column, (int)counts[row, column]));
        }

        return new([.. rows], [.. columns], counts.GetLength(0), counts.GetLength(1));
    }

    private static long Heaviest(long[,] counts, int row, int used)
    {
        if (row == counts.GetLength(0))
        {
            return 0;
        }

        var best = Heaviest(counts, row + 1, used);
        for (var column = 0; column < counts.GetLength(1); column++)
        {
            if ((used >> column & 1) == 0)
            {
                best = Math.Max(best, counts[row, column] + Heaviest(counts, row + 1, used | 1 << column));
            }
        }

        return best;
    }

    private static string OracleFile()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "GpuSeg.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.Parent?.FullName ?? "", "shared", "golden", "metrics", "label_pairs.json");
    }
}
