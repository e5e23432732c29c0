using System.CommandLine;
using GpuSeg.Cli.Compute;
using GpuSeg.Cli.Failures;
using GpuSeg.Studies.Bids.Group;
using GpuSeg.Studies.Methods;

namespace GpuSeg.Cli.Options.Fits;

/// <summary>The settings of <c>gpuseg segment</c>.</summary>
/// <param name="Segmentation">Method or model, images, mask and labels.</param>
/// <param name="Backend">Backend and threads.</param>
/// <param name="Prefix">Folder and beginning of the output names.</param>
/// <param name="Json">Whether one JSON object is printed.</param>
/// <param name="Overwrite">Whether outputs that exist are replaced.</param>
internal sealed record SegmentSettings(
    SegmentationSettings Segmentation, BackendSettings Backend, string Prefix, bool Json, bool Overwrite)
    : IThreadSettings
{
    int IThreadSettings.Threads => Backend.Threads;
}

/// <summary>The options of <c>gpuseg segment</c>.</summary>
internal sealed class SegmentOptions : ICommandOptions<SegmentSettings>
{
    private readonly Argument<string[]> _images = CommonOptions.Images();
    private readonly SegmentationOptions _segmentation = new();
    private readonly Option<string> _prefix = new("-o", "--output")
    {
        Description = "Folder and beginning of the output names.",
        DefaultValueFactory = _ => "gpuseg",
        HelpName = "PREFIX",
    };

    private readonly MaskOptions _mask = new();
    private readonly ExcludeOptions _exclude = new(
        "Leave the voxels of this mask, such as a lesion, out of the fit.", "FILE", labels: true);

    private readonly Option<string?> _regions = new("--regions")
    {
        Description = "Also measure every label in the regions of this atlas, a label map on the images' grid.",
        HelpName = "FILE",
    };

    private readonly Option<double?> _volume = new("--icv")
    {
        Description = "Intracranial volume in mL; volumes are also given as shares of it.",
        HelpName = "ML",
    };

    private readonly Option<bool> _biasFiles = new("--bias-files")
    {
        Description = "With --bias: also write the images divided by their fields (PREFIX_biascorrected.nii.gz) and the fields "
            + "(PREFIX_biasfield.nii.gz), a volume per image, 0 outside the mask.",
    };

    private readonly RegridOption _regrid = new();
    private readonly Option<bool> _report = new("--report")
    {
        Description = "Also write an HTML page with a slice viewer, tables and a summary in words.",
    };

    private readonly BackendChoice _backend = new();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _overwrite = CommonOptions.Overwrite();

    public void AddTo(Command command)
    {
        command.Arguments.Add(_images);
        _segmentation.AddTo(command);
        OptionChecks.Number(
            _volume,
            volume => volume > 0 && volume <= IntracranialVolumes.Most,
            $"a volume in mL, a number above 0 and at most {IntracranialVolumes.Most}");
        command.AddOptions([_prefix, .. _mask.All, .. _exclude.All, .. _regrid.All, _regions, _volume, _biasFiles, _report]);
        _backend.AddTo(command);
        command.AddOptions(_json, _overwrite);
    }

    public SegmentSettings Bind(ParseResult parsed)
    {
        var (segmentation, mask) = (_segmentation.Bind(parsed), _mask.Bind(parsed));
        var exclude = _exclude.Bind(parsed);
        var request = mask.ApplyTo(segmentation.Request) with
        {
            Images = parsed.GetValue(_images)!,
            Regrid = _regrid.Bind(parsed, parsed.GetValue(_images)!),
            ExcludedFile = exclude.Source,
            LabelsExcluded = exclude.Labels,
            RegionsFile = Regions(parsed),
            IntracranialVolume = parsed.GetValue(_volume),
        };
        var bias = parsed.GetValue(_biasFiles);
        if (bias && MethodTable.Of(request.Estimator).Parameters.FirstOrDefault(parameter => parameter.Name == "bias")
            ?.Value(request.Estimator) is not > 0)
        {
            throw new UsageException("--bias-files needs a field of a fit; add --bias auto or leave --bias-files out.");
        }

        var files = segmentation.Files with
        {
            Report = parsed.GetValue(_report),
            Regions = request.RegionsFile is not null,
            Bias = bias,
        };
        return new(
            new(request, files),
            _backend.Bind(parsed),
            CommonOptions.PrefixFrom(parsed.GetValue(_prefix)!),
            parsed.GetValue(_json),
            parsed.GetValue(_overwrite));
    }

    private string? Regions(ParseResult parsed) => parsed.GetValue(_regions) is { Length: 0 }
        ? throw new UsageException("--regions is empty; give the path of a NIfTI file.")
        : parsed.GetValue(_regions);
}
