using MathNet.Numerics.Random;

namespace GpuSeg.Engine.Clustering;

/// <summary>
/// Greedy k-means++: K voxels as first centres, each the best of 2 + floor(ln K) candidates drawn with probability proportional
/// to the squared distance to the nearest centre so far.
/// </summary>
/// <remarks>
/// Source: Arthur and Vassilvitskii (2007) with scikit-learn's greedy choice. Runs on the host in double over fixed blocks,
/// so that a seed chooses the same voxels on every backend and every machine.
/// </remarks>
internal sealed class KMeansPlusPlus
{
    private const int Block = 1 << 14;

    private readonly FeatureMatrix _features;
    private readonly double[] _nearest;
    private readonly double[] _blockSums;

    private KMeansPlusPlus(FeatureMatrix features)
    {
        _features = features;
        _nearest = new double[features.Count];
        _blockSums = new double[(features.Count + Block - 1) / Block];
        Array.Fill(_nearest, double.PositiveInfinity);
    }

    /// <summary>Indices of the K voxels chosen.</summary>
    public static int[] Choose(FeatureMatrix features, int clusters, RandomSource random)
    {
        var search = new KMeansPlusPlus(features);
        var chosen = new int[clusters];
        for (var k = 0; k < clusters; k++)
        {
            chosen[k] = k == 0 ? random.Next(features.Count) : search.BestCandidate(2 + (int)Math.Log(clusters), random);
            search.Take(chosen[k]);
        }

        return chosen;
    }

    private int BestCandidate(int trials, RandomSource random)
    {
        var total = _blockSums.Sum();
        int[] candidates = [.. Enumerable.Range(0, trials).Select(_ => Find(random.NextDouble() * total))];
        return candidates.MinBy(Potential);
    }

    // The voxel at which the cumulative sum of squared distances reaches the target.
    private int Find(double target)
    {
        var block = 0;
        while (block < _blockSums.Length - 1 && target > _blockSums[block])
        {
            target -= _blockSums[block++];
        }

        var (index, end) = (block * Block, Math.Min((block + 1) * Block, _features.Count) - 1);
        for (target -= _nearest[index]; index < end && target > 0; target -= _nearest[index])
        {
            index++;
        }

        return index;
    }

    // The sum of squared distances that would remain with one more centre.
    private double Potential(int candidate)
    {
        var sums = new double[_blockSums.Length];
        ForEachBlock((block, distances) =>
        {
            Distances(candidate, block * Block, distances);
            var nearest = _nearest.AsSpan(block * Block, distances.Length);
            for (var i = 0; i < distances.Length; i++)
            {
                sums[block] += Math.Min(nearest[i], distances[i]);
            }
        });
        return sums.Sum();
    }

    private void Take(int centre) => ForEachBlock((block, distances) =>
    {
        Distances(centre, block * Block, distances);
        var nearest = _nearest.AsSpan(block * Block, distances.Length);
        var sum = 0d;
        for (var i = 0; i < distances.Length; i++)
        {
            nearest[i] = Math.Min(nearest[i], distances[i]);
            sum += nearest[i];
        }

        _blockSums[block] = sum;
    });

    private void Distances(int centre, int start, Span<double> distances)
    {
        distances.Clear();
        for (var j = 0; j < _features.Dimensions; j++)
        {
            var column = _features.Column(j);
            double origin = column[centre];
            column = column.Slice(start, distances.Length);
            for (var i = 0; i < distances.Length; i++)
            {
                var difference = column[i] - origin;
                distances[i] += difference * difference;
            }
        }
    }

    private void ForEachBlock(BlockAction action) => Parallel.For(
        0,
        _blockSums.Length,
        () => new double[Block],
        (block, _, scratch) =>
        {
            action(block, scratch.AsSpan(0, Math.Min(Block, _features.Count - (block * Block))));
            return scratch;
        },
        _ => { });

    private delegate void BlockAction(int block, Span<double> distances);
}
