using System.Text.Json;

namespace GpuSeg.Cli.Tests;

public sealed class StartFileTests : IDisposable
{
    private const string Weights = "\"weights_init\": [0.5, 0.3, 0.2]", Means = "\"means_init\": [[100, 300], [200, 220], [300, 140]]";
    private const string Precisions = "\"precisions_init\": [[[0.03, 0], [0, 0.03]], [[0.03, 0], [0, 0.03]], [[0.03, 0], [0, 0.03]]]";

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("{ \"means_init\": [[1, 2], [3, ", "cannot be read as JSON", "correct the file")]
    [InlineData("not JSON", "cannot be read as JSON")]
    [InlineData("", "cannot be read as JSON")]
    [InlineData("[1, 2, 3]", "does not hold a JSON object")]
    [InlineData("{}", "holds none of weights_init, means_init and precisions_init")]
    [InlineData("{ \"means_init\": [[1, 2], [3, 4]] }", "means_init", "shape (3, D)", "found shape (2, 2)")]
    [InlineData("{ \"means_init\": [[1, 2, 3], [4, 5, 6]] }", "means_init", "shape (3, D)", "found shape (2, 3)")]
    [InlineData("{ \"means_init\": [[1], [2], [3]] }", "means_init holds 3 values", "shape (3, 2) needs 6")]
    [InlineData("{ \"means_init\": [[1, 2], [3], [4, 5, 6]] }", "means_init", "shape (3, D)", "different lengths")]
    [InlineData("{ \"means_init\": [[1, 2], [3, \"4\"], [5, 6]] }", "means_init", "not a finite number")]
    [InlineData("{ \"means_init\": [[1, 2], [3, 1e999], [5, 6]] }", "means_init", "finite")]
    [InlineData("{ \"means_init\": [] }", "means_init", "shape (3, D)")]
    [InlineData("{ \"means_init\": 5 }", "means_init", "found a value that is not an array")]
    [InlineData("{ \"weights_init\": [0.5, 0.5] }", "weights_init", "shape (3)", "found shape (2)")]
    [InlineData("{ \"weights_init\": [0.5, 0.5, 0.5] }", "weights_init sums to 1.5")]
    [InlineData("{ \"weights_init\": [1.5, 0.5, -1] }", "must not be negative")]
    [InlineData("{ \"precisions_init\": [[1, 0], [0, 1]] }", "precisions_init", "shape (3, D, D)")]
    public void Rejects_a_file_that_is_not_a_start(string json, params string[] parts)
    {
        var start = _place.PutText("start.json", json);
        Refusal.Of(3, Segment(start), [start, .. parts]);
        Assert.Empty(_place.Left);
    }

    [Fact]
    public void Requires_centres_for_KMeans()
    {
        var start = _place.PutText("start.json", $"{{ {Means} }}");
        Refusal.Of(3, Segment(start, "--method", "kmeans"), start, "holds no init", "shape (3, D)");
        Assert.Empty(_place.Left);
    }

    [Fact]
    public void Uses_a_complete_start_as_given()
    {
        var start = _place.PutText("start.json", $"{{ {Weights}, {Means}, {Precisions} }}");
        Assert.Equal(0, Segment(start, "--label-order", "none").ExitCode);
        var parameters = _place.Json("_dseg.json").GetProperty("Parameters");
        Assert.Equal("explicit", parameters.GetProperty("init_params").GetString());
        Assert.Equal([0.5, 0.3, 0.2], Numbers(parameters.GetProperty("weights_init")));
        Assert.Equal([100, 300, 200, 220, 300, 140], Numbers(parameters.GetProperty("means_init")));
        // The start's order stays: its first component was put at t1 = 100.
        Assert.InRange(_place.Json("_model.json").GetProperty("means_")[0][0].GetDouble(), 95, 105);
    }

    [Fact]
    public void Accepts_part_of_a_start()
    {
        Assert.Equal(0, Segment(_place.PutText("start.json", $"{{ {Means} }}"), "--label-order", "none").ExitCode);
        Assert.InRange(_place.Json("_model.json").GetProperty("means_")[0][0].GetDouble(), 95, 105);
        Assert.Equal(
            [100, 300, 200, 220, 300, 140], Numbers(_place.Json("_dseg.json").GetProperty("Parameters").GetProperty("means_init")));
    }

    [Fact]
    public void Uses_centres_of_KMeans_as_given()
    {
        var start = _place.PutText("start.json", "{ \"init\": [[300, 140], [200, 220], [100, 300]] }");
        Assert.Equal(0, Segment(start, "--method", "kmeans", "--label-order", "none").ExitCode);
        Assert.InRange(_place.Json("_model.json").GetProperty("cluster_centers_")[0][0].GetDouble(), 295, 305);
    }

    [Fact]
    public void Keeps_the_start_file()
    {
        Gpuseg.Succeed("segment", _place.T1, "-k", "3", "-o", _place.Prefix);
        var text = $"{{ {Weights}, {Means}, {Precisions} }}";
        File.WriteAllText(_place.Prefix + "_model.json", text);
        Refusal.Of(1, Segment(_place.Prefix + "_model.json", "--overwrite"), "_model.json is an input");
        Assert.Equal(text, File.ReadAllText(_place.Prefix + "_model.json"));
    }

    private Outcome Segment(string start, params string[] options) =>
        Gpuseg.Run(["segment", _place.T1, _place.Flair, "-k", "3", "-o", _place.Prefix, "--init", start, .. options]);

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];
}
