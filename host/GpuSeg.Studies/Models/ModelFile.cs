using System.Text.Json;
using GpuSeg.Engine.Voxels;
using GpuSeg.Images;
using GpuSeg.Images.Files;
using GpuSeg.Studies.Json;
using GpuSeg.Studies.Methods;

namespace GpuSeg.Studies.Models;

/// <summary>Reader of the model files that segmentations write. Precisions and means in the images' units follow from the rest.</summary>
public static class ModelFile
{
    /// <summary>Reads a model.</summary>
    /// <exception cref="ImageException">The file cannot be read or is not a model; the message names file and key.</exception>
    public static SavedModel Read(string path) => Parse(ReadText(path), path);

    /// <summary>Reads the text of a model.</summary>
    /// <exception cref="ImageException">The file cannot be read.</exception>
    internal static string ReadText(string path)
    {
        if (!Path.Exists(path) && !InputFile.IsBrokenLink(path))
        {
            throw ImageException.Missing(path);
        }

        return JsonFile.ReadText(path);
    }

    /// <summary>Parses the text of a model.</summary>
    /// <exception cref="ImageException">The text is not a model; the message names file and key.</exception>
    internal static SavedModel Parse(string text, string path)
    {
        using var json = JsonFile.Parse(text, path);
        try
        {
            return ReadFields(new(path, json.RootElement));
        }
        catch (ArgumentException e)
        {
            throw new ImageException($"{path}: {e.Message.TrimEnd('.')}; correct the file or name another model.", e);
        }
    }

    private static SavedModel ReadFields(ModelFields fields)
    {
        var kind = fields.Text("model", [.. MethodTable.All.Select(method => method.ModelName)]);
        var method = MethodTable.All.First(method => method.ModelName == kind);
        var dimensions = fields.Whole("n_features_in_", 1);
        return dimensions != fields.Features
            ? throw fields.Wrong("feature_names_in_", $"{fields.Features} names", $"{dimensions}, as n_features_in_ says")
            : new()
            {
                Model = method.ReadModel(fields),
                FeatureNames = fields.FeatureNames,
                Scaler = Scaler(fields),
                Winsorizing = fields.Has("winsorizing") ? Winsorizing(fields, fields.Value("winsorizing")) : null,
                Scores = method.ReadScores(fields),
                RanToOptimum = fields.RanToOptimum,
                Starts = fields.Whole("starts", 1),
                PerSubject = fields.Has("normalisation") && fields.Text("normalisation", "subject") == "subject",
                LabelNames = fields.Has("label_names") ? LabelNames(fields, fields.Whole(method.ClustersKey, 1, byte.MaxValue)) : null,
            };
    }

    private static StandardScaler? Scaler(ModelFields fields) => fields.Value("scaler") switch
    {
        { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Object } scaler =>
            StandardScaler.Of(fields.Array(scaler, "mean_", fields.Features), fields.Array(scaler, "scale_", fields.Features)),
        var other => throw fields.Wrong("scaler", other.ToString(), "null or an object with mean_ and scale_"),
    };

    private static Winsorizing Winsorizing(ModelFields fields, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw fields.Wrong("winsorizing", json.ToString(), "an object with percent");
        }

        var percent = fields.Array(json, "percent", 1)[0];
        return !Winsorizer.IsValid(percent)
            ? throw fields.Wrong("percent", $"{percent}", "a number above 0 and below 50")
            : new(percent, json.TryGetProperty("low", out _)
                ? Winsorizer.Of(percent, fields.Array(json, "low", fields.Features), fields.Array(json, "high", fields.Features))
                : null);
    }

    private static IReadOnlyList<string> LabelNames(ModelFields fields, int clusters) =>
        fields.Texts("label_names") is var names && names.Count == clusters
            ? names
            : throw fields.Wrong("label_names", $"{names.Count} names", $"one for each of {clusters} clusters");
}
