using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Voxels;
using GpuSeg.Studies.Text;

namespace GpuSeg.Studies.Methods;

internal sealed partial class KMeansMethod
{
    public override string PluralName => "KMeans";

    public override bool IsProperName => true;

    public override string Assumption =>
        "KMeans assigns every voxel to the nearest centre, as if all clusters were equally wide in all directions.";

    public override string CriterionNote(IReadOnlyList<IReadOnlyList<double>> curves, int voxels) =>
        "Inertia falls with every further cluster, whatever the images show; only its knee can suggest K.";

    protected override string Subject(KMeansModel model) => Title;

    protected override string ModelPhrase(KMeansModel model) => $"k-means model of {Plural.Of(model.Clusters, "cluster")}";

    protected override string Ending(KMeansModel model, KMeans estimator)
    {
        var iterations = Plural.Of(model.NIter, "iteration");
        return estimator.Converge
            ? $"The fit converged after {iterations}: no voxel changes its cluster any more."
            : $"The fit stopped after {iterations}, where scikit-learn stops: the centres rest within the tolerance of {estimator.Tol}.";
    }

    protected override string Fitting(KMeans[] variants, IReadOnlyList<int> clusters, References references)
    {
        var (kmeans, lloyd) = (variants[0], references.Cite(References.Lloyd));
        var start = kmeans.InitialCentres is not null
            ? "from given centres"
            : $"from {Starts(kmeans.NInit, kmeans.Seed)} with {Seeding(kmeans.Init, references)}";
        var end = kmeans.Converge
            ? "until no voxel changed its cluster"
            : $"until the squared shift of the centres was at most {kmeans.Tol} times the mean variance of the images";
        var found = clusters.Count == 1
            ? $"{Plural.Of(clusters[0], "cluster")} {(clusters[0] == 1 ? "was" : "were")}"
            : $"{Numbers(clusters)} clusters were";
        return $"{found} found by k-means with Lloyd's algorithm {lloyd} {start}, {end}, "
            + $"or for at most {Plural.Of(kmeans.MaxIter, "iteration")}.";
    }

    protected override IEnumerable<string> EffectOfScaling(KMeans[] estimators, FeatureMatrix features)
    {
        var (variances, names) = (features.Variance, features.Names);
        int[] order = [.. Enumerable.Range(0, names.Count).OrderByDescending(j => variances[j])];
        var shares = order.Select(j => $"{names[j]} {TextFormat.Percent(variances[j] / variances.Sum())}");
        yield return "KMeans measures distances across images. "
            + $"Unscaled, an image counts by its variance ({TextFormat.List([.. shares])}), so {names[order[0]]} dominates; "
            + "scaled, all images count equally.";
    }

    private static string Seeding(KMeansInit init, References references) => init switch
    {
        KMeansInit.KMeansPlusPlus => $"k-means++ seeding {references.Cite(References.PlusPlus)}",
        KMeansInit.Random => "voxels drawn at random as centres",
        _ => $"{Seeding(KMeansInit.KMeansPlusPlus, references)}, "
            + $"first fitted to a sample of at most {IEstimator.SampleVoxels:N0} voxels",
    };
}
