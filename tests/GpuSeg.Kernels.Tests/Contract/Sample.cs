using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Kernels.Tests.Contract;

/// <summary>
/// Seeded voxels from well-known clusters, with outliers, and models that fit them about as well as models in the middle of a fit.
/// </summary>
internal sealed class Sample
{
    private const double OutlierShare = 0.01;
    private readonly double[] _centres;

    public Sample(int count, int dimensions, int clusters, int seed = 1, double offset = 100, double scale = 10)
    {
        var random = new Random(seed);
        _centres = [.. Enumerable.Range(0, clusters * dimensions).Select(_ => offset + (3 * scale * Normal(random)))];
        var columns = Enumerable.Range(0, dimensions).Select(_ => new float[count]).ToArray();
        for (var i = 0; i < count; i++)
        {
            var cluster = random.Next(clusters);
            var spread = random.NextDouble() < OutlierShare ? 10 * scale : scale;
            for (var j = 0; j < dimensions; j++)
            {
                columns[j][i] = (float)(_centres[(cluster * dimensions) + j] + (spread * Normal(random)));
            }
        }

        Clusters = clusters;
        Features = new([.. columns.Select((_, j) => $"image{j}")], columns);
        Frame = VoxelFrame.Of(Features);
        Scale = scale / Frame.Unit;
    }

    public FeatureMatrix Features { get; }

    public VoxelFrame Frame { get; }

    public int Clusters { get; }

    /// <summary>Standard deviation of a cluster in the frame.</summary>
    public double Scale { get; }

    /// <summary>
    /// Makes a mixture of cluster means moved a little, correlated covariances of about the right size and unequal weights.
    /// </summary>
    public MixtureDensity Density(int components, int seed = 2)
    {
        var random = new Random(seed);
        var d = Features.Dimensions;
        var density = new MixtureDensity(components, d);
        Centres(components, seed).Values.CopyTo(density.Means, 0);
        for (var k = 0; k < components; k++)
        {
            var factor = density.Factors.AsSpan(k * Triangular.Size(d), Triangular.Size(d));
            density.Offsets[k] = Math.Log((k + 1d) / (components * (components + 1d) / 2)) - (d / 2d * Math.Log(2 * Math.PI));
            for (var i = 0; i < d; i++)
            {
                for (var j = 0; j <= i; j++)
                {
                    factor[Triangular.Index(i, j)] = (i == j ? 0.7 + (0.5 * random.NextDouble()) : 0.3 * Normal(random) / d) / Scale;
                }

                density.Offsets[k] += Math.Log(factor[Triangular.Index(i, i)]);
            }
        }

        return density;
    }

    /// <summary>Makes centres of cluster means moved a little; if there are more centres than clusters, they share clusters.</summary>
    public Centres Centres(int clusters, int seed = 2)
    {
        var random = new Random(seed);
        var d = Features.Dimensions;
        var means = Frame.FromUser(_centres);
        var centres = new Centres(clusters, d);
        for (var i = 0; i < centres.Values.Length; i++)
        {
            centres.Values[i] = means[i % means.Length] + (0.3 * Scale * Normal(random));
        }

        return centres;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
