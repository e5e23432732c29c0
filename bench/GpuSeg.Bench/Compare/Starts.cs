using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;

namespace GpuSeg.Bench.Compare;

/// <summary>The starts from which iterations are timed, and estimators that do so many iterations from them and no fewer.</summary>
internal sealed class Starts(FeatureMatrix features, VoxelSet voxels)
{
    /// <summary>Longer than this no run of Lloyd's iteration need be.</summary>
    private const int MostLloyd = 50;

    private readonly Dictionary<int, MixtureStart> _mixtures = [];
    private readonly Dictionary<int, (double[] Centres, int Iterations)> _centres = [];

    /// <summary>EM over the voxels themselves, also where a mixture of one image would take its histogram.</summary>
    public GaussianMixture Em(int clusters) => new() { NComponents = clusters, Tol = 0, Start = Mixture(clusters), UseHistogram = false };

    /// <summary>Lloyd from a poor start, so that neither side is at rest before the last iteration.</summary>
    public KMeans Lloyd(int clusters) => new() { NClusters = clusters, Tol = 0, InitialCentres = Centres(clusters).Centres };

    /// <summary>The most iterations that Lloyd makes from there.</summary>
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

    // Neighbours in the first image: the centres have a long way to go.
    private double[] PoorCentres(int clusters)
    {
        float[] values = [.. features.Column(0)];
        var indices = Enumerable.Range(0, values.Length).ToArray();
        Array.Sort(values, indices);
        return features.Rows([.. Enumerable.Range(0, clusters).Select(k => indices[(int)(values.Length * (0.010 + (0.001 * k)))])]);
    }
}
