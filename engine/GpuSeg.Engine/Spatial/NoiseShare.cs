using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Spatial;

/// <summary>
/// The share of noise in the spread of a mixture's components, for every feature: the noise's variance over sum_k w_k C_kdd.
/// </summary>
/// <remarks>
/// Noise differs from voxel to voxel; its deviation is 1.4826 sqrt(6/7) median |x - mean of the 6 face neighbours|, over voxels with all
/// of them in the mask. The rest of a component's spread is anatomy.
/// </remarks>
internal static class NoiseShare
{
    // As many as a median needs; they come from equal steps through the voxels.
    private const int MostDifferences = 1 << 17;

    private static readonly double s_toDeviation = 1.4826 * Math.Sqrt(6.0 / 7);

    /// <summary>Measures the share of every feature, 0 to 1; 0 if no voxel has all its neighbours.</summary>
    public static double[] Of(VoxelSet voxels, MixtureDensity density, IReadOnlyList<double> weights)
    {
        var lattice = SpatialStage.RequireLattice(voxels);
        var box = new Box(lattice);
        var spreads = Variances(density, weights);
        return
        [
            .. Enumerable.Range(0, voxels.Dimensions).Select(j =>
            {
                var deviation = s_toDeviation * box.MedianDifference(voxels.Features.Column(j)) / voxels.Frame.Unit;
                return Math.Min(1, deviation * deviation / spreads[j]);
            }),
        ];
    }

    // sum_k w_k C_kdd with C = L L' and U = L^-1.
    private static double[] Variances(MixtureDensity density, IReadOnlyList<double> weights)
    {
        var (d, size) = (density.Dimensions, Triangular.Size(density.Dimensions));
        var variances = new double[d];
        for (var k = 0; k < density.Components; k++)
        {
            var lower = Triangular.Inverse(density.Factors.AsSpan(k * size, size), d);
            for (var j = 0; j < d; j++)
            {
                var row = lower.AsSpan(Triangular.Index(j, 0), j + 1);
                variances[j] += weights[k] * Triangular.Dot(row, row);
            }
        }

        return variances;
    }

    // One feature at every place of the padded box, NaN outside the mask.
    private sealed class Box
    {
        private readonly VoxelLattice _lattice;
        private readonly int _row;
        private readonly int _slice;
        private readonly float[] _values;

        public Box(VoxelLattice lattice)
        {
            (_lattice, _row) = (lattice, lattice.Size[0] + 2);
            _slice = _row * (lattice.Size[1] + 2);
            _values = new float[_slice * (lattice.Size[2] + 2)];
            Array.Fill(_values, float.NaN);
        }

        public double MedianDifference(ReadOnlySpan<float> column)
        {
            foreach (var run in _lattice.Runs)
            {
                column.Slice(run.First, run.Length).CopyTo(_values.AsSpan(Place(run)));
            }

            var (step, next) = (Math.Max(1, _lattice.Count / MostDifferences), 0);
            var differences = new List<float>(MostDifferences);
            foreach (var run in _lattice.Runs)
            {
                for (; next < run.First + run.Length; next += step)
                {
                    var difference = Difference(Place(run) + next - run.First);
                    if (!float.IsNaN(difference))
                    {
                        differences.Add(difference);
                    }
                }
            }

            differences.Sort();
            return differences.Count == 0 ? 0 : differences[differences.Count / 2];
        }

        private int Place(in VoxelRun run) => ((run.Z + 1) * _slice) + ((run.Y + 1) * _row) + run.X + 1;

        private float Difference(int at) => Math.Abs(_values[at] - ((_values[at - 1] + _values[at + 1] + _values[at - _row]
            + _values[at + _row] + _values[at - _slice] + _values[at + _slice]) / 6));
    }
}
