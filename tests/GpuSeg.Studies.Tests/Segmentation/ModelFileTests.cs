using System.Text.Json.Nodes;
using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Voxels;
using GpuSeg.Images;
using GpuSeg.Studies.Models;

namespace GpuSeg.Studies.Tests.Segmentation;

public sealed class ModelFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("full", true)]
    [InlineData("full", false)]
    [InlineData("tied", true)]
    [InlineData("diag", false)]
    [InlineData("spherical", true)]
    public void Reads_a_mixture_as_written(string name, bool scaled)
    {
        var type = CovarianceTypes.Find(name)!;
        var written = ModelJson.Of(Mixture(type, scaled));
        var read = ModelFile.Read(Put(written));
        Assert.Equal(written, ModelJson.Of(read));
        var (model, original) = ((GaussianMixtureModel)read.Model, (GaussianMixtureModel)Mixture(type, scaled).Model);
        Assert.Equal((type, 3, original.BoundToGain, true, 22),
            (model.CovarianceType, model.JoinedStarts, model.BoundToGain, model.Converged, model.NIter));
        Assert.Equal(original.PrecisionsCholesky, model.PrecisionsCholesky);
        Assert.Equal(scaled, read.Scaler is not null);
    }

    [Fact]
    public void Reads_KMeans_as_written()
    {
        var saved = new SavedModel
        {
            Model = KMeansModel.FromCentres([1.5, -2, 3, 4.25], [0.25, 0.75], 0.1 + 0.2, 7, converged: false, joined: 2),
            FeatureNames = ["t1w", "flair"],
            Scaler = StandardScaler.Of([100, 1d / 3], [7, 1e-3]),
            RanToOptimum = true,
            Starts = 10,
            LabelNames = ["tissue", "fluid"],
        };
        var read = ModelFile.Read(Put(ModelJson.Of(saved)));
        Assert.Equal(ModelJson.Of(saved), ModelJson.Of(read));
        Assert.Equal(
            (0.1 + 0.2, 7, false, 2), (((KMeansModel)read.Model).Inertia, read.Model.NIter, read.Model.Converged, read.Model.JoinedStarts));
        Assert.Null(read.Scores);
    }

    [Theory]
    [InlineData("model", "\"HMM\"", "model is HMM; expected GaussianMixture or KMeans")]
    [InlineData("model", null, "has no model")]
    [InlineData("n_components", "0", "n_components is 0; expected a whole number from 1 to 255")]
    [InlineData("n_components", "256", "n_components is 256")]
    [InlineData("n_components", "3", "weights_ must be an array of finite numbers of shape (3)", "found shape (2)")]
    [InlineData("covariance_type", "\"banded\"", "covariance_type is banded; expected full, tied, diag or spherical")]
    [InlineData("covariance_type", "\"diag\"", "covariances_ must be an array of finite numbers of shape (2, 2)", "found shape (2, 2, 2)")]
    [InlineData("weights_", "[0.5, 0.6]", "weights_ is 0.5, 0.6; it must be numbers that are not negative and sum to 1")]
    [InlineData("weights_", "[1.5, -0.5]", "not negative")]
    [InlineData("weights_", null, "has no weights_")]
    [InlineData("means_", "[[1, 2], [3, null]]", "means_ must be", "not a finite number")]
    [InlineData("means_", "[[1, 2], [3, 1e999]]", "means_ must be", "finite")]
    [InlineData("covariances_", "[[[1, 2], [2, 1]], [[1, 0], [0, 1]]]", "covariances_ is not positive definite for component 1")]
    [InlineData("covariances_", "[[[1, 0], [0, 1]], [[1, 0.5], [0.4, 1]]]", "covariances_ is not symmetric")]
    [InlineData("lower_bound_history", "[]", "lower_bound_history is []; expected an array of at least one number")]
    [InlineData("lower_bound_still_to_gain", "\"x\"", "lower_bound_still_to_gain is x; expected a finite number or null")]
    [InlineData("converged_", "1", "converged_ is 1; expected true or false")]
    [InlineData("stopping", "\"early\"", "stopping is early; expected optimum or tol")]
    [InlineData("starts", "0.5", "starts is 0.5")]
    [InlineData("feature_names_in_", "[\"t1w\"]", "feature_names_in_ is 1 names; expected 2, as n_features_in_ says")]
    [InlineData("feature_names_in_", "[1, 2]", "feature_names_in_ is", "array of texts")]
    [InlineData("label_names", "[\"brain\"]", "label_names is 1 names; expected one for each of 2 clusters")]
    [InlineData("normalisation", "\"z\"", "normalisation is z; expected subject")]
    [InlineData("scaler", "5", "scaler is 5; expected null or an object")]
    [InlineData("scaler", "{ \"mean_\": [1, 2], \"scale_\": [1, 0] }", "scale_ is 1, 0; it must be finite and above 0")]
    [InlineData("scaler", "{ \"mean_\": [1, 2] }", "has no scale_")]
    public void Names_file_and_key_of_an_error(string key, string? value, params string[] parts)
    {
        var json = JsonNode.Parse(ModelJson.Of(Mixture(CovarianceTypes.Full, scaled: true)))!.AsObject();
        json.Remove(key);
        if (value is not null)
        {
            json[key] = value.Contains("1e999", StringComparison.Ordinal) ? "INFINITE" : JsonNode.Parse(value);
        }

        var path = Put(json.ToJsonString().Replace("\"INFINITE\"", value, StringComparison.Ordinal));
        var message = Assert.Throws<ImageException>(() => ModelFile.Read(path)).Message;
        Assert.All([path, .. parts], part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("{ \"model\": ", "cannot be read as JSON")]
    [InlineData("[1]", "does not hold a JSON object")]
    [InlineData("{}", "has no model")]
    public void Rejects_a_file_that_is_not_a_model(string text, string part) =>
        Assert.Contains(part, Assert.Throws<ImageException>(() => ModelFile.Read(Put(text))).Message, StringComparison.Ordinal);

    [Fact]
    public void Reports_a_missing_file() =>
        Assert.Contains("does not exist", Assert.Throws<ImageException>(() => ModelFile.Read(_folder.At("none.json")))
            .Message, StringComparison.Ordinal);

    private static SavedModel Mixture(CovarianceType type, bool scaled)
    {
        double[] covariances = type.Name switch
        {
            "full" => [2, 0.1, 0.1, 1d / 3, 5, -1, -1, 0.7],
            "tied" => [2, 0.1, 0.1, 1d / 3],
            "diag" => [2, 1d / 3, 5, 0.7],
            _ => [2, 1d / 3],
        };
        var course = new MixtureCourse
        {
            LowerBounds = [-3.5, -2.1, -2.0999],
            Iterations = 22,
            Converged = true,
            BoundToGain = scaled ? null : 0.0034,
            JoinedStarts = 3,
            RanToOptimum = scaled,
        };
        return new()
        {
            Model = GaussianMixtureModel.FromParameters(type, [0.1, 0.9], [1, -2.5, 1d / 7, 400], covariances, course),
            FeatureNames = ["t1w", "flair"],
            Scaler = scaled ? StandardScaler.Of([100, 1d / 3], [7, 1e-3]) : null,
            Scores = new(-2.0998, 12345.6, double.NaN),
            RanToOptimum = scaled,
            Starts = 5,
        };
    }

    private string Put(string text)
    {
        var path = _folder.At("sub-01_model.json");
        File.WriteAllText(path, text);
        return path;
    }
}
