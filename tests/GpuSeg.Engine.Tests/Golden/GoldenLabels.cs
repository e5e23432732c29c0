using System.Text.Json;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels.Reference;
using MathNet.Numerics.LinearAlgebra;

namespace GpuSeg.Engine.Tests.Golden;

/// <summary>
/// Labels of runs for which the golden set keeps the digest only: the reference backend labels the voxels by scikit-learn's parameters,
/// and the digest proves that these are scikit-learn's labels.
/// </summary>
internal static class GoldenLabels
{
    public static double ShareDifferent(byte[] found, JsonElement golden, Func<byte[]> labelled)
    {
        var digest = golden.GetProperty("md5_labels0_corder").GetString();
        if (GoldenFiles.Md5(found) == digest)
        {
            return 0;
        }

        var expected = labelled();
        Assert.Equal(digest, GoldenFiles.Md5(expected));
        return Share(found, expected);
    }

    /// <summary>Computes the share of voxels labelled differently.</summary>
    public static double Share(byte[] found, byte[] expected)
    {
        Assert.Equal(expected.Length, found.Length);
        return found.Zip(expected).Count(pair => pair.First != pair.Second) / (double)found.Length;
    }

    public static byte[] OfMixture(FeatureMatrix features, CovarianceType type, JsonElement golden)
    {
        var weights = golden.Numbers("weights");
        var (d, density) = (features.Dimensions, new MixtureDensity(weights.Length, features.Dimensions));
        using var voxels = VoxelSet.Load(new ReferenceBackend(), features);
        voxels.Frame.FromUser(golden.Numbers("means")).CopyTo(density.Means, 0);
        var scale = new ClusterScale(type, d, golden.Numbers("means"), golden.Numbers("covariances"));
        for (var k = 0; k < weights.Length; k++)
        {
            var component = k;
            var factor = Matrix<double>.Build.Dense(d, d, (i, j) => scale.Covariance(component, i, j)).Cholesky()
                .Factor.Inverse() * voxels.Frame.Unit;
            density.Offsets[k] = Math.Log(weights[k]) + factor.Diagonal().PointwiseLog().Sum();
            for (var i = 0; i < d; i++)
            {
                for (var j = 0; j <= i; j++)
                {
                    density.Factors[(k * Triangular.Size(d)) + Triangular.Index(i, j)] = factor[i, j];
                }
            }
        }

        var labels = new byte[features.Count];
        voxels.Passes.Label(density, labels);
        return labels;
    }

    public static byte[] OfCentres(FeatureMatrix features, double[] centres)
    {
        using var voxels = VoxelSet.Load(new ReferenceBackend(), features);
        var inFrame = new Centres(centres.Length / features.Dimensions, features.Dimensions);
        voxels.Frame.FromUser(centres).CopyTo(inFrame.Values, 0);
        var labels = new byte[features.Count];
        voxels.Passes.Nearest(inFrame, labels, new double[features.Count]);
        return labels;
    }
}
