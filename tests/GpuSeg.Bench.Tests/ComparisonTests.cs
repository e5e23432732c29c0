using System.Diagnostics;
using GpuSeg.Bench.Compare;
using GpuSeg.Bench.Data;
using GpuSeg.Engine.Centroids;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Engine.Voxels;
using GpuSeg.Kernels;

namespace GpuSeg.Bench.Tests;

/// <summary>What makes two sides comparable: the same voxels, the same starts, labels that are looked at.</summary>
public sealed class ComparisonTests
{
    private readonly FeatureMatrix _features = MadeFeatures.Of(3000, 4);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Labels_are_compared_with_the_expected_ones_repeated()
    {
        byte[] expected = [0, 1, 2];
        Assert.Equal(1, LabelCheck.EqualShare([0, 1, 2, 0, 1, 2], expected));
        Assert.Equal(0.75, LabelCheck.EqualShare([0, 1, 2, 0, 1, 2, 1, 2], [0, 1, 2, 0, 1, 2, 0, 1]));
        Assert.Equal(4 / 6d, LabelCheck.EqualShare([0, 1, 2, 1, 1, 0], expected), 12);
    }

    [Fact]
    public void Repeated_voxels_have_the_labels_of_the_voxels()
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
            Assert.InRange(LabelCheck.EqualShare(estimator.Fit(many, cancellation: Cancelled).Labels(), check.Expected(estimator).Value), Goals.EqualLabels, 1);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public void From_its_start_Lloyd_makes_as_many_iterations_as_are_timed(int clusters)
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
    public void ML_NET_finds_the_clusters_that_KMeans_finds()
    {
        var apart = new FeatureMatrix(["a", "b"], [[.. Enumerable.Range(0, 300).Select(i => (100 * (i % 3)) + (i % 7f))], [.. Enumerable.Range(0, 300).Select(i => i % 5f)]]);
        using var backend = HostBackends.All.Create("cpu");
        using var voxels = VoxelSet.Load(backend, apart);
        var ours = new KMeans { NClusters = 3 }.Fit(voxels, cancellation: Cancelled).Model;
        var (labels, theirs) = (ours.Predict(voxels), new MlNetKMeans(apart, 3).FitAndLabel());
        Assert.Equal(1, Inertia.EqualUpToNames(labels, theirs, 3));
        Assert.Equal(ours.Inertia, Inertia.Of(apart, theirs, 3), ours.Inertia * 1e-6);
    }

    [Fact]
    public void A_process_costs_processor_time_and_one_that_fails_is_no_measurement()
    {
        var cost = ChildProcess.Run(new ProcessStartInfo("dotnet", "--info"));
        Assert.InRange(cost.ProcessorSeconds, 1e-3, cost.WallSeconds * Environment.ProcessorCount * 1.1);
        var failure = Assert.Throws<NotMeasuredException>(() => ChildProcess.Run(new ProcessStartInfo("dotnet", "no-such-command-at-all")));
        Assert.Contains("dotnet ended with exit code", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_peer_that_is_not_here_says_so()
    {
        Assert.Contains("no-such-python does not start", Assert.Throws<NotMeasuredException>(() => new Peer("no-such-python", "peer.py")).Message, StringComparison.Ordinal);
        var python = Python();
        Assert.Contains("there is no library 'abacus'", Assert.Throws<NotMeasuredException>(() => new Peer(python, "card.py", "abacus")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EM_for_a_card_takes_the_steps_that_ours_takes()
    {
        using var scratch = new ScratchFolder();
        using var check = new LabelCheck(_features);
        using var backend = HostBackends.All.Create("cpu");
        using var voxels = VoxelSet.Load(backend, _features);
        using var peer = new Peer(Python("numpy"), "card.py", "numpy");
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
