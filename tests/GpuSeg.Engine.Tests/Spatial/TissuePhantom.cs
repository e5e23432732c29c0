using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Tests.Spatial;

/// <summary>Three nested tissues in a ball, with noise and a smooth field, and the truth.</summary>
internal sealed class TissuePhantom
{
    private const int Side = 32;
    private static readonly double[] s_means = [60, 100, 140];

    /// <param name="noise">Standard deviation of the noise; neighbouring means are 40 apart.</param>
    /// <param name="field">Largest deviation of the field from 1.</param>
    /// <param name="images">Number of images.</param>
    public TissuePhantom(double noise, double field, int images = 1)
    {
        var random = new Random(11);
        var (bits, truth) = (new char[Side * Side * Side], new List<byte>());
        var values = Enumerable.Range(0, images).Select(_ => new List<float>()).ToArray();
        for (var i = 0; i < bits.Length; i++)
        {
            double[] at = [Scaled(i % Side), Scaled(i / Side % Side), Scaled(i / Side / Side)];
            var radius = Math.Sqrt(at.Sum(x => x * x));
            bits[i] = radius < 1 ? '1' : '0';
            if (radius < 1)
            {
                truth.Add((byte)(radius > 0.85 ? 0 : radius > 0.6 ? 1 : 2));
                foreach (var (d, column) in values.Index())
                {
                    // Quadratic, and turned from image to image.
                    var (a, b, c) = (at[d % 3], at[(d + 1) % 3], at[(d + 2) % 3]);
                    var g = 1 + (field * ((0.5 * a) + (0.3 * b * c) - (0.4 * (c * c))));
                    Fields.Add(g);
                    column.Add((float)((s_means[truth[^1]] * g) + (noise * Normal(random))));
                }
            }
        }

        Lattice = new([Side, Side, Side], [1, 1, 1], VoxelLatticeTests.Words(new string(bits)));
        Features = RandomData.Matrix([.. values.Select(column => column.ToArray())]);
        Truth = [.. truth];
    }

    public VoxelLattice Lattice { get; }

    public FeatureMatrix Features { get; }

    /// <summary>The tissue of every voxel, by its mean.</summary>
    public byte[] Truth { get; }

    /// <summary>The field of every voxel; the images of a voxel lie together.</summary>
    public List<double> Fields { get; } = [];

    /// <summary>Computes the share of voxels with the right label.</summary>
    public double Accuracy(byte[] labels) => labels.Zip(Truth).Count(pair => pair.First == pair.Second) / (double)Truth.Length;

    private static double Scaled(int place) => ((2d * place) + 1 - Side) / Side;

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
