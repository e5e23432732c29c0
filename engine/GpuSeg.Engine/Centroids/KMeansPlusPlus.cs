using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using MathNet.Numerics.Random;

namespace GpuSeg.Engine.Centroids;

/// <summary>
/// Greedy k-means++: K voxels as first centres, each the best of 2 + floor(ln K) candidates drawn with probability proportional
/// to the squared distance to the nearest centre so far.
/// </summary>
/// <remarks>
/// Source: Arthur and Vassilvitskii (2007) with scikit-learn's greedy choice. Of more than 2^18 voxels it looks at a
/// <see cref="VoxelSample"/>. Runs on the host over fixed blocks of 16 lanes, float32 in a block and double across blocks, so that a seed
/// chooses the same voxels on every backend, every machine and for any number of threads.
/// </remarks>
internal sealed class KMeansPlusPlus
{
    private const int Block = VoxelBlocks.Length;

    // Vectors whose distances are in registers at once.
    private const int Group = 4;

    private readonly FeatureMatrix _features;
    private readonly float _scale;
    private readonly float[] _nearest;
    private readonly double[] _blockSums;

    private KMeansPlusPlus(FeatureMatrix features, double unit, float[] nearest)
    {
        // Squares of the user's units may overflow float32; the frame's are of size 1, and its unit, a power of two, rounds nothing.
        (_features, _scale, _nearest) = (features, (float)(1 / unit), nearest);
        _blockSums = new double[(features.Count + Block - 1) / Block];
        Array.Fill(_nearest, float.PositiveInfinity, 0, features.Count);
    }

    /// <summary>Chooses K voxels and returns their indices.</summary>
    public static int[] Choose(VoxelSet voxels, int clusters, RandomSource random, CancellationToken cancellation)
    {
        using var sample = VoxelSample.Of(voxels.Features, random);
        var nearest = ArrayPool<float>.Shared.Rent(sample.Features.Count);
        try
        {
            var rows = new KMeansPlusPlus(sample.Features, voxels.Frame.Unit, nearest).Choose(clusters, random, cancellation);
            return Array.ConvertAll(rows, row => sample[row]);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(nearest);
        }
    }

    private int[] Choose(int clusters, RandomSource random, CancellationToken cancellation)
    {
        var chosen = new int[clusters];
        for (var k = 0; k < clusters; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (k > 0)
            {
                Take(chosen[k - 1]);
            }

            chosen[k] = k == 0 ? random.Next(_features.Count) : BestCandidate(2 + (int)Math.Log(clusters), random);
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

        return candidates[Ordering.Ascending(Potentials(candidates))[0]];
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

    // The sum of squared distances that would remain with each candidate as one more centre; a block is read once for all of them.
    private double[] Potentials(int[] candidates)
    {
        var (sums, offsets) = (new double[candidates.Length * _blockSums.Length], Array.ConvertAll(candidates, Offsets));
        HostThreads.For(_blockSums.Length, block =>
        {
            for (var t = 0; t < candidates.Length; t++)
            {
                sums[(t * _blockSums.Length) + block] = Visit(block, offsets[t], take: false);
            }
        });
        var potentials = new double[candidates.Length];
        for (var t = 0; t < candidates.Length; t++)
        {
            potentials[t] = sums.AsSpan(t * _blockSums.Length, _blockSums.Length).ToArray().Sum();
        }

        return potentials;
    }

    private void Take(int centre)
    {
        var offsets = Offsets(centre);
        HostThreads.For(_blockSums.Length, block => _blockSums[block] = Visit(block, offsets, take: true));
    }

    // (x - c) s is computed as x s + offset, offset = -c s: a power of two rounds nothing.
    private float[] Offsets(int centre)
    {
        var offsets = new float[_features.Dimensions];
        for (var j = 0; j < offsets.Length; j++)
        {
            offsets[j] = -_features.Column(j)[centre] * _scale;
        }

        return offsets;
    }

    // Sum over a block of the squared distance to the nearest centre, the given one among them; taken, it becomes one of the centres.
    private double Visit(int block, float[] offsets, bool take)
    {
        var nearest = _nearest.AsSpan(block * Block, Math.Min(Block, _features.Count - (block * Block)));
        var grouped = nearest.Length / (Group * Vector256<float>.Count) * Group * Vector256<float>.Count;
        return VisitGroups(block * Block, offsets, take, nearest[..grouped])
            + VisitRest((block * Block) + grouped, offsets, take, nearest[grouped..]);
    }

    private double VisitGroups(int start, float[] offsets, bool take, Span<float> nearest)
    {
        var vectors = MemoryMarshal.Cast<float, Vector256<float>>(nearest);
        var (low, high, scale) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256.Create(_scale));
        for (var i = 0; i < vectors.Length; i += Group)
        {
            var (a, b, c, d) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            for (var j = 0; j < offsets.Length; j++)
            {
                var offset = Vector256.Create(offsets[j]);
                var values = _features.Column(j).Slice(start + (i * Vector256<float>.Count), Group * Vector256<float>.Count);
                var x = MemoryMarshal.Cast<float, Vector256<float>>(values);
                a = AddSquare(Vector256.FusedMultiplyAdd(x[0], scale, offset), a);
                b = AddSquare(Vector256.FusedMultiplyAdd(x[1], scale, offset), b);
                c = AddSquare(Vector256.FusedMultiplyAdd(x[2], scale, offset), c);
                d = AddSquare(Vector256.FusedMultiplyAdd(x[3], scale, offset), d);
            }

            var own = vectors.Slice(i, Group);
            (a, b, c, d) = (Vector256.Min(a, own[0]), Vector256.Min(b, own[1]), Vector256.Min(c, own[2]), Vector256.Min(d, own[3]));
            low = low + a + c;
            high = high + b + d;
            if (take)
            {
                (own[0], own[1], own[2], own[3]) = (a, b, c, d);
            }
        }

        return SumOf(low, high);
    }

    // Inlined: what takes vectors as arguments is not compiled ahead.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> AddSquare(Vector256<float> difference, Vector256<float> sum) =>
        Vector256.FusedMultiplyAdd(difference, difference, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double SumOf(Vector256<float> low, Vector256<float> high)
    {
        var sum = 0d;
        for (var lane = 0; lane < Vector256<float>.Count; lane++)
        {
            sum += low[lane];
        }

        for (var lane = 0; lane < Vector256<float>.Count; lane++)
        {
            sum += high[lane];
        }

        return sum;
    }

    private double VisitRest(int start, float[] offsets, bool take, Span<float> nearest)
    {
        var sum = 0d;
        for (var i = 0; i < nearest.Length; i++)
        {
            var distance = 0f;
            for (var j = 0; j < offsets.Length; j++)
            {
                var difference = MathF.FusedMultiplyAdd(_features.Column(j)[start + i], _scale, offsets[j]);
                distance = MathF.FusedMultiplyAdd(difference, difference, distance);
            }

            distance = Math.Min(distance, nearest[i]);
            sum += distance;
            nearest[i] = take ? distance : nearest[i];
        }

        return sum;
    }
}
