namespace GpuSeg.Cli.Tests;

public sealed class ModelOptionTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("-k 3 --scale standard --n-init 4 --label-names dark,grey,light")]
    [InlineData("-k 3 --covariance tied --converge")]
    [InlineData("-k 3 --method kmeans --scale standard")]
    [InlineData("-k 3 --scale standard --mrf auto --bias auto")]
    [InlineData("-k 3 --mrf 0.5 --mrf-neighbours 18 --n-init 3")]
    [InlineData("-k 3 --bias 1")]
    public void Gives_the_same_labels_and_model_file_by_a_saved_model(string fit)
    {
        var model = _place.At("fitted_model.json");
        Gpuseg.Succeed(["segment", _place.T1, _place.Flair, .. fit.Split(' '), "-o", _place.Prefix]);
        var (labels, table) = (_place.Labels(), _place.Table());
        File.Move(_place.Prefix + "_model.json", model);
        var outcome = Gpuseg.Succeed("segment", _place.T1, _place.Flair, "--model", model, "--overwrite", "-o", _place.Prefix, "--report");
        Assert.Contains("labelled by fitted_model.json", outcome.Stdout);
        Assert.Contains("nothing was fitted", outcome.Stdout);
        Assert.Equal(labels, _place.Labels());
        Assert.Equal(table, _place.Table());
        Assert.Equal(File.ReadAllText(model), File.ReadAllText(_place.Prefix + "_model.json"));
        var sidecar = _place.Json("_dseg.json");
        Assert.Equal(("model", true), (sidecar.GetProperty("LabelOrder").GetString(), sidecar.GetProperty("LabelsShared").GetBoolean()));
        Assert.Equal("fitted_model.json", sidecar.GetProperty("Model").GetProperty("File").GetString());
        Assert.Contains(
            "Nothing was fitted: the labels come from the model fitted_model.json", File.ReadAllText(_place.Prefix + "_report.html"));
    }

    [Fact]
    public void Scales_different_images_by_the_scaler_of_the_model()
    {
        Fit("--scale", "standard");
        // Brighter by a constant: with a scaler of its own it would get the same labels.
        var bright = _place.Put("bright.nii", [.. _place.T1Values.Select(value => value > 0 ? value + 100 : 0)]);
        var before = _place.Labels();
        Gpuseg.Succeed("segment", bright, _place.Flair, "--model", _place.At("m_model.json"), "-o", _place.Prefix, "--overwrite");
        Assert.NotEqual(before, _place.Labels());
    }

    [Theory]
    [InlineData("{flair} {t1} --model {model}", 3, "m_model.json is a model of t1, flair, in this order, and the images are flair, t1")]
    [InlineData("{t1} --model {model}", 3, "is a model of t1, flair, in this order, and the images are t1;")]
    [InlineData("{t1} {flair} --model {model} -k 3", 2, "-k is about a fit and --model")]
    [InlineData("{t1} {flair} --model {model} --scale none", 2, "--scale is about a fit")]
    [InlineData("{t1} {flair} --model {model} --label-order none", 2, "--label-order is about a fit")]
    [InlineData("{t1} {flair} --model {model} --n-init 2", 2, "--n-init is about a fit")]
    [InlineData("{t1} {flair} --model {model} --mrf auto", 2, "--mrf is about a fit")]
    [InlineData("{t1} {flair} --model {model} --label-names a,b", 2, "--label-names has 2 names for 3 labels")]
    [InlineData("{t1} {flair} --model gone_model.json", 3, "gone_model.json does not exist")]
    [InlineData("{t1} {flair} --model {t1}", 3, "cannot be read as JSON")]
    public void Rejects_invalid_options(string arguments, int exitCode, string part)
    {
        Fit();
        var given = arguments.Replace("{t1}", _place.T1, StringComparison.Ordinal)
            .Replace("{flair}", _place.Flair, StringComparison.Ordinal)
            .Replace("{model}", _place.At("m_model.json"), StringComparison.Ordinal);
        Refusal.Of(exitCode, Gpuseg.Run(["segment", .. given.Split(' '), "-o", _place.At("other")]), part);
        Assert.False(File.Exists(_place.At("other_dseg.nii.gz")));
    }

    [Fact]
    public void Writes_posteriors_of_a_mixture_and_refuses_them_for_KMeans()
    {
        Fit();
        Gpuseg.Succeed(
            "segment", _place.T1, _place.Flair, "--model", _place.At("m_model.json"), "-o", _place.Prefix, "--overwrite", "--probseg");
        Assert.True(File.Exists(_place.Prefix + "_probseg.nii.gz"));
        Fit("--method", "kmeans", "--overwrite");
        Refusal.OfUsage(Gpuseg.Run("segment", _place.T1, _place.Flair, "--model", _place.At("m_model.json"), "-o", _place.At("other"),
            "--probseg"), "--probseg needs posteriors");
    }

    private void Fit(params string[] more)
    {
        Gpuseg.Succeed(["segment", _place.T1, _place.Flair, "-k", "3", "-o", _place.Prefix, .. more]);
        File.Move(_place.Prefix + "_model.json", _place.At("m_model.json"), overwrite: true);
    }
}
