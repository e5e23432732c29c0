using System.Runtime.Intrinsics;
using GpuSeg.Engine.Voxels;
using GpuSeg.Threads;

namespace GpuSeg.Engine.Metrics;

/// <summary>
/// Nearness of voxels to their own cluster compared with the next one, Rousseeuw (1987): the larger, the better; 1 is the best.
/// </summary>
/// <remarks>
/// Definition and special cases are those of scikit-learn's silhouette_score, but that NaN stands where it raises. The cost grows with the
/// square of the voxels: of many, a sample is judged by itself, as scikit-learn's sample_size does.
/// </remarks>
public static class Silhouette
{
    /// <summary>The most voxels that are judged: the mean then has a standard error below 0.01, and costs about 10 ms.</summary>
    public const int DefaultSample = 5000;

    // Rows that a thread takes at a time.
    private const int RowsAtOnce = 64;

    /// <summary>
    /// Computes the mean over the voxels of (b - a) / max(a, b), where a is the mean distance to the other voxels of the own cluster and
    /// b the mean distance to the nearest other cluster; 0 for a voxel that is alone in its cluster. NaN if only one cluster holds
    /// voxels, or if each voxel is a cluster.
    /// </summary>
    /// <param name="features">The N voxels of D features that were clustered.</param>
    /// <param name="labels">Cluster of every voxel, 0..K-1; shape (N).</param>
    /// <param name="sample">Most voxels that are judged: of more, one is drawn from each of as many equal runs of voxels.</param>
    /// <param name="seed">Chooses the sample.</param>
    public static double Of(FeatureMatrix features, ReadOnlySpan<byte> labels, int sample = DefaultSample, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentOutOfRangeException.ThrowIfLessThan(sample, 1);
        using var chosen = VoxelSample.Of(features, RandomStreams.Of(seed, 0), sample);
        return new Sorted(chosen, labels).Mean();
    }

    /// <summary>Sampled voxels, cluster after cluster: the distances to a cluster are those to a run of voxels.</summary>
    private sealed class Sorted
    {
        private readonly int _count;
        private readonly int _dimensions;

        // Feature j of row i at [j N + i].
        private readonly float[] _values;

        // Where the rows of every cluster that has some begin and end, and which of these runs every row is in.
        private readonly (int Start, int End)[] _runs;
        private readonly int[] _runOf;

        public Sorted(VoxelSample sample, ReadOnlySpan<byte> labels)
        {
            (_count, _dimensions) = (sample.Features.Count, sample.Features.Dimensions);
            var own = new byte[_count];
            for (var row = 0; row < _count; row++)
            {
                own[row] = labels[sample[row]];
            }

            int[] order = [.. Enumerable.Range(0, _count).OrderBy(row => own[row])];
            _values = [.. Enumerable.Range(0, _dimensions).SelectMany(_ => order, (j, row) => sample.Features.Column(j)[row])];
            Array.Sort(own);
            _runs = [.. own.Distinct().Select(label => (Array.IndexOf(own, label), Array.LastIndexOf(own, label) + 1))];
            _runOf = [.. _runs.SelectMany((run, r) => Enumerable.Repeat(r, run.End - run.Start))];
        }

        public double Mean()
        {
            if (_runs.Length < 2 || _runs.Length >= _count)
            {
                return double.NaN;
            }

            var silhouettes = new double[_count];
            ThreadBudget.For((_count + RowsAtOnce - 1) / RowsAtOnce, block =>
            {
                for (var row = block * RowsAtOnce; row < Math.Min((block + 1) * RowsAtOnce, _count); row++)
                {
                    silhouettes[row] = Of(row);
                }
            });
            return silhouettes.Average();
        }

        private double Of(int row)
        {
            var own = _runs[_runOf[row]];
            if (own.End - own.Start == 1)
            {
                return 0;
            }

            var (inner, outer) = (DistanceSum(row, own) / (own.End - own.Start - 1), double.PositiveInfinity);
            for (var r = 0; r < _runs.Length; r++)
            {
                outer = r == _runOf[row] ? outer : Math.Min(outer, DistanceSum(row, _runs[r]) / (_runs[r].End - _runs[r].Start));
            }

            var larger = Math.Max(inner, outer);
            return larger == 0 ? 0 : (outer - inner) / larger;
        }

        // Distances in float32, their sum in double.
        private double DistanceSum(int row, (int Start, int End) run)
        {
            var (low, high, i) = (Vector256<double>.Zero, Vector256<double>.Zero, run.Start);
            for (; i <= run.End - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                var squares = Vector256<float>.Zero;
                for (var at = 0; at < _values.Length; at += _count)
                {
                    var difference = Vector256.LoadUnsafe(ref _values[at + i]) - Vector256.Create(_values[at + row]);
                    squares = Vector256.FusedMultiplyAdd(difference, difference, squares);
                }

                var distances = Vector256.Sqrt(squares);
                low += Vector256.WidenLower(distances);
                high += Vector256.WidenUpper(distances);
            }

            var lanes = low + high;
            var sum = lanes[0] + lanes[1] + lanes[2] + lanes[3];
            for (; i < run.End; i++)
            {
                sum += Distance(row, i);
            }

            return sum;
        }

        private float Distance(int a, int b)
        {
            var squares = 0f;
            for (var at = 0; at < _values.Length; at += _count)
            {
                var difference = _values[at + a] - _values[at + b];
                squares = MathF.FusedMultiplyAdd(difference, difference, squares);
            }

            return MathF.Sqrt(squares);
        }
    }
}
