using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Kernels;
using GpuSeg.Report.Sessions;
using GpuSeg.Studies.Bids.Dataset;
using GpuSeg.Studies.Bids.Plans;
using GpuSeg.Studies.Bids.Sessions;
using GpuSeg.Studies.Lesions;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Report.Tests;

/// <summary>A BIDS data set of small brains, T1w and FLAIR of each subject, and the outputs of a run over it.</summary>
public sealed class SegmentedDataset : IDisposable
{
    public const string Version = "1.2.3";

    private readonly SmallBrain _brains = new();

    public SegmentedDataset(int subjects)
    {
        Directory.CreateDirectory(Raw);
        File.WriteAllText(Path.Combine(Raw, "dataset_description.json"), """{"Name": "made", "BIDSVersion": "1.11.1"}""");
        for (var i = 1; i <= subjects; i++)
        {
            Image($"sub-0{i}", "T1w", SmallBrain.Values(100, 100, (uint)i));
            Image($"sub-0{i}", "FLAIR", SmallBrain.Values(400, -80, (uint)(10 * i)));
        }
    }

    public string Folder => Path.Combine(_brains.Root, "out");

    public IReadOnlyList<SessionPlan> Plans(SegmentationRequest request) =>
        new Planner(
            null,
            FilterFile.Empty,
            SegmentationLabel.Of(request),
            new() { Lesion = request.Lesion != LesionSearchMode.None },
            new() { AllowMissing = true }).Plan(Scanned).Plans;

    private string Raw => Path.Combine(_brains.Root, "raw");

    private BidsDataset Scanned => BidsDataset.Scan(Raw);

    public static SegmentationRequest Request(IEstimator? estimator = null) =>
        new() { Images = [], Estimator = estimator ?? new GaussianMixture { NComponents = 3 } };

    public void Image(string subject, string suffix, float[] values)
    {
        Directory.CreateDirectory(Path.Combine(Raw, subject, "anat"));
        _brains.Put($"raw/{subject}/anat/{subject}_{suffix}.nii", values);
    }

    public void Segment(SegmentationRequest request, bool overwrite = false) => Assert.All(
        new ParticipantRun(Run(request, overwrite), (_, _) => HostBackends.All.Create("cpu"))
            .Run(Plans(request), cancellation: TestContext.Current.CancellationToken),
        outcome => Assert.Equal(SessionState.Segmented, outcome.State));

    /// <summary>Segments the first subject as a single run in memory.</summary>
    public VolumeSegmentation InMemory(SegmentationRequest request) => SmallBrain.Segment(request with
    {
        Images = [.. Plans(request)[0].Channels.Select(channel => Path.Combine(Raw, channel.Image.Path))],
        Names = [.. Plans(request)[0].Channels.Select(channel => channel.Name)],
    });

    public SavedSegmentations Saved(SegmentationRequest request) => new(Run(request));

    /// <summary>Makes the pages of all subjects, or stops after one.</summary>
    public IReadOnlyList<PageOutcome> Pages(SegmentationRequest request, bool overwrite = false, bool stop = false)
    {
        using var source = new CancellationTokenSource();
        var pages = new SessionPages(Run(request, overwrite) with { Limits = new(1) });
        return pages.Make(Plans(request), stop ? new Stopping(source) : null, source.Token);
    }

    private CohortRun Run(SegmentationRequest request, bool overwrite = false) =>
        new() { Raw = Scanned.Data, Folder = Folder, Template = request, Version = Version, Overwrite = overwrite, Limits = new(2) };

    public string At(string path) => Path.Combine(Folder, path);

    public void Dispose() => _brains.Dispose();

    private sealed class Stopping(CancellationTokenSource source) : IProgress<PageOutcome>
    {
        public void Report(PageOutcome value) => source.Cancel();
    }
}
