using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GpuSeg.Engine.Voxels;

/// <summary>Takes the voxels of one cluster after the other out of a block, so that sums over them are sums over a run of values.</summary>
/// <remarks>
/// There are two ways, for few clusters and for many; both keep the order of the voxels, so that the same is picked bit for bit.
/// </remarks>
internal abstract class ClusterPicker
{
    // Measured: sorting takes as long as 8 sweeps.
    private const int FewClusters = 8;

    /// <summary>Room for a block, and for the vector that was written last.</summary>
    protected float[] Values { get; } = new float[VoxelBlocks.Length + Vector256<float>.Count];

    public static ClusterPicker Of(int clusters) =>
        clusters <= FewClusters && Vector256.IsHardwareAccelerated ? new Sweeps(clusters) : new Sort(clusters);

    /// <summary>Begins a block of at most <see cref="VoxelBlocks.Length"/> voxels.</summary>
    public abstract void Start(ReadOnlySpan<byte> labels);

    /// <summary>
    /// Picks the values of the voxels of <paramref name="cluster"/> in the block's part of a column, in their order; good until the next
    /// call.
    /// </summary>
    public abstract ReadOnlySpan<float> Pick(int cluster, ReadOnlySpan<float> column);

    // Every voxel is a bit of its cluster's words; the bits of a vector tell how its values move together.
    private sealed class Sweeps(int clusters) : ClusterPicker
    {
        private static readonly Vector256<int>[] s_moves = Moves();

        private readonly uint[][] _words =
            [.. Enumerable.Range(0, clusters).Select(_ => new uint[VoxelBlocks.Length / Vector256<byte>.Count])];

        public override void Start(ReadOnlySpan<byte> labels)
        {
            var vectors = MemoryMarshal.Cast<byte, Vector256<byte>>(labels);
            Span<byte> rest = stackalloc byte[Vector256<byte>.Count];
            rest.Fill(byte.MaxValue);
            labels[(vectors.Length * rest.Length)..].CopyTo(rest);
            for (var k = 0; k < _words.Length; k++)
            {
                var (words, cluster) = (_words[k], Vector256.Create((byte)k));
                for (var i = 0; i < vectors.Length; i++)
                {
                    words[i] = Vector256.Equals(vectors[i], cluster).ExtractMostSignificantBits();
                }

                if (vectors.Length < words.Length)
                {
                    words[vectors.Length] = Vector256.Equals(Vector256.Create<byte>(rest), cluster).ExtractMostSignificantBits();
                }
            }
        }

        public override ReadOnlySpan<float> Pick(int cluster, ReadOnlySpan<float> column)
        {
            var vectors = MemoryMarshal.Cast<float, Vector256<float>>(column);
            var bits = MemoryMarshal.AsBytes(_words[cluster].AsSpan());
            var (moves, count) = (s_moves, 0);
            ref var values = ref MemoryMarshal.GetArrayDataReference(Values);
            for (var i = 0; i < vectors.Length; i++)
            {
                Vector256.ShuffleNative(vectors[i], moves[bits[i]]).StoreUnsafe(ref values, (nuint)count);
                count += BitOperations.PopCount(bits[i]);
            }

            for (var i = vectors.Length * Vector256<float>.Count; i < column.Length; i++)
            {
                if ((bits[i / 8] >> (i % 8) & 1) != 0)
                {
                    Values[count++] = column[i];
                }
            }

            return Values.AsSpan(0, count);
        }

        // Of every eight bits: the lanes of those that are set, in ascending order.
        private static Vector256<int>[] Moves()
        {
            var moves = new Vector256<int>[1 << Vector256<int>.Count];
            var lanes = MemoryMarshal.Cast<Vector256<int>, int>(moves.AsSpan());
            for (var bits = 0; bits < moves.Length; bits++)
            {
                for (var (left, to) = (bits, bits * Vector256<int>.Count); left != 0; left &= left - 1, to++)
                {
                    lanes[to] = BitOperations.TrailingZeroCount(left);
                }
            }

            return moves;
        }
    }

    // Counting sort of the voxels' places.
    private sealed class Sort(int clusters) : ClusterPicker
    {
        private readonly int[] _ends = new int[clusters];
        private readonly ushort[] _order = new ushort[VoxelBlocks.Length];

        public override void Start(ReadOnlySpan<byte> labels)
        {
            var (ends, order) = (_ends, _order);
            Array.Clear(ends);
            foreach (var label in labels)
            {
                ends[label]++;
            }

            var next = 0;
            foreach (ref var end in ends.AsSpan())
            {
                (end, next) = (next, next + end);
            }

            for (var i = 0; i < labels.Length; i++)
            {
                order[ends[labels[i]]++] = (ushort)i;
            }
        }

        public override ReadOnlySpan<float> Pick(int cluster, ReadOnlySpan<float> column)
        {
            var order = _order.AsSpan((cluster == 0 ? 0 : _ends[cluster - 1]).._ends[cluster]);
            var values = Values.AsSpan(0, order.Length);
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = column[order[i]];
            }

            return values;
        }
    }
}
