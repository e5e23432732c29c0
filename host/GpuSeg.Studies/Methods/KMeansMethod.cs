using System.Text.Json;
using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Studies.Json;

namespace GpuSeg.Studies.Methods;

/// <summary>KMeans, which has no variants.</summary>
internal sealed partial class KMeansMethod : Method<KMeans, KMeansModel>
{
    public override string Name => "kmeans";

    public override string Title => "KMeans";

    public override string ModelName => "KMeans";

    public override string ClustersKey => "n_clusters";

    public override string InitKey => "init";

    public override string ConvergedKey => "converged";

    public override IReadOnlyList<Measure> Measures { get; } =
    [
        new("inertia", "inertia_", "Inertia", "G6", (inertia, _) => inertia)
        {
            IsObjective = true,
            IsCriterion = true,
            Description = "Inertia of KMeans: sum of squared distances of the voxels from their centres.",
        },
    ];

    internal override IClusterModel ReadModel(ModelFields fields)
    {
        var k = fields.Whole(ClustersKey, 1, byte.MaxValue);
        return KMeansModel.FromCentres(
            fields.Array("cluster_centers_", k, fields.Features),
            fields.Array("cluster_shares", k),
            fields.NumberOrNull("inertia_") ?? double.NaN,
            fields.Whole("n_iter_", 0),
            fields.Flag(ConvergedKey),
            fields.JoinedStarts);
    }

    protected override IReadOnlyList<StartArray> StartArrays(KMeans estimator) =>
        [new(Find("init_centers"), InitKey, [estimator.NClusters, JsonArrays.D])];

    protected override KMeans Describe(KMeansModel model) => new() { NClusters = model.Clusters };

    protected override void Write(Utf8JsonWriter json, KMeansModel model, LikelihoodScores? scores)
    {
        json.WriteString("model", ModelName);
        json.WriteNumber(ClustersKey, model.Clusters);
        json.Array("cluster_centers_", model.Means, model.Clusters, model.Dimensions);
        json.Array("cluster_shares", model.Weights, model.Clusters);
        json.Number("inertia_", model.Inertia);
        json.WriteNumber("n_iter_", model.NIter);
        json.WriteBoolean(ConvergedKey, model.Converged);
    }
}
