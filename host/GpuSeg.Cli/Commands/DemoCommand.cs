using System.CommandLine;
using GpuSeg.Cli.Terminal;
using GpuSeg.Engine.Metrics;
using GpuSeg.Engine.Mixtures;
using GpuSeg.Studies.Phantom;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Commands;

/// <summary><c>gpuseg demo</c>: the main job on a brain that is made on the spot, compared with its truth.</summary>
internal sealed class DemoCommand
{
    // One start in three ends where no cluster is the lesion; of twenty on scaled images the best has found it in every brain tried.
    private const int Starts = 20;

    private readonly Argument<string> _folder = new("DIR") { Description = "Folder for images and results.", DefaultValueFactory = _ => "gpuseg-demo" };
    private readonly Option<int> _seed = new("--seed") { Description = "Which brain to make.", DefaultValueFactory = _ => new PhantomOptions().Seed, HelpName = "S" };
    private readonly Option<string?> _bids = new("--bids") { Description = "Instead make a raw BIDS data set of small brains in this folder, with the truth in derivatives/truth.", HelpName = "DIR" };
    private readonly Option<int> _subjects = new("--subjects") { Description = "How many subjects it has.", DefaultValueFactory = _ => 3, HelpName = "N" };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace files that exist." };
    private readonly BackendChoice _backend = new();

    public static Command Create() => new DemoCommand().Build();

    private Command Build()
    {
        var command = new Command("demo", "Make a four-modality brain with a tumour, segment it, and compare with the truth.") { _folder, _seed, _bids, _subjects, _overwrite };
        Bounds.Files(_folder);
        Bounds.Whole(_seed, 0);
        Bounds.Whole(_subjects, 1, 9999);
        _backend.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation) => parsed.GetValue(_bids) switch
    {
        null when parsed.GetResult(_subjects) is { Implicit: false } => throw new UsageException("--subjects is about a BIDS data set; give --bids DIR with it."),
        null => SegmentOne(parsed, cancellation),
        _ when parsed.GetResult(_folder) is { Implicit: false } => throw new UsageException("DIR is where one brain is segmented and --bids where a data set is made; leave one of them out."),
        "" => throw new UsageException("--bids is empty; give the folder of the data set."),
        var bids => MakeDataset(bids, parsed, cancellation),
    };

    private int MakeDataset(string folder, ParseResult parsed, CancellationToken cancellation)
    {
        var subjects = parsed.GetValue(_subjects);
        PhantomDataset.Write(folder, subjects, parsed.GetValue(_seed), parsed.GetValue(_overwrite), cancellation);
        Console.Out.WriteLine($"made {subjects} {(subjects == 1 ? "subject" : "subjects")} in {folder}; segment them with");
        Console.Out.WriteLine($"gpuseg bids {folder} {Path.Combine(folder, "derivatives", "gpuseg")} participant -k {BrainPhantom.TruthNames.Count} --scale standard --n-init {Starts}");
        return ExitCodes.Ok;
    }

    private int SegmentOne(ParseResult parsed, CancellationToken cancellation)
    {
        var (folder, overwrite) = (parsed.GetValue(_folder)!, parsed.GetValue(_overwrite));
        using var messages = new Messages(parsed.GetValue(Runner.Verbose));
        var start = _backend.Starter(parsed, messages.Detail);
        var phantom = BrainPhantom.Make(new PhantomOptions { Seed = parsed.GetValue(_seed) });
        var (images, truth) = phantom.Write(folder, overwrite);
        Console.Out.WriteLine($"made {string.Join(", ", images)} and {truth}");
        var request = new SegmentationRequest
        {
            Images = images,
            Scaling = FeatureScaling.Standard,
            Estimator = new GaussianMixture { NComponents = BrainPhantom.TruthNames.Count, NInit = Starts },
        };
        var clock = new PhaseClock();
        var result = Segmenter.Run(request, start, posteriors: false, clock, messages, cancellation);
        var outputs = new SegmentationOutputs(Path.Combine(folder, "demo"), probseg: false);
        outputs.Write(result, overwrite, AppVersion.Text, cancellation);
        messages.Done();
        SegmentSummary.Print(result, outputs);
        PrintDice(phantom, result);
        return ExitCodes.Ok;
    }

    private static void PrintDice(BrainPhantom phantom, SegmentationResult result)
    {
        var truths = BrainPhantom.TruthNames.Count + 1;
        var table = new ContingencyTable(phantom.Truth, result.Mask.ScatterLabels(result.Labels.Span), truths, result.Model.Clusters + 1);
        var match = table.Match();
        Console.Out.WriteLine("Dice overlap with the truth, clusters matched to tissues:");
        Table.Write(
            ["tissue", "label", "Dice"],
            Enumerable.Range(1, truths - 1).Select(tissue => (string[])[BrainPhantom.TruthNames[tissue - 1], $"{match[tissue]}", $"{table.Dice(tissue, match[tissue]):F3}"]));
    }
}
