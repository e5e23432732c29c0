using System.Diagnostics;
using GpuSeg.Bench.Compare;
using GpuSeg.Bench.Data;
using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels;

namespace GpuSeg.Bench.Tests;

/// <summary>Conditions of a fair comparison: the same voxels, the same starts, checked labels.</summary>
public sealed class ComparisonTests
{
    private readonly FeatureMatrix _features = MadeFeatures.Of(3000, 4);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Compares_labels_with_repeated_expected_labels()
    {
        byte[] expected = [0, 1, 2];
        Assert.Equal(1, LabelCheck.EqualShare([0, 1, 2, 0, 1, 2], expected));
        Assert.Equal(0.75, LabelCheck.EqualShare([0, 1, 2, 0, 1, 2, 1, 2], [0, 1, 2, 0, 1, 2, 0, 1]));
        Assert.Equal(4 / 6d, LabelCheck.EqualShare([0, 1, 2, 1, 1, 0], expected), 12);
    }

    [Fact]
    public void Repeats_labels_when_voxels_repeat()
    {
        using var backend = HostBackends.All.Create("cpu");
        using var once = VoxelSet.Load(backend, _features);
        var repeated = new RepeatedVoxels(_features, 10_000);
        Assert.Equal((3, 9000, 9000 * 4L * 4), (repeated.Times, repeated.Work.Voxels, repeated.Work.Bytes));
        using var many = VoxelSet.Load(backend, repeated.Fresh());
        var starts = new Starts(_features, once);
        using var check = new LabelCheck(_features);
        foreach (var estimator in (IEstimator[])[starts.Em(3) with { MaxIter = 12 }, starts.Lloyd(8) with { MaxIter = 5 }])
        {
            var labels = estimator.Fit(many, cancellation: Cancelled).Labels();
            Assert.InRange(LabelCheck.EqualShare(labels, check.Expected(estimator).Value), Goals.EqualLabels, 1);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public void Runs_as_many_iterations_as_are_timed_from_the_poor_start(int clusters)
    {
        using var backend = HostBackends.All.Create("cpu");
        using var voxels = VoxelSet.Load(backend, _features);
        var starts = new Starts(_features, voxels);
        var iterations = starts.LloydIterations(clusters);
        Assert.True(iterations > 2);
        Assert.Equal(iterations, (starts.Lloyd(clusters) with { MaxIter = iterations }).Fit(voxels, cancellation: Cancelled).Model.NIter);
        Assert.Equal(50, (starts.Em(clusters) with { MaxIter = 50 }).Fit(voxels, cancellation: Cancelled).Model.NIter);
    }

    [Fact]
    public void Finds_same_clusters_as_ML_NET()
    {
        float[] a = [.. Enumerable.Range(0, 300).Select(i => (100 * (i % 3)) + (i % 7f))];
        float[] b = [.. Enumerable.Range(0, 300).Select(i => i % 5f)];
        var apart = new FeatureMatrix(["a", "b"], [a, b]);
        using var backend = HostBackends.All.Create("cpu");
        using var voxels = VoxelSet.Load(backend, apart);
        var ours = new KMeans { NClusters = 3 }.Fit(voxels, cancellation: Cancelled).Model;
        var (labels, theirs) = (ours.Predict(voxels), new MlNetKMeans(apart, 3).FitAndLabel());
        Assert.Equal(1, Inertia.EqualUpToNames(labels, theirs, 3));
        Assert.Equal(ours.Inertia, Inertia.Of(apart, theirs, 3), ours.Inertia * 1e-6);
    }

    [Fact]
    public void Measures_CPU_time_of_process_and_refuses_failed_process()
    {
        var cost = ChildProcess.Run(new ProcessStartInfo("dotnet", "--info"));
        Assert.InRange(cost.ProcessorSeconds, 1e-3, cost.WallSeconds * Environment.ProcessorCount * 1.1);
        var failure = Assert.Throws<NotMeasuredException>(() => ChildProcess.Run(new ProcessStartInfo("dotnet", "no-such-command-at-all")));
        Assert.Contains("dotnet ended with exit code", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_missing_peer()
    {
        var missing = Assert.Throws<NotMeasuredException>(() => new Peer("no-such-python", "peer.py"));
        Assert.Contains("no-such-python does not start", missing.Message, StringComparison.Ordinal);
        var python = Python();
        var unknown = Assert.Throws<NotMeasuredException>(() => new Peer(python, "gpu.py", "abacus"));
        Assert.Contains("unknown library 'abacus'", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Matches_steps_of_EM_for_GPUs()
    {
        using var scratch = new ScratchFolder();
        using var check = new LabelCheck(_features);
        using var backend = HostBackends.All.Create("cpu");
        using var voxels = VoxelSet.Load(backend, _features);
        using var peer = new Peer(Python("numpy"), "gpu.py", "numpy");
        peer.LoadColumns(ColumnFile.Write(_features, scratch), _features.Dimensions, 2);
        var em = new Starts(_features, voxels).Em(3) with { MaxIter = 10 };
        var theirs = peer.Fit(PeerCommands.WithIterations(PeerCommands.Of(em, _features.Dimensions), 10), 1, 1, labels: true);
        Assert.Equal(2 * _features.Count, theirs.Labels!.Length);
        Assert.InRange(LabelCheck.EqualShare(theirs.Labels, check.Expected(em).Value), Goals.EqualLabels, 1);
    }

    private static string Python(string module = "json")
    {
        try
        {
            ChildProcess.Run(new ProcessStartInfo("python3", ["-c", $"import {module}"]));
        }
        catch (Exception e) when (e is NotMeasuredException or System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"There is no python3 with {module}.");
        }

        return "python3";
    }
}
