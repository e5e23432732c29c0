using System.CommandLine;
using GpuSeg.Cli.Terminal;
using GpuSeg.Engine;
using GpuSeg.Imaging.Segmentation;

namespace GpuSeg.Cli.Commands;

/// <summary><c>gpuseg segment</c>: images in, label map, table, model and sidecar out.</summary>
internal sealed class SegmentCommand
{
    private readonly Argument<string[]> _images = new("IMAGE")
    {
        Description = "NIfTI files of one brain on one grid; a 4-D file gives one image per volume.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly EstimatorOptions _estimator = new();
    private readonly BackendChoice _backend = new();
    private readonly Option<string> _prefix = new("-o", "--output") { Description = "Folder and beginning of the output names.", DefaultValueFactory = _ => "gpuseg", HelpName = "PREFIX" };
    private readonly MaskOptions _mask = new();
    private readonly Option<string> _scale = new("--scale") { Description = "none, or standard (mean 0, variance 1 over the mask).", DefaultValueFactory = _ => "none" };
    private readonly Option<string> _order = new("--label-order") { Description = "Number labels by weight (largest first), mean:NAME (smallest mean of that image first) or none.", DefaultValueFactory = _ => "weight", HelpName = "RULE" };
    private readonly Option<bool> _probseg = new("--probseg") { Description = "Also write the posterior of every label." };
    private readonly Option<string?> _names = new("--label-names") { Description = "What the labels are called in the table and the report, in their order. Default: Cluster 1..K.", HelpName = "NAME,NAME,..." };
    private readonly Option<bool> _report = new("--report") { Description = "Also write an HTML page with a slice viewer, tables and a summary in words." };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object on stdout." };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace outputs that exist." };

    public static Command Create() => new SegmentCommand().Build();

    private Command Build()
    {
        Bounds.Files(_images);
        Bounds.OneOf(_scale, "none", "standard");
        var command = new Command("segment", "Cluster the voxels of one or more images and write the label map.") { _images };
        _estimator.AddTo(command);
        foreach (Option option in (Option[])[_prefix, .. _mask.All, _scale, _order, _names, _probseg, _report])
        {
            command.Options.Add(option);
        }

        _backend.AddTo(command);
        command.Options.Add(_json);
        command.Options.Add(_overwrite);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var request = Request(parsed);
        var outputs = Outputs(parsed);
        var overwrite = parsed.GetValue(_overwrite);
        outputs.Require(request, overwrite);
        using var messages = new Messages(parsed.GetValue(Runner.Verbose));
        var start = _backend.Starter(parsed, messages.Detail);
        var clock = new PhaseClock();
        var result = Segmenter.Run(request, start, parsed.GetValue(_probseg), clock, messages, cancellation);
        outputs.Write(result, overwrite, AppVersion.Text, cancellation);
        clock.End("write");
        messages.Done();
        foreach (var warning in (string[])[.. result.Warnings, .. outputs.Leftovers])
        {
            messages.Warning(warning);
        }

        if (parsed.GetValue(_json))
        {
            Console.Out.Write(SegmentJson.Of(result, outputs, clock));
        }
        else
        {
            SegmentSummary.Print(result, outputs);
        }

        return ExitCodes.Ok;
    }

    private SegmentationRequest Request(ParseResult parsed) => new()
    {
        Images = parsed.GetValue(_images)!,
        MaskFile = _mask.File(parsed),
        MaskRule = _mask.Rule(parsed),
        Scaling = Enum.Parse<FeatureScaling>(parsed.GetValue(_scale)!, ignoreCase: true),
        Estimator = _estimator.Estimator(parsed),
        StartFile = _estimator.StartFile(parsed),
        Order = Order(parsed.GetValue(_order)!),
        LabelNames = LabelNames(parsed),
        KeepVoxels = parsed.GetValue(_report),
    };

    private SegmentationOutputs Outputs(ParseResult parsed)
    {
        var prefix = OutputPrefix.Of(parsed.GetValue(_prefix)!);
        return parsed.GetValue(_report)
            ? new(prefix, Probseg(parsed), Reports.OfFit(prefix))
            : new(prefix, Probseg(parsed));
    }

    private string[]? LabelNames(ParseResult parsed)
    {
        if (parsed.GetValue(_names) is not { } text)
        {
            return null;
        }

        string[] names = text.Split(',', StringSplitOptions.TrimEntries);
        var clusters = _estimator.Clusters(parsed);
        return names.Length != clusters
            ? throw new UsageException($"--label-names has {names.Length} {(names.Length == 1 ? "name" : "names")} for {clusters} {(clusters == 1 ? "label" : "labels")}; give one for each, with commas between them.")
            : names.Contains("")
            ? throw new UsageException($"--label-names has an empty name for label {Array.IndexOf(names, "") + 1}; give a name for each label.")
            : names;
    }

    private static LabelOrder Order(string rule) => rule switch
    {
        "weight" => LabelOrder.ByWeight,
        "none" => LabelOrder.AsFitted,
        _ when rule.StartsWith("mean:", StringComparison.Ordinal) && rule.Length > 5 => LabelOrder.ByMean(rule[5..]),
        _ => throw new UsageException($"--label-order is {rule}; it must be weight, mean:NAME with the name of an image, or none."),
    };

    private bool Probseg(ParseResult parsed) => parsed.GetValue(_probseg) && !_estimator.IsMixture(parsed)
        ? throw new UsageException("--probseg needs posteriors and KMeans has none; leave it out or use --method gmm.")
        : parsed.GetValue(_probseg);
}
