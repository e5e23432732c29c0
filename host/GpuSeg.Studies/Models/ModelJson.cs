using System.Text.Json;
using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Voxels;
using GpuSeg.Studies.Json;

namespace GpuSeg.Studies.Models;

/// <summary>The fitted model under scikit-learn's attribute names, component c being label c + 1.</summary>
internal static class ModelJson
{
    /// <summary>A model, with what else belongs into its file.</summary>
    public static string Of(SavedModel saved, Action<Utf8JsonWriter>? more = null) => JsonText.Document(json =>
    {
        switch (saved.Model)
        {
            case GaussianMixtureModel mixture:
                Mixture(json, mixture, saved.Scores!);
                break;
            case KMeansModel kmeans:
                KMeans(json, kmeans);
                break;
            default:
                throw new InvalidOperationException($"There is no JSON for {saved.Model.GetType().Name}.");
        }

        json.WriteString("stopping", saved.RanToOptimum ? "optimum" : "tol");
        json.WriteNumber("starts", saved.Starts);
        json.WriteNumber("joined_starts", saved.Model.JoinedStarts);
        json.WriteNumber("n_features_in_", saved.Model.Dimensions);
        json.Texts("feature_names_in_", saved.FeatureNames);
        if (saved.LabelNames is { } names)
        {
            json.Texts("label_names", names);
        }

        Scaler(json, saved.Scaler, saved.Model);
        if (saved.PerSubject)
        {
            json.WriteString("normalisation", "subject");
        }

        more?.Invoke(json);
    });

    private static void Mixture(Utf8JsonWriter json, GaussianMixtureModel model, LikelihoodScores scores)
    {
        int[] shape = [.. model.CovarianceShape];
        json.WriteString("model", "GaussianMixture");
        json.WriteString("covariance_type", model.CovarianceType.ToString().ToLowerInvariant());
        json.WriteNumber("n_components", model.Clusters);
        json.Array("weights_", model.Weights, model.Clusters);
        json.Array("means_", model.Means, model.Clusters, model.Dimensions);
        json.Array("covariances_", model.Covariances, shape);
        json.Array("precisions_", model.Precisions, shape);
        json.Array("precisions_cholesky_", model.PrecisionsCholesky, shape);
        json.WriteBoolean("converged_", model.Converged);
        json.WriteNumber("n_iter_", model.NIter);
        json.Number("lower_bound_", model.LowerBound);
        json.Number("score", scores.Score);
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
    }

    private static void KMeans(Utf8JsonWriter json, KMeansModel model)
    {
        json.WriteString("model", "KMeans");
        json.WriteNumber("n_clusters", model.Clusters);
        json.Array("cluster_centers_", model.Means, model.Clusters, model.Dimensions);
        json.Array("cluster_shares", model.Weights, model.Clusters);
        json.Number("inertia_", model.Inertia);
        json.WriteNumber("n_iter_", model.NIter);
        json.WriteBoolean("converged", model.Converged);
    }

    // With a scaler the numbers above are those of z = (x - mean_) / scale_, as scikit-learn's would be.
    private static void Scaler(Utf8JsonWriter json, StandardScaler? scaler, IClusterModel model)
    {
        if (scaler is null)
        {
            json.WriteNull("scaler");
            return;
        }

        json.WriteStartObject("scaler");
        json.Array("mean_", scaler.Mean, scaler.Mean.Count);
        json.Array("scale_", scaler.Scale, scaler.Scale.Count);
        json.WriteEndObject();
        json.Array("means_in_image_units", scaler.Unscale(model.Means), model.Clusters, model.Dimensions);
    }
}
