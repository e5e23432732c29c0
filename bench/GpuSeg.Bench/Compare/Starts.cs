using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Bench.Compare;

/// <summary>Starts for timing iterations, and estimators that do not stop before their last iteration from these starts.</summary>
internal sealed class Starts(FeatureMatrix features, VoxelSet voxels)
{
    /// <summary>Most iterations of Lloyd's algorithm that are timed.</summary>
    private const int MostLloyd = 50;

    private readonly Dictionary<int, MixtureStart> _mixtures = [];
    private readonly Dictionary<int, (double[] Centres, int Iterations)> _centres = [];

    /// <summary>Makes a mixture that runs EM over the voxels, never over the histogram of one image.</summary>
    public GaussianMixture Em(int clusters) => new() { NComponents = clusters, Tol = 0, Start = Mixture(clusters), UseHistogram = false };

    /// <summary>Makes a KMeans with a start so poor that neither side converges before the last iteration.</summary>
    public KMeans Lloyd(int clusters) => new() { NClusters = clusters, Tol = 0, InitialCentres = Centres(clusters).Centres };

    /// <summary>Returns the most iterations to time from this start.</summary>
    public int LloydIterations(int clusters) => Centres(clusters).Iterations;

    private MixtureStart Mixture(int clusters)
    {
        if (!_mixtures.TryGetValue(clusters, out var start))
        {
            var model = new GaussianMixture { NComponents = clusters, MaxIter = 1 }.Fit(voxels).Model;
            _mixtures[clusters] = start = new(model.Weights, model.Means, model.Precisions);
        }

        return start;
    }

    private (double[] Centres, int Iterations) Centres(int clusters)
    {
        if (!_centres.TryGetValue(clusters, out var found))
        {
            var centres = PoorCentres(clusters);
            var rest = new KMeans { NClusters = clusters, Tol = 0, InitialCentres = centres }.Fit(voxels).Model.NIter;
            _centres[clusters] = found = (centres, Math.Min(rest - 1, MostLloyd));
        }

        return found;
    }

    // Centres adjacent in the first image, far from their final places.
    private double[] PoorCentres(int clusters)
    {
        float[] values = [.. features.Column(0)];
        var indices = Enumerable.Range(0, values.Length).ToArray();
        Array.Sort(values, indices);
        return features.Rows([.. Enumerable.Range(0, clusters).Select(k => indices[(int)(values.Length * (0.010 + (0.001 * k)))])]);
    }
}
