using System.CommandLine;
using GpuSeg.Cli.Terminal;
using GpuSeg.Studies.Segmentation;

namespace GpuSeg.Cli.Commands;

/// <summary><c>gpuseg segment</c>: images in, label map, table, model and sidecar out.</summary>
internal sealed class SegmentCommand
{
    private readonly Argument<string[]> _images = new("IMAGE")
    {
        Description = "NIfTI files of one brain on one grid; a 4-D file gives one image per volume.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly RequestOptions _options = new();
    private readonly BackendChoice _backend = new();
    private readonly Option<string> _prefix = new("-o", "--output") { Description = "Folder and beginning of the output names.", DefaultValueFactory = _ => "gpuseg", HelpName = "PREFIX" };
    private readonly MaskOptions _mask = new();
    private readonly Option<bool> _report = new("--report") { Description = "Also write an HTML page with a slice viewer, tables and a summary in words." };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object on stdout." };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace outputs that exist." };

    public static Command Create() => new SegmentCommand().Build();

    private Command Build()
    {
        Bounds.Files(_images);
        var command = new Command("segment", "Cluster the voxels of one or more images and write the label map.") { _images };
        _options.AddTo(command);
        foreach (Option option in (Option[])[_prefix, .. _mask.All, _report])
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
        var result = Segmenter.Run(request, start, _options.Probseg(parsed), clock, messages, cancellation);
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

    private SegmentationRequest Request(ParseResult parsed) => _options.For(parsed.GetValue(_images)!, parsed) with
    {
        MaskFile = _mask.File(parsed),
        MaskRule = _mask.Rule(parsed),
        KeepVoxels = parsed.GetValue(_report),
    };

    private SegmentationOutputs Outputs(ParseResult parsed)
    {
        var prefix = OutputPrefix.Of(parsed.GetValue(_prefix)!);
        return parsed.GetValue(_report)
            ? new(prefix, _options.Probseg(parsed), Reports.OfFit(prefix))
            : new(prefix, _options.Probseg(parsed));
    }
}
