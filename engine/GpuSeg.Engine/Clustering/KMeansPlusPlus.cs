using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MathNet.Numerics.Random;

namespace GpuSeg.Engine.Clustering;

/// <summary>
/// Greedy k-means++: K voxels as first centres, each the best of 2 + floor(ln K) candidates drawn with probability proportional
/// to the squared distance to the nearest centre so far.
/// </summary>
/// <remarks>
/// Source: Arthur and Vassilvitskii (2007) with scikit-learn's greedy choice. Runs on the host over fixed blocks of 16 lanes, float32
/// in a block and double across blocks, so that a seed chooses the same voxels on every backend, every machine and for any number of threads.
/// </remarks>
internal sealed class KMeansPlusPlus
{
    private const int Block = 1 << 12;

    private readonly FeatureMatrix _features;
    private readonly float _scale;
    private readonly float[] _nearest;
    private readonly double[] _blockSums;

    private KMeansPlusPlus(VoxelSet voxels)
    {
        // Squares of the user's units may overflow float32; the frame's are of size 1, and its unit, a power of two, rounds nothing.
        (_features, _scale) = (voxels.Features, (float)(1 / voxels.Frame.Unit));
        _nearest = new float[voxels.Count];
        _blockSums = new double[(voxels.Count + Block - 1) / Block];
        Array.Fill(_nearest, float.PositiveInfinity);
    }

    /// <summary>Indices of the K voxels chosen.</summary>
    public static int[] Choose(VoxelSet voxels, int clusters, RandomSource random, CancellationToken cancellation)
    {
        var search = new KMeansPlusPlus(voxels);
        var chosen = new int[clusters];
        for (var k = 0; k < clusters; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            chosen[k] = k == 0 ? random.Next(voxels.Count) : search.BestCandidate(2 + (int)Math.Log(clusters), random);
            search.Take(chosen[k]);
        }

        return chosen;
    }

    private int BestCandidate(int trials, RandomSource random)
    {
        var total = _blockSums.Sum();
        var candidates = new int[trials];
        for (var t = 0; t < trials; t++)
        {
            candidates[t] = Find(random.NextDouble() * total);
        }

        return candidates[FirstSmallest(Potentials(candidates))];
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

    // The sum of squared distances that would remain with each candidate as one more centre; voxels are read once for all of them.
    private double[] Potentials(int[] candidates)
    {
        var sums = new double[candidates.Length * _blockSums.Length];
        Parallel.For(0, _blockSums.Length, block =>
        {
            for (var t = 0; t < candidates.Length; t++)
            {
                sums[(t * _blockSums.Length) + block] = Visit(block, candidates[t], take: false);
            }
        });
        var potentials = new double[candidates.Length];
        for (var t = 0; t < candidates.Length; t++)
        {
            potentials[t] = sums.AsSpan(t * _blockSums.Length, _blockSums.Length).ToArray().Sum();
        }

        return potentials;
    }

    private void Take(int centre) => Parallel.For(0, _blockSums.Length, block => _blockSums[block] = Visit(block, centre, take: true));

    // Sum over a block of the squared distance to the nearest centre, the given one among them; taken, it becomes one of the centres.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Visit(int block, int centre, bool take)
    {
        var nearest = _nearest.AsSpan(block * Block, Math.Min(Block, _features.Count - (block * Block)));
        Span<float> distances = stackalloc float[Vector512<float>.Count];
        var sums = Vector512<float>.Zero;
        var lanes = Vector512<float>.Count;
        var scale = Vector512.Create(_scale);
        for (var i = 0; i <= nearest.Length - lanes; i += lanes)
        {
            var distance = Vector512<float>.Zero;
            for (var j = 0; j < _features.Dimensions; j++)
            {
                var column = _features.Column(j);
                ref var start = ref MemoryMarshal.GetReference(column);
                var difference = Vector512.LoadUnsafe(ref start, (nuint)((block * Block) + i)) - Vector512.Create(column[centre]);
                difference *= scale;
                distance = Vector512.FusedMultiplyAdd(difference, difference, distance);
            }

            ref var own = ref MemoryMarshal.GetReference(nearest);
            distance = Vector512.Min(distance, Vector512.LoadUnsafe(ref own, (nuint)i));
            sums += distance;
            if (take)
            {
                distance.StoreUnsafe(ref own, (nuint)i);
            }
        }

        sums.CopyTo(distances);
        var sum = 0d;
        foreach (var lane in distances)
        {
            sum += lane;
        }

        return sum + VisitRest(block, centre, take, nearest);
    }

    private double VisitRest(int block, int centre, bool take, Span<float> nearest)
    {
        var sum = 0d;
        for (var i = nearest.Length / Vector512<float>.Count * Vector512<float>.Count; i < nearest.Length; i++)
        {
            var distance = 0f;
            for (var j = 0; j < _features.Dimensions; j++)
            {
                var difference = (_features.Column(j)[(block * Block) + i] - _features.Column(j)[centre]) * _scale;
                distance = MathF.FusedMultiplyAdd(difference, difference, distance);
            }

            distance = Math.Min(distance, nearest[i]);
            sum += distance;
            nearest[i] = take ? distance : nearest[i];
        }

        return sum;
    }

    private static int FirstSmallest(double[] values) => Array.IndexOf(values, values.Min());
}
