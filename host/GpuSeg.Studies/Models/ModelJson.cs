using System.Text.Json;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Voxels;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Methods;

namespace GpuSeg.Studies.Models;

/// <summary>The fitted model under scikit-learn's attribute names, component c being label c + 1.</summary>
internal static class ModelJson
{
    /// <summary>Writes the text of a model file, with further properties.</summary>
    public static string Of(SavedModel saved, Action<Utf8JsonWriter>? more = null) => JsonText.Document(json =>
    {
        MethodTable.Of(saved.Model).WriteModel(json, saved.Model, saved.Scores);
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
        Winsorizing(json, saved.Winsorizing);
        if (saved.PerSubject)
        {
            json.WriteString("normalisation", "subject");
        }

        more?.Invoke(json);
    });

    // Models of sessions that have limits of their own hold the percentage alone.
    private static void Winsorizing(Utf8JsonWriter json, Winsorizing? winsorizing)
    {
        if (winsorizing is null)
        {
            return;
        }

        json.WriteStartObject("winsorizing");
        json.Array("percent", [winsorizing.Percent], 1);
        if (winsorizing.Limits is { } limits)
        {
            json.Array("low", limits.Low, limits.Low.Count);
            json.Array("high", limits.High, limits.High.Count);
        }

        json.WriteEndObject();
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
