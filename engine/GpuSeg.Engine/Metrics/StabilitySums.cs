using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Metrics;

/// <summary>The sums of <see cref="Stability"/> over the ends of a fit.</summary>
/// <param name="best">Labels of the best end; shape (N).</param>
/// <param name="clusters">K.</param>
internal sealed class StabilitySums(ReadOnlyMemory<byte> best, int clusters)
{
    private readonly float[] _agreement = new float[best.Length];
    private readonly double[] _clusterAgreement = new double[clusters];
    private readonly int[] _clusterStarts = new int[clusters];
    private readonly double[] _clusterWeight = new double[clusters];
    private readonly List<int> _optimumOfEnd = [];
    private readonly List<(ReadOnlyMemory<byte> Labels, int Starts, IReadOnlyList<long> Own)> _optima = [];
    private float _total;

    public void Add(LabelledEnd end)
    {
        var table = Table(end.Labels, best);
        var match = table.Match();
        var weight = (float)(end.Starts * end.Weight);
        AddVoxels(end.Labels, match, weight);
        for (var own = 0; own < clusters; own++)
        {
            var (k, found) = (match[own], table.Dice(own, match[own]) >= Stability.FoundAgain);
            _clusterAgreement[k] += weight * table[own, k];
            _clusterWeight[k] += weight * Enumerable.Range(0, clusters).Sum(row => table[row, k]);
            _clusterStarts[k] += found ? end.Starts : 0;
        }

        AddOptimum(end, table, match);
    }

    public Stability ToStability() => new()
    {
        Agreement = Array.ConvertAll(_agreement, sum => sum / _total),
        MeanAgreement = _clusterAgreement.Sum() / _clusterWeight.Sum(),
        ClusterAgreement = [.. _clusterAgreement.Zip(_clusterWeight, (agreeing, weight) => agreeing / weight)],
        ClusterStarts = _clusterStarts,
        OptimumStarts = [.. _optima.Select(optimum => optimum.Starts)],
        OptimumOwnClusters = [.. _optima.Select(optimum => optimum.Own)],
        OptimumOfEnd = _optimumOfEnd,
    };

    // What a pair of labels adds lies in a table: a branch would be mistaken at every border of the image.
    private void AddVoxels(ReadOnlyMemory<byte> labels, int[] match, float weight)
    {
        var gain = new float[clusters * clusters];
        for (var own = 0; own < clusters; own++)
        {
            gain[(own * clusters) + match[own]] = weight;
        }

        // In float32 and in the order of the ends, as every voxel's own sum: where all agree the ratio is exactly 1.
        _total += weight;
        new VoxelBlocks(best.Length).ForEachChunk((_, voxels) =>
        {
            var agreement = _agreement.AsSpan(voxels);
            var own = labels.Span[voxels];
            var reference = best.Span[voxels];
            for (var i = 0; i < agreement.Length; i++)
            {
                agreement[i] += gain[(own[i] * clusters) + reference[i]];
            }
        });
    }

    private void AddOptimum(LabelledEnd end, ContingencyTable withBest, int[] match)
    {
        var optimum = Enumerable.Range(0, _optima.Count)
            .FirstOrDefault(o => AreSame(o == 0 ? withBest : Table(end.Labels, _optima[o].Labels)), _optima.Count);
        if (optimum == _optima.Count)
        {
            var own = Enumerable.Range(0, clusters).Where(k => withBest.RowSum(k) > 0 && withBest.Dice(k, match[k]) < Stability.FoundAgain);
            _optima.Add((end.Labels, 0, [.. own.Select(withBest.RowSum)]));
        }

        _optima[optimum] = _optima[optimum] with { Starts = _optima[optimum].Starts + end.Starts };
        _optimumOfEnd.Add(optimum);
    }

    private bool AreSame(ContingencyTable table) =>
        table.Match().Select((column, row) => table[row, column]).Sum() >= Stability.SameOptimum * best.Length;

    private ContingencyTable Table(ReadOnlyMemory<byte> rows, ReadOnlyMemory<byte> columns) =>
        new(rows.Span, columns.Span, clusters, clusters);
}
