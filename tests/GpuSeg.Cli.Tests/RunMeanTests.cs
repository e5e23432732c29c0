namespace GpuSeg.Cli.Tests;

/// <summary>The mean of several runs as one channel of a session.</summary>
public sealed class RunMeanTests : IDisposable
{
    private static readonly int[] s_shape = [14, 12, 10];
    private static readonly string[] s_fit = ["-k", "3", "--seed", "1"];

    private readonly TempFolder _folder = new();

    public RunMeanTests()
    {
        Directory.CreateDirectory(_folder.At("raw/sub-01/anat"));
        File.WriteAllText(_folder.At("raw/dataset_description.json"), """{"Name": "made", "BIDSVersion": "1.11.1"}""");
        Put("raw/sub-01/anat/sub-01_run-1_T1w.nii", Values(1));
        Put("raw/sub-01/anat/sub-01_run-2_T1w.nii", Values(2));
        Put("raw/sub-01/anat/sub-01_FLAIR.nii", Values(3));
        Put("mean.nii", [.. Values(1).Zip(Values(2), (a, b) => (float)(((double)a + b) / 2))]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Segments_the_mean_of_all_runs()
    {
        var outcome = Bids();
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Stderr));
        Assert.Contains(" voxels of t1w (mean of 2 runs), flair; ", outcome.Stdout);
        Gpuseg.Succeed([
            "segment", _folder.At("mean.nii"), _folder.At("raw/sub-01/anat/sub-01_FLAIR.nii"), .. s_fit, "-o", _folder.At("one")]);
        Assert.Equal(Workplace.Labels(_folder.At("one_dseg.nii.gz")), Workplace.Labels(Result("dseg.nii.gz")));
        var sidecar = Workplace.Parse(File.ReadAllText(Result("dseg.json")));
        Assert.Equal(
            ((string[])["run-1_T1w", "run-2_T1w", "FLAIR"]).Select(name => $"bids:raw:sub-01/anat/sub-01_{name}.nii"),
            sidecar.GetProperty("Sources").EnumerateArray().Select(source => source.GetString()));
        Assert.Equal("""{"t1w":2}""", sidecar.GetProperty("MeanOfRuns").GetRawText().Replace(" ", "", StringComparison.Ordinal)
            .Replace("\n", "", StringComparison.Ordinal));
        Assert.True(File.Exists(_folder.At("out/sub-01.html")));
    }

    [Fact]
    public void Notices_a_run_that_has_changed_and_a_different_choice_of_runs()
    {
        Assert.Equal(0, Bids("--no-reports").ExitCode);
        Assert.Contains("1 complete already", Bids("--no-reports").Stdout);
        Assert.Contains("is of an earlier run: ", Bids("--no-reports", "--runs", "first").Stderr);
        Put("raw/sub-01/anat/sub-01_run-2_T1w.nii", Values(4));
        Assert.Contains("sub-01_run-1_T1w.nii have changed since", Bids("--no-reports").Stderr);
    }

    [Fact]
    public void Refuses_runs_on_different_grids()
    {
        _folder.Put("raw/sub-01/anat/sub-01_run-2_T1w.nii", NiftiBytes.Floats(Values(2), s_shape, shift: 3));
        var outcome = Bids("--dry-run");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("sub-01_run-2_T1w.nii lies on another grid than sub-01/anat/sub-01_run-1_T1w.nii, so that there is no mean of the "
            + "two; align them first, or take one run.", outcome.Stdout);
    }

    private Outcome Bids(params string[] more) =>
        Gpuseg.Run(["bids", _folder.At("raw"), _folder.At("out"), "participant", .. s_fit, "--runs", "mean", .. more]);

    private string Result(string suffix) => _folder.At($"out/sub-01/anat/sub-01_seg-gmm3_{suffix}");

    private void Put(string path, float[] values) => _folder.Put(path, NiftiBytes.Floats(values, s_shape));

    // Three shells of different intensities with noise, nothing outside of them.
    private static float[] Values(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, s_shape[0] * s_shape[1] * s_shape[2]).Select(i =>
        {
            var (x, y, z) = (i % s_shape[0] - 6.5, i / s_shape[0] % s_shape[1] - 5.5, i / (s_shape[0] * s_shape[1]) - 4.5);
            var radius = Math.Sqrt(x * x + y * y + 1.5 * z * z);
            var mean = radius > 4.5 ? 100 : radius > 3 ? 250 : 400;
            return radius > 6 ? 0 : (float)(mean * (seed == 3 ? 0.5 : 1) + 20 * random.NextDouble());
        })];
    }
}
