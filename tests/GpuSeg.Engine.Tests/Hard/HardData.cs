namespace GpuSeg.Engine.Tests.Hard;

/// <summary>Data that are hard for the arithmetic of a clustering: the same as in answers.py, value by value.</summary>
/// <remarks>Only sums, products and comparisons make them, which every language rounds alike.</remarks>
internal static class HardData
{
    private const int Voxels = 3000;

    private static readonly double[][] s_centres = [[0, 0, 0], [6, 0, 2], [0, 7, -3]];
    private static readonly double[][] s_thirds = [[2 / 3d, -1 / 3d, 2 / 3d], [2 / 3d, 2 / 3d, -1 / 3d], [-1 / 3d, 2 / 3d, 2 / 3d]];

    private static readonly Dictionary<string, Func<double[][]>> s_rows = new()
    {
        ["easy"] = () => Mapped((a, b, c) => [a, b, c]),
        ["condition 1e12"] = () => Mapped((a, b, c) => [a * 1e3 + 5e3, b + 2, c * 1e-3 + 1e-2]),
        ["condition 1e12, turned"] = () => Mapped((a, b, c) => Turned(a * 1e3, b, c * 1e-3)),
        ["scales 1e-5 to 1e7"] = () => Mapped((a, b, c) => [a * 1e-5 + 1, b + 1, c * 1e7 + 1e8]),
        ["scale 1e-5"] = () => Scaled(1e-5),
        ["scale 1e-20"] = () => Scaled(1e-20),
        ["scale 1e15"] = () => Scaled(1e15),
        ["scale 1e18"] = () => Scaled(1e18),
        ["repeated channel"] = () => [.. Hundreds().Select(x => (double[])[x, x])],
        ["nearly repeated channel"] = () => Nearly(Hundreds()),
        ["collinear channels"] = () =>
            Mapped((a, b, c) => [Whole(a * 100 + 1000), b * 100, Whole(a * 100 + 1000) + b * 100]),
        ["whole numbers at 1e6"] = () => Mapped((a, b, c) => [Whole(a * 20 + 1e6), Whole(b * 20 + 1e6), Whole(c * 20 + 1e6)]),
        ["whole numbers at 1e8"] = () =>
            Mapped((a, b, c) => [1e8 + 8 * Whole(a * 4), 1e8 + 8 * Whole(b * 4), 1e8 + 8 * Whole(c * 4)]),
        ["three grey levels"] = () => Greys(1),
        ["three grey levels, two images"] = () => Greys(2),
        ["three grey levels, two clusters"] = () => Greys(1),
        ["outliers of 3e38"] = () => WithOutliers(5, 3.0e38),
        ["outliers of 1e30"] = () => WithOutliers(3, 1e30),
        ["outliers of 1e20"] = () => WithOutliers(3, 1e20),
        ["outliers of 1e18"] = () => WithOutliers(3, 1e18),
        ["outlier of 1e10"] = () => WithOutliers(1, 1e10),
        ["some denormals"] = () => WithOutliers(200, 1e-42),
        ["denormals"] = () => [.. Enumerable.Range(0, Voxels).Select(i => (double[])[(1 + new Draws((ulong)i).Below(2000)) * 1e-44])],
        ["saturated int16"] = () => Mapped((a, b, c) => [Limited(a), Limited(b), Limited(c)]),
        ["seven voxels repeated"] = () => Repeated(Normals(7, 2, 10, 4), 500),
        ["seven voxels repeated, seven clusters"] = () => Repeated(Normals(7, 2, 10, 4), 500),
        ["as many voxels as clusters"] = () => Normals(8, 2, 10, 8),
        ["one voxel more than clusters"] = () => Normals(9, 2, 10, 8),
        ["one voxel"] = () => [[3, 4]],
        ["two voxels"] = () => [[3, 4], [5, 6]],
        ["16 images"] = () => Wide(16),
        ["16 correlated images"] = () => Correlated(16),
        ["255 clusters"] = () => Normals(Voxels, 2, 100, 9),
        ["255 clusters of whole numbers"] = () =>
            [.. Normals(4000, 1, 1, 10).Select(row => (double[])[Whole(row[0] * 1000 + 2000)])],
        ["a constant slice"] = () => [.. Mapped((a, b, c) => [a, b, c]), .. Enumerable.Repeat((double[])[2, 2, 2], 1200)],
        ["two far groups"] = () => Far(1e6),
        ["two very far groups"] = () => Far(1e12),
    };

    public static IEnumerable<string> Names => s_rows.Keys;

    /// <summary>Returns the columns of a set, rounded to float32.</summary>
    public static float[][] Columns(string name)
    {
        var rows = s_rows[name]();
        return [.. Enumerable.Range(0, rows[0].Length).Select(j => Array.ConvertAll(rows, row => (float)row[j]))];
    }

    /// <summary>Returns the voxels at equal ranks in lexicographic order, one for each cluster.</summary>
    public static double[] Start(float[][] columns, int clusters)
    {
        var order = Enumerable.Range(0, columns[0].Length).ToArray();
        Array.Sort(order, (a, b) =>
        {
            foreach (var column in columns)
            {
                if (column[a] != column[b])
                {
                    return column[a].CompareTo(column[b]);
                }
            }

            return a.CompareTo(b);
        });
        var last = order.Length - 1;
        return
        [
            .. Enumerable.Range(0, clusters)
                .Select(k => order[clusters == 1 ? 0 : (int)(k * ((double)last / (clusters - 1)))])
                .SelectMany(voxel => columns.Select(column => (double)column[voxel])),
        ];
    }

    private static double[][] Mapped(Func<double, double, double, double[]> map)
    {
        var draws = new Draws(1);
        var rows = new double[Voxels][];
        for (var i = 0; i < rows.Length; i++)
        {
            var centre = s_centres[draws.Below(3)];
            var (a, b, c) = (centre[0] + draws.Normal(), centre[1] + draws.Normal(), centre[2] + draws.Normal());
            rows[i] = map(a, b, c);
        }

        return rows;
    }

    private static double[][] Scaled(double scale) => Mapped((a, b, c) => [a * scale, b * scale, c * scale]);

    private static double[] Turned(double x, double y, double z) =>
        [.. s_thirds.Select(row => row[0] * x + row[1] * y + row[2] * z)];

    private static double[] Hundreds() => [.. Mapped((a, b, c) => [Whole(a * 100 + 1000)]).Select(row => row[0])];

    private static double Whole(double x) => Math.Floor(x + 0.5);

    private static double Limited(double x) => Math.Min(Math.Max(Whole(x * 9000), -32768), 32767);

    private static double[][] Nearly(double[] values)
    {
        var draws = new Draws(3);
        return Array.ConvertAll(values, x => (double[])[x, x + draws.Normal() * 1e-3]);
    }

    private static double[][] Greys(int columns)
    {
        var draws = new Draws(2);
        return [.. Enumerable.Range(0, Voxels).Select(_ => Enumerable.Range(0, columns).Select(_ => 1.0 + draws.Below(3)).ToArray())];
    }

    private static double[][] Normals(int count, int columns, double scale, ulong seed)
    {
        var draws = new Draws(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, columns).Select(_ => draws.Normal() * scale).ToArray())];
    }

    private static double[][] WithOutliers(int count, double value) =>
        [.. Mapped((a, b, c) => [a, b, c]).Select((row, i) => i < count ? [value, value, value] : row)];

    private static double[][] Repeated(double[][] rows, int times) => [.. rows.SelectMany(row => Enumerable.Repeat(row, times))];

    private static double[][] Far(double distance)
    {
        var draws = new Draws(5);
        return [.. Enumerable.Range(0, Voxels + 50).Select(i => (double[])[draws.Normal() + (i >= Voxels ? distance : 0)])];
    }

    private static double[][] Wide(int columns)
    {
        var draws = new Draws(7);
        return
        [
            .. Enumerable.Range(0, Voxels).Select(_ =>
            {
                var k = draws.Below(3);
                return Enumerable.Range(0, columns).Select(j => draws.Normal() + (j == k ? 8 : 0)).ToArray();
            }),
        ];
    }

    private static double[][] Correlated(int columns)
    {
        var draws = new Draws(6);
        double[][] loads = [.. Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, columns).Select(_ => draws.Normal()).ToArray())];
        return
        [
            .. Enumerable.Range(0, Voxels).Select(_ =>
            {
                var (a, b) = (draws.Normal(), draws.Normal());
                var k = draws.Below(3);
                return Enumerable.Range(0, columns)
                    .Select(j => a * loads[0][j] + b * loads[1][j] + draws.Normal() * 1e-3 + (j == k ? 1 : 0)).ToArray();
            }),
        ];
    }

    /// <summary>SplitMix64.</summary>
    private sealed class Draws(ulong seed)
    {
        private ulong _state = seed;

        public double Normal()
        {
            var total = 0.0;
            for (var i = 0; i < 12; i++)
            {
                total += (Bits() >> 11) * (1.0 / (1L << 53));
            }

            return total - 6;
        }

        public int Below(int count) => (int)(Bits() % (ulong)count);

        private ulong Bits()
        {
            _state += 0x9E3779B97F4A7C15;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
