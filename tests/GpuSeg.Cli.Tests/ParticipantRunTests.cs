using GpuSeg.Engine.Mixtures;
using GpuSeg.Kernels.Ilgpu;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Bids.Sessions;
using GpuSeg.Studies.Phantom;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Tests;

/// <summary>Measures the allocations of this process, so nothing else may run in it.</summary>
[CollectionDefinition(nameof(ParticipantRunTests), DisableParallelization = true)]
[Collection(nameof(ParticipantRunTests))]
public sealed class ParticipantRunTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(4, null, 10, 4)]
    [InlineData(4, null, 3, 3)]
    [InlineData(1, null, 10, 1)]
    [InlineData(4, 160 + 250, 10, 2)]
    [InlineData(4, 160 + 101, 10, 1)]
    [InlineData(4, null, 0, 1)]
    public void Processes_as_many_sessions_at_a_time_as_threads_and_memory_allow(int threads, int? megabytes, int sessions, int expected)
    {
        var limits = new CohortLimits(threads, (long?)megabytes << 20);
        Assert.Equal(expected, limits.ConcurrentSessions([.. Enumerable.Repeat(100L << 20, sessions)]));
    }

    [Fact]
    public void Reports_a_session_that_exceeds_memory_without_limiting_the_rest()
    {
        PhantomDataset.Write(_folder.At("raw"), 2, cancellation: TestContext.Current.CancellationToken);
        var (run, plans) = Run(new(2, 200L << 20));
        plans = [plans[0] with { Voxels = 50_000_000 }, plans[1]];
        var outcomes = new ParticipantRun(run, Cpu).Run(plans, cancellation: TestContext.Current.CancellationToken).ToArray();
        Assert.Equal([SessionState.Failed, SessionState.Segmented], outcomes.Select(outcome => outcome.State));
        Assert.Matches(
            @"^its images take more than the 200 MB of memory that are allowed, and at most \d+ MB; allow more", outcomes[0].Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Allocates_at_most_a_twentieth_of_the_images_per_session(bool probseg)
    {
        const int first = 4, sessions = 12;
        var (images, _) = BrainPhantom.Make(new() { Size = 176 }).Write(_folder.Root, overwrite: false);
        string[] names = ["T1w", "ce-gd_T1w", "FLAIR", "T2w"];
        for (var subject = 1; subject <= sessions; subject++)
        {
            foreach (var (name, image) in names.Zip(images))
            {
                Link($"raw/sub-{subject:00}/anat/sub-{subject:00}_{name}.nii.gz", image);
            }
        }

        _folder.Put("raw/dataset_description.json", """{"Name": "one brain", "BIDSVersion": "1.10.1"}"""u8.ToArray());
        var (run, plans) = Run(new(1), probseg);
        var bytes = plans[0].Voxels * images.Count * sizeof(float);
        var (seen, before) = (0, 0L);
        foreach (var outcome in new ParticipantRun(run, Cpu).Run(plans, cancellation: TestContext.Current.CancellationToken))
        {
            Assert.Equal(SessionState.Segmented, outcome.State);
            if (++seen == first)
            {
                before = GC.GetTotalAllocatedBytes();
            }
        }
        Assert.InRange((GC.GetTotalAllocatedBytes() - before) / (sessions - first), 1, bytes / 20);
    }

    private void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.At(path))!);
        File.CreateSymbolicLink(_folder.At(path), target);
    }

    private static GpuSeg.Engine.Passes.IBackend Cpu(int threads, long work) => Backends.All.Find("cpu").Create(new(threads, work));

    private (CohortRun Run, IReadOnlyList<SessionPlan> Plans) Run(CohortLimits limits, bool probseg = false)
    {
        var raw = BidsDataset.Scan(_folder.At("raw"));
        var request = new SegmentationRequest { Images = [], Estimator = new GaussianMixture { NComponents = 3 } };
        var (plans, _) = new Planner(null, FilterFile.Empty, "gmm3", new() { Posteriors = probseg }).Plan(raw);
        return (new() { Raw = raw.Data, Folder = _folder.At("out"), Template = request, Version = "0.0.0", Limits = limits }, plans);
    }
}
