using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Engine.Mixtures;

/// <summary>
/// The parameters of largest likelihood for given responsibilities: scikit-learn's _estimate_gaussian_parameters, from moments.
/// </summary>
internal sealed class MaximizationStep(CovarianceStructure structure, double regCovar, VoxelFrame frame)
{
    public CovarianceStructure Structure => structure;

    /// <summary>Added to the diagonal of every covariance, in the frame.</summary>
    public double RegCovar => regCovar;

    public MixtureParameters Of(Moments moments)
    {
        var counts = Array.ConvertAll(moments.Weight, weight => weight + MixtureIteration.EmptyGuard);
        var total = counts.Sum();
        var means = Means(moments, counts);
        var covariances = structure.Reduce(Covariances(moments, counts, means), counts);
        return new(Array.ConvertAll(counts, count => count / total), means, covariances);
    }

    // m = sum r x / N with x in the user's units, as scikit-learn has it: the guard pulls an empty component to the user's 0.
    private double[] Means(Moments moments, double[] counts)
    {
        var (dimensions, means) = (moments.Dimensions, new double[moments.Centres.Length]);
        for (var i = 0; i < means.Length; i++)
        {
            var zero = -frame.Origin[i % dimensions] / frame.Unit;
            var first = moments.First[i] + (MixtureIteration.EmptyGuard * (zero - moments.Centres[i]));
            means[i] = moments.Centres[i] + (first / counts[i / dimensions]);
        }

        return means;
    }

    // C = sum r (x - m)(x - m)' / N + reg I; with s = m - c: sum r (x - m)(x - m)' = Second - First s' - s First' + Weight s s'.
    private double[] Covariances(Moments moments, double[] counts, double[] means)
    {
        var (d, size) = (moments.Dimensions, Triangular.Size(moments.Dimensions));
        var covariances = new double[moments.Second.Length];
        for (var k = 0; k < counts.Length; k++)
        {
            for (var i = 0; i < d; i++)
            {
                for (var j = 0; j <= i; j++)
                {
                    var (at, a, b) = ((k * size) + Triangular.Index(i, j), (k * d) + i, (k * d) + j);
                    var (shiftA, shiftB) = (means[a] - moments.Centres[a], means[b] - moments.Centres[b]);
                    var scatter = moments.Second[at] - (moments.First[a] * shiftB) - (shiftA * moments.First[b])
                        + (moments.Weight[k] * shiftA * shiftB);
                    var isRounding = i == j && scatter <= counts[k] * MixtureIteration.RoundingVariance * means[a] * means[a];
                    covariances[at] = (isRounding ? 0 : scatter / counts[k]) + (i == j ? regCovar : 0);
                }
            }
        }

        return covariances;
    }
}
