using System.Text.Json;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Spatial;
using GpuSeg.Studies.Json;

namespace GpuSeg.Studies.Methods;

/// <summary>Gaussian mixtures, whose variants are their covariance types.</summary>
internal sealed partial class MixtureMethod : Method<GaussianMixture, GaussianMixtureModel>
{
    // The parameters of the spatial stage, which model files hold under the same names.
    private const string Beta = "mrf", Neighbours = "mrf_neighbours", BiasOrder = "bias";

    public override string Name => "gmm";

    public override string Title => "Gaussian mixture";

    public override string ModelName => "GaussianMixture";

    public override string ClustersKey => "n_components";

    public override string InitKey => "init_params";

    public override string VariantKey => "covariance_type";

    public override string VariantName => "covariance";

    public override bool HasPosteriors => true;

    public override string ConvergedKey => "converged_";

    public override IReadOnlyList<Measure> Measures { get; } =
    [
        new("lower_bound", "lower_bound_", "Lower bound", "F4", (bound, _) => bound)
        {
            IsObjective = true,
            TableFormat = "F4",
            Description = "Lower bound of the mixture: mean log-likelihood of a voxel where the fit stopped.",
        },
        new("bic", "bic", "BIC", "F0", (_, scores) => scores!.Bic)
        {
            IsCriterion = true,
            TableFormat = "N0",
            Description = "Bayesian information criterion of the mixture; comparable between segmentations of one session alone.",
        },
        new("aic", "aic", "AIC", "F0", (_, scores) => scores!.Aic) { IsCriterion = true },
    ];

    internal override IClusterModel ReadModel(ModelFields fields)
    {
        var k = fields.Whole(ClustersKey, 1, byte.MaxValue);
        var type = Find(VariantKey);
        var mixture = (GaussianMixture)type.With(new GaussianMixture { NComponents = k }, fields.Text(VariantKey, type.Choices));
        var shape = mixture.CovarianceType.Shape(k, fields.Features);
        var course = new MixtureCourse
        {
            LowerBounds = fields.Array("lower_bound_history", fields.Length("lower_bound_history")),
            Iterations = fields.Whole("n_iter_", 0),
            Converged = fields.Flag(ConvergedKey),
            BoundToGain = fields.NumberOrNull("lower_bound_still_to_gain"),
            JoinedStarts = fields.JoinedStarts,
            RanToOptimum = fields.RanToOptimum,
        };
        return GaussianMixtureModel.FromParameters(
            mixture.CovarianceType,
            fields.Array("weights_", k),
            fields.Array("means_", k, fields.Features),
            fields.Array("covariances_", shape),
            course,
            ReadStage(fields));
    }

    internal override LikelihoodScores ReadScores(ModelFields fields) => new(
        fields.NumberOrNull("score") ?? double.NaN, fields.NumberOrNull("bic") ?? double.NaN, fields.NumberOrNull("aic") ?? double.NaN);

    protected override IReadOnlyList<StartArray> StartArrays(GaussianMixture estimator) =>
    [
        Start("weights_init", estimator.NComponents),
        Start("means_init", estimator.NComponents, JsonArrays.D),
        Start("precisions_init", estimator.CovarianceType.Shape(estimator.NComponents, JsonArrays.D)),
    ];

    protected override GaussianMixture Describe(GaussianMixtureModel model) =>
        new() { NComponents = model.Clusters, CovarianceType = model.CovarianceType, Spatial = model.Spatial };

    protected override void Write(Utf8JsonWriter json, GaussianMixtureModel model, LikelihoodScores? scores)
    {
        int[] shape = [.. model.CovarianceShape];
        json.WriteString("model", ModelName);
        json.WriteString(VariantKey, Variant(Describe(model)));
        json.WriteNumber(ClustersKey, model.Clusters);
        json.Array("weights_", model.Weights, model.Clusters);
        json.Array("means_", model.Means, model.Clusters, model.Dimensions);
        json.Array("covariances_", model.Covariances, shape);
        json.Array("precisions_", model.Precisions, shape);
        json.Array("precisions_cholesky_", model.PrecisionsCholesky, shape);
        json.WriteBoolean(ConvergedKey, model.Converged);
        json.WriteNumber("n_iter_", model.NIter);
        json.Number("lower_bound_", model.LowerBound);
        json.Number("score", scores!.Score);
        json.Number("bic", scores.Bic);
        json.Number("aic", scores.Aic);
        json.Array("lower_bound_history", model.LowerBoundHistory, model.LowerBoundHistory.Count);
        if (model.BoundToGain is { } gain)
        {
            json.Number("lower_bound_still_to_gain", gain);
        }
        else
        {
            json.WriteNull("lower_bound_still_to_gain");
        }

        if (model.Spatial is { } stage)
        {
            Write(json, stage);
        }
    }

    // Files of models that label every voxel by itself have neither entry.
    private static SpatialStage? ReadStage(ModelFields fields) => !fields.Has(Beta) && !fields.Has(BiasOrder)
        ? null
        : new()
        {
            Beta = fields.Has(Beta) ? fields.Number(Beta, 0) : 0,
            Neighbours = fields.Has(Neighbours) ? int.Parse(fields.Text(Neighbours, "6", "18", "26")) : new SpatialStage().Neighbours,
            BiasOrder = fields.Has(BiasOrder) ? fields.Whole(BiasOrder, 0, SpatialStage.MostBiasOrder) : 0,
        };

    private static void Write(Utf8JsonWriter json, SpatialStage stage)
    {
        if (stage.Beta > 0)
        {
            json.WriteNumber(Beta, stage.Beta);
            json.WriteString(Neighbours, $"{stage.Neighbours}");
        }

        if (stage.BiasOrder > 0)
        {
            json.WriteNumber(BiasOrder, stage.BiasOrder);
        }
    }

    private StartArray Start(string name, params int[] shape) => new(Find(name), name, shape);
}
