using GpuSeg.Engine.Metrics;
using GpuSeg.Images;

namespace GpuSeg.Studies.Comparison;

/// <summary>
/// Two label maps of one grid compared. 0 is background: no label, but its voxels count in the sizes that overlaps are measured by.
/// </summary>
public sealed class MapComparison
{
    private const int Values = 256;

    private MapComparison(LabelMap a, LabelMap b, bool truth, CancellationToken cancellation)
    {
        (A, B, Truth) = (a, b, truth);
        Table = new(a.Voxels, b.Voxels, Values, Values);
        (LabelsA, LabelsB) = (Occurring(Table.RowSum), Occurring(Table.ColumnSum));
        var both = Table.Of(LabelsA, LabelsB);
        (Both, OnlyA, OnlyB) = (both.Total, Labelled(LabelsA, Table.RowSum) - both.Total, Labelled(LabelsB, Table.ColumnSum) - both.Total);
        var match = Table.MatchByDice(LabelsA, LabelsB);
        Scores = Both == 0 ? null : AgreementScores.Of(both, match);
        var pairs = InOrder(match).Select(pair => Measure(pair.A, pair.B));
        Pairs = [.. truth ? WithDistances(pairs, cancellation) : pairs];
    }

    /// <summary>The map that is judged.</summary>
    public LabelMap A { get; }

    /// <summary>The map that it is compared with.</summary>
    public LabelMap B { get; }

    /// <summary>Whether B is the truth.</summary>
    public bool Truth { get; }

    /// <summary>Counts of the voxels with each pair of values 0..255; A in rows.</summary>
    public ContingencyTable Table { get; }

    /// <summary>Labels of A that occur, ascending, without 0.</summary>
    public IReadOnlyList<int> LabelsA { get; }

    /// <summary>Labels of B that occur, ascending, without 0.</summary>
    public IReadOnlyList<int> LabelsB { get; }

    /// <summary>Voxels that have a label in both maps.</summary>
    public long Both { get; }

    /// <summary>Voxels that have a label in A alone.</summary>
    public long OnlyA { get; }

    /// <summary>Voxels that have a label in B alone.</summary>
    public long OnlyB { get; }

    /// <summary>Agreement over the voxels that have a label in both maps; null without such voxels.</summary>
    public AgreementScores? Scores { get; }

    /// <summary>
    /// Every label once, matched one to one so that the sum of the Dice overlaps is largest: in the order of the labels of A, or of the
    /// truth, those of the other map without a counterpart last.
    /// </summary>
    public IReadOnlyList<LabelPair> Pairs { get; }

    /// <summary>The warnings, a sentence each.</summary>
    public IReadOnlyList<string> Warnings => [.. A.Warnings, .. B.Warnings];

    /// <summary>Compares two files.</summary>
    /// <param name="a">A label map.</param>
    /// <param name="b">Another label map on the same grid.</param>
    /// <param name="truth">Whether B is the truth, from which distances are measured too.</param>
    /// <param name="cancellation">Stops between labels.</param>
    /// <exception cref="ImageException">See <see cref="LabelMap.ReadPair"/>.</exception>
    public static MapComparison Run(string a, string b, bool truth, CancellationToken cancellation = default)
    {
        var maps = LabelMap.ReadPair(a, b);
        cancellation.ThrowIfCancellationRequested();
        return new(maps.A, maps.B, truth, cancellation);
    }

    private static int[] Occurring(Func<int, long> voxels) => [.. Enumerable.Range(1, Values - 1).Where(label => voxels(label) > 0)];

    private static long Labelled(IReadOnlyList<int> labels, Func<int, long> voxels) => labels.Sum(voxels);

    private IEnumerable<(int? A, int? B)> InOrder(int[] match)
    {
        (int? A, int? B)[] pairs =
        [
            .. LabelsA.Select((label, i) => ((int?)label, match[i] < 0 ? (int?)null : LabelsB[match[i]])),
            .. LabelsB.Where((_, j) => !match.Contains(j)).Select(label => ((int?)null, (int?)label)),
        ];
        return Truth ? pairs.OrderBy(pair => pair.B ?? Values) : pairs;
    }

    private LabelPair Measure(int? a, int? b) => new()
    {
        A = a,
        B = b,
        VoxelsA = a is { } row ? Table.RowSum(row) : 0,
        VoxelsB = b is { } column ? Table.ColumnSum(column) : 0,
        Common = a is { } first && b is { } second ? Table[first, second] : 0,
        VoxelMillilitres = A.Grid.VoxelVolume / 1000,
    };

    private IEnumerable<LabelPair> WithDistances(IEnumerable<LabelPair> pairs, CancellationToken cancellation)
    {
        var (boxesA, boxesB) = (Box.OfLabels(A.Voxels, A.Grid.Shape), Box.OfLabels(B.Voxels, B.Grid.Shape));
        foreach (var pair in pairs)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return pair is not { A: { } a, B: { } b } ? pair : pair with
            {
                Distances = SurfaceDistances.Between(
                    new(A.Voxels, (byte)a, A.Grid, boxesA[a]), new(B.Voxels, (byte)b, B.Grid, boxesB[b])),
            };
        }
    }
}

/// <summary>Agreement of two maps in their partition of the voxels that both label, whatever the labels' numbers.</summary>
/// <param name="AdjustedRand">See <see cref="PairCounting.AdjustedRand"/>.</param>
/// <param name="Rand">See <see cref="PairCounting.Rand"/>.</param>
/// <param name="FowlkesMallows">See <see cref="PairCounting.FowlkesMallows"/>.</param>
/// <param name="Information">Mutual information and its forms; rows are the labels of A.</param>
/// <param name="Agreement">Share of the voxels whose labels are matched with each other.</param>
public sealed record AgreementScores(
    double AdjustedRand, double Rand, double FowlkesMallows, SharedInformation Information, double Agreement)
{
    internal static AgreementScores Of(ContingencyTable table, int[] match) => new(
        PairCounting.AdjustedRand(table), PairCounting.Rand(table), PairCounting.FowlkesMallows(table), new(table), table.Agreement(match));
}
