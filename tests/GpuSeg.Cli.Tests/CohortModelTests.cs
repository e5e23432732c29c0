using System.Text.Json;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Engine.Passes;
using GpuSeg.Images.Files;
using GpuSeg.Images.Nifti;
using GpuSeg.Kernels.Ilgpu;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Bids.Pooled;
using GpuSeg.Studies.Bids.Sessions;
using GpuSeg.Studies.Models;
using GpuSeg.Studies.Phantom;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Tests;

public sealed class CohortModelTests : IDisposable
{
    private const string ModelName = "seg-gmm4pooled_model.json";

    private static readonly string[] s_channels = ["anat/{0}_T1w", "anat/{0}_ce-gd_T1w", "anat/{0}_FLAIR", "dwi/{0}_ADC"];

    private static readonly SegmentationRequest s_template =
        new() { Images = [], Estimator = new GaussianMixture { NComponents = 4, NInit = 3 } };

    private readonly TempFolder _folder = new();

    public CohortModelTests() => PhantomDataset.Write(Raw, 4);

    private string Raw => _folder.At("raw");

    private string Out => _folder.At("out");

    private string ModelPath => Path.Combine(Out, ModelName);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fits_the_pooled_model_to_all_normalised_voxels()
    {
        var pooled = Prepare(Raw, Out, "reference");
        Assert.Equal((4, false, 0), (pooled.Sessions, pooled.Reused, pooled.Notes.Count));
        // No session has more voxels than are taken of each.
        float[][][] sessions = [.. Enumerable.Range(1, 4).Select(subject => Normalised($"sub-0{subject}"))];
        float[][] columns = [.. Enumerable.Range(0, 4).Select(j => sessions.SelectMany(session => session[j]).ToArray())];
        using var backend = Backends.All.Create("reference");
        using var voxels = VoxelSet.Load(backend, new(["t1w", "t1ce", "flair", "adc"], columns));
        var expected = LabelOrder.ByWeight.Apply(s_template.Estimator.Fit(voxels, null, TestContext.Current.CancellationToken)).Model;
        var found = pooled.Run.Template.Model!.Saved.Model;
        Assert.All(expected.Means.Zip(found.Means), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.All(expected.Weights.Zip(found.Weights), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.Equal(expected.NIter, found.NIter);
    }

    [Fact]
    public void Fits_the_same_model_for_any_threads_and_order_on_disk()
    {
        Prepare(Raw, Out, "cpu", threads: 1);
        var other = _folder.At("other/raw");
        foreach (var file in Directory.GetFiles(Raw, "*", SearchOption.AllDirectories).OrderDescending(StringComparer.Ordinal))
        {
            var copy = Path.Combine(other, Path.GetRelativePath(Raw, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        Prepare(other, _folder.At("other/out"), "cpu", threads: 3);
        Assert.Equal(File.ReadAllText(ModelPath), File.ReadAllText(_folder.At($"other/out/{ModelName}")));

        var reference = Prepare(Raw, _folder.At("reference"), "reference").Run.Template.Model!.Saved.Model;
        var cpu = ModelFile.Read(ModelPath).Model;
        Assert.All(reference.Means.Zip(cpu.Means), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void Reuses_an_existing_model_and_keeps_a_different_one()
    {
        Prepare(Raw, Out, "cpu");
        var (bytes, time) = (File.ReadAllBytes(ModelPath), File.GetLastWriteTimeUtc(ModelPath));
        Assert.True(Prepare(Raw, Out, "cpu").Reused);
        Assert.Contains(
            "Parameters.random_state was 0 and is 9 now",
            Assert.Throws<OutputException>(() => Prepare(Raw, Out, "cpu", template: s_template
                with
            { Estimator = new GaussianMixture { NComponents = 4, NInit = 3, Seed = 9 } })).Message,
            StringComparison.Ordinal);
        Directory.Delete(Path.Combine(Raw, "sub-04"), recursive: true);
        Assert.Contains(
            "pooled.sessions", Assert.Throws<OutputException>(() => Prepare(Raw, Out, "cpu")).Message, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(ModelPath));
        Assert.Equal(time, File.GetLastWriteTimeUtc(ModelPath));
        Assert.Equal(3, Prepare(Raw, Out, "cpu", overwrite: true).Sessions);
    }

    [Fact]
    public void Excludes_and_names_unusable_sessions()
    {
        File.WriteAllBytes(At("sub-02/anat/sub-02_T1w.nii.gz"), File.ReadAllBytes(At("sub-02/anat/sub-02_T1w.nii.gz"))[..20000]);
        File.Delete(At("sub-03/anat/sub-03_FLAIR.nii.gz"));
        var pooled = Prepare(Raw, Out, "cpu");
        Assert.Equal((2, 3), (pooled.Sessions, pooled.Asked));
        Assert.Collection(
            pooled.Notes,
            note => Assert.StartsWith(
                "sub-03 is left out of the pooled model: it lacks flair (3 of 4 sessions have it); ",
                    note,
                    StringComparison.Ordinal),
            note => Assert.Matches("^sub-02 is left out of the pooled model: .*T1w.nii.gz is truncated", note));
        Assert.Equal("sub-02", Assert.Single(Json(ModelPath).GetProperty("sample").GetProperty("left_out").EnumerateArray()).GetString());
    }

    [Fact]
    public void Leaves_no_model_when_stopped()
    {
        Assert.ThrowsAny<OperationCanceledException>(() => Prepare(Raw, Out, "cpu", stopped: true));
        Assert.DoesNotContain(Directory.GetFiles(Out), path =>
            path.Contains("model", StringComparison.Ordinal) || path.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void Labels_the_same_tissue_alike_in_every_subject()
    {
        string[] fit = ["-k", "4", "--n-init", "10"];
        Assert.EndsWith($"; nothing was written\na pooled model of 4 sessions would be fitted first -> {ModelName}\n",
            Gpuseg.Succeed(["bids", Raw, Out, "participant", .. fit, "--fit", "pooled", "--dry-run"]).Stdout);
        // Part of the subjects first, as a shard would: the model is that of all.
        Assert.StartsWith("pooled model of 4 sessions, each scaled to mean 0 and variance 1 -> " + ModelName + "\nsub-02: ",
            Gpuseg.Succeed(["bids", Raw, Out, "participant", .. fit, "--fit", "pooled", "--participant-label", "02"]).Stdout);
        var outcome = Gpuseg.Succeed(["bids", Raw, Out, "participant", .. fit, "--fit", "pooled"]);
        Assert.EndsWith($"\n{ModelName} exists already and would be used if it has the same sessions (4) and parameters\n",
            Gpuseg.Succeed(["bids", Raw, Out, "participant", .. fit, "--fit", "pooled", "--dry-run"]).Stdout);
        Assert.StartsWith(ModelName + " exists, for the same 4 sessions", outcome.Stdout);
        Assert.EndsWith("3 segmented, 1 complete already, 0 failed\n", outcome.Stdout);
        int[][] tissues = [.. Enumerable.Range(1, 4).Select(subject => Tissues($"sub-0{subject}"))];
        Assert.All(tissues, tissue => Assert.Equal(tissues[0], tissue));
        Assert.Equal([1, 2, 3, 4], tissues[0].Order());

        Assert.Contains("In each session, the voxels positive in every image", File.ReadAllText(Path.Combine(Out, "logs", "CITATION.md")));
        Assert.Contains(
            "A Gaussian mixture of 4 components with full covariance matrices was fitted by expectation-maximization [1] from the best "
                + "of 10 starts", File.ReadAllText(Path.Combine(Out, "sub-01.html")));
        Assert.Contains($"The model was fitted once, to voxels drawn from 4 sessions, and labelled all sessions ({ModelName}).",
            File.ReadAllText(Path.Combine(Out, "logs", "CITATION.md")));
        var sidecar = Json(Path.Combine(Out, "sub-01/anat/sub-01_seg-gmm4pooled_dseg.json"));
        Assert.True(sidecar.GetProperty("LabelsShared").GetBoolean());
        Assert.Equal((ModelName, "subject"), (sidecar.GetProperty("Model").GetProperty("File").GetString(), sidecar.GetProperty("Model")
            .GetProperty("Normalisation").GetString()));
        // The model given as a file does the same work, and a different model is recognised.
        Assert.EndsWith("4 complete already, 0 failed\n", Gpuseg.Succeed("bids", Raw, Out, "participant", "--model", ModelPath).Stdout);
        File.AppendAllText(ModelPath, "\n");
        Assert.Contains("Model.Sha256 differs", Gpuseg.Run("bids", Raw, Out, "participant", "--model", ModelPath).Stderr);
    }

    [Fact]
    public void Rejects_voxels_that_changed_since_the_model_was_fitted()
    {
        string[] command = ["bids", Raw, Out, "participant", "-k", "4", "--n-init", "10", "--fit", "pooled", "--no-reports"];
        Gpuseg.Succeed([.. command, "--participant-label", "01"]);
        File.Copy(At("sub-01/anat/sub-01_FLAIR.nii.gz"), At("sub-02/anat/sub-02_FLAIR.nii.gz"), overwrite: true);
        var outcome = Gpuseg.Run(command);
        Assert.Equal(1, outcome.ExitCode);
        Assert.EndsWith("2 segmented, 1 complete already, 1 failed\n", outcome.Stdout, StringComparison.Ordinal);
        Assert.Contains(
            $"  sub-02: {ModelName} is the pooled model of an earlier run: the voxels of {At("sub-02/anat/sub-02_FLAIR.nii.gz")} have "
                + "changed since; allow overwriting", outcome.Stderr, StringComparison.Ordinal);
        // The old model can still be applied on request.
        Assert.EndsWith("1 segmented, 3 complete already, 0 failed\n",
            Gpuseg.Succeed("bids", Raw, Out, "participant", "--model", ModelPath, "--no-reports").Stdout, StringComparison.Ordinal);
        Assert.EndsWith(
            "4 segmented, 0 complete already, 0 failed\n", Gpuseg.Succeed([.. command, "--overwrite"]).Stdout, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-k 4 --fit pooled --scale none", "--fit pooled scales every session to mean 0 and variance 1, so --scale does not apply")]
    [InlineData("--fit pooled", "'-k' is required")]
    [InlineData("-k 4 --fit all", "--fit is all; it must be session, subject or pooled")]
    public void Rejects_invalid_options(string options, string part) =>
        Refusal.OfUsage(Gpuseg.Run(["bids", Raw, Out, "participant", .. options.Split(' ')]), part);

    private PooledModel Prepare(
        string raw, string output, string backend, int threads = 0, SegmentationRequest? template = null, bool overwrite = false,
            bool stopped = false)
    {
        var dataset = BidsDataset.Scan(raw);
        var plans = new Planner(null, FilterFile.Empty, "gmm4pooled").Plan(dataset).Plans;
        var run = new CohortRun
        {
            Raw = dataset.Data,
            Folder = output,
            Template = template
            ?? s_template,
            Version = "1.0.0",
            Overwrite = overwrite,
            Limits = new(Math.Max(1, threads))
        };
        IBackend Start(int most, long work) => Backends.All.Create(backend, new(Threads: most));
        return new PooledFit(run, Start)
            .Prepare(plans, run.Template, cancellation: stopped ? new(canceled: true) : TestContext.Current.CancellationToken);
    }

    // Voxels positive in every channel, (x - mean) / sd in double.
    private float[][] Normalised(string subject)
    {
        float[][] images = [.. s_channels.Select(channel => Values(At($"{subject}/{string.Format(null, channel, subject)}.nii.gz")))];
        int[] kept = [.. Enumerable.Range(0, images[0].Length).Where(i => images.All(image => image[i] > 0))];
        return [.. images.Select(image =>
        {
            double[] values = [.. kept.Select(i => (double)image[i])];
            var mean = values.Average();
            var sd = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
            return values.Select(value => (float)((value - mean) / sd)).ToArray();
        })];
    }

    // The tissue of the truth that overlaps most with each label, by Dice.
    private int[] Tissues(string subject)
    {
        var labels = Workplace.Labels(Path.Combine(Out, $"{subject}/anat/{subject}_seg-gmm4pooled_dseg.nii.gz"));
        var truth = Workplace.Labels(At($"derivatives/truth/{subject}/anat/{subject}_dseg.nii.gz"));
        return [.. Enumerable.Range(1, 4).Select(label => Enumerable.Range(1, 4).MaxBy(tissue =>
            2d * labels.Zip(truth).Count(pair =>
                pair == (label, tissue)) / (labels.Count(value => value == label) + truth.Count(value => value == tissue))))];
    }

    private static float[] Values(string path)
    {
        var volume = Assert.Single(NiftiReader.Read(path));
        var values = new float[volume.VoxelCount];
        volume.CopyTo(values);
        return values;
    }

    private string At(string path) => Path.Combine(Raw, path);

    private static JsonElement Json(string path) => Workplace.Parse(File.ReadAllText(path));
}
