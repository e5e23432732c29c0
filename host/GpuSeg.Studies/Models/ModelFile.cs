using System.Text.Json;
using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Voxels;
using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Bids;
using GpuSeg.Studies.Comparison;
using GpuSeg.Studies.Json;

namespace GpuSeg.Studies.Models;

/// <summary>Reads back the model files that segmentations write. Precisions and the means in the images' units follow from the rest.</summary>
public static class ModelFile
{
    /// <summary>Reads a model.</summary>
    /// <exception cref="ImageException">It cannot be read or is no model; the message names file and key.</exception>
    public static SavedModel Read(string path) => Parse(ReadText(path), path);

    /// <summary>Reads the text of a model.</summary>
    /// <exception cref="ImageException">There is none that can be read.</exception>
    internal static string ReadText(string path)
    {
        if (!Path.Exists(path) && !InputFile.IsBrokenLink(path))
        {
            throw ImageException.Missing(path);
        }

        return JsonFile.ReadText(path);
    }

    /// <summary>Parses the text of a model.</summary>
    /// <exception cref="ImageException">It is no model; the message names file and key.</exception>
    internal static SavedModel Parse(string text, string path)
    {
        using var json = JsonFile.Parse(text, path);
        try
        {
            return new Reader(path, json.RootElement).Model();
        }
        catch (ArgumentException e)
        {
            throw new ImageException($"{path}: {e.Message.TrimEnd('.')}; correct the file or name another model.", e);
        }
    }

    private sealed class Reader(string path, JsonElement json)
    {
        private IReadOnlyList<string> Names => field ??= Texts("feature_names_in_");

        private int Features => Names.Count;

        private int Clusters => Whole(Has("n_components") ? "n_components" : "n_clusters", 1, byte.MaxValue);

        private bool RanToOptimum => Text("stopping", "optimum", "tol") == "optimum";

        public SavedModel Model()
        {
            var kind = Text("model", "GaussianMixture", "KMeans");
            var dimensions = Whole("n_features_in_", 1);
            return dimensions != Features
                ? throw Wrong("feature_names_in_", $"{Features} names", $"{dimensions}, as n_features_in_ says")
                : new()
                {
                    Model = kind == "KMeans" ? KMeans() : Mixture(),
                    FeatureNames = Names,
                    Scaler = Scaler(),
                    Scores = kind == "KMeans" ? null : new(NumberOrNull("score") ?? double.NaN, NumberOrNull("bic") ?? double.NaN, NumberOrNull("aic") ?? double.NaN),
                    RanToOptimum = RanToOptimum,
                    Starts = Whole("starts", 1),
                    PerSubject = Has("normalisation") && Text("normalisation", "subject") == "subject",
                    LabelNames = Has("label_names") ? LabelNames() : null,
                };
        }

        private GaussianMixtureModel Mixture()
        {
            var k = Clusters;
            var type = Enum.Parse<CovarianceType>(Text("covariance_type", [.. Enum.GetNames<CovarianceType>().Select(name => name.ToLowerInvariant())]), ignoreCase: true);
            int[] shape = type switch
            {
                CovarianceType.Full => [k, Features, Features],
                CovarianceType.Tied => [Features, Features],
                CovarianceType.Diag => [k, Features],
                _ => [k],
            };
            var course = new MixtureCourse
            {
                LowerBounds = Array(json, "lower_bound_history", Length("lower_bound_history")),
                Iterations = Whole("n_iter_", 0),
                Converged = Flag("converged_"),
                BoundToGain = NumberOrNull("lower_bound_still_to_gain"),
                JoinedStarts = Whole("joined_starts", 0),
                RanToOptimum = RanToOptimum,
            };
            return GaussianMixtureModel.FromParameters(
                type, Array(json, "weights_", k), Array(json, "means_", k, Features), Array(json, "covariances_", shape), course);
        }

        private KMeansModel KMeans()
        {
            var k = Clusters;
            return KMeansModel.FromCentres(
                Array(json, "cluster_centers_", k, Features), Array(json, "cluster_shares", k), NumberOrNull("inertia_") ?? double.NaN,
                Whole("n_iter_", 0), Flag("converged"), Whole("joined_starts", 0));
        }

        private StandardScaler? Scaler() => Value("scaler") switch
        {
            { ValueKind: JsonValueKind.Null } => null,
            { ValueKind: JsonValueKind.Object } scaler => StandardScaler.Of(Array(scaler, "mean_", Features), Array(scaler, "scale_", Features)),
            var other => throw Wrong("scaler", other.ToString(), "null or an object with mean_ and scale_"),
        };

        private IReadOnlyList<double> Array(JsonElement owner, string name, params int[] shape) =>
            JsonArrays.Numbers(owner, path, name, shape) ?? throw Missing(name);

        private int Length(string name) => Value(name) is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() is > 0 and var length
            ? length
            : throw Wrong(name, Value(name).ToString(), "an array of at least one number");

        private int Whole(string name, int least, int most = int.MaxValue) =>
            Value(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) && number >= least && number <= most
                ? number
                : throw Wrong(name, Value(name).ToString(), $"a whole number {(most < int.MaxValue ? $"from {least} to {most}" : $"of at least {least}")}");

        private double? NumberOrNull(string name) => Value(name) switch
        {
            { ValueKind: JsonValueKind.Null } => null,
            { ValueKind: JsonValueKind.Number } value when double.IsFinite(value.GetDouble()) => value.GetDouble(),
            var other => throw Wrong(name, other.ToString(), "a finite number or null"),
        };

        private bool Flag(string name) => Value(name) switch
        {
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            var other => throw Wrong(name, other.ToString(), "true or false"),
        };

        private string Text(string name, params string[] names) => Value(name) is { ValueKind: JsonValueKind.String } value && names.Contains(value.GetString())
            ? value.GetString()!
            : throw Wrong(name, Value(name).ToString(), names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} or {names[^1]}");

        private IReadOnlyList<string> LabelNames() => Texts("label_names") is var names && names.Count == Clusters
            ? names
            : throw Wrong("label_names", $"{names.Count} names", $"one for each of {Clusters} clusters");

        private bool Has(string name) => json.TryGetProperty(name, out _);

        private IReadOnlyList<string> Texts(string name) =>
            Value(name) is { ValueKind: JsonValueKind.Array } value && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
                ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
                : throw Wrong(name, Value(name).ToString(), "an array of texts");

        private JsonElement Value(string name) => json.TryGetProperty(name, out var value) ? value : throw Missing(name);

        private ImageException Missing(string name) =>
            new($"{path} is no model as gpuseg writes them: it has no {name}; name a file ending in _model.json that gpuseg wrote.");

        private ImageException Wrong(string name, string found, string expected) =>
            new($"{path}: {name} is {(found.Length < 40 ? found : $"{found[..36]} ...")}; expected {expected}: correct the file or name another model.");
    }
}
