using System.CommandLine;
using GpuSeg.Cli.Compute;
using GpuSeg.Cli.Options.Fits;
using GpuSeg.Images.Masking;
using GpuSeg.Studies.Lesions;

namespace GpuSeg.Cli.Options.Tools;

/// <summary>The settings of <c>gpuseg lesion</c>.</summary>
/// <param name="Selection">Images and mask.</param>
/// <param name="Chosen">Names of images that the user gave a contrast.</param>
/// <param name="Backend">Backend and threads.</param>
/// <param name="Prefix">Folder and beginning of the output names.</param>
/// <param name="Report">Whether a page is written.</param>
/// <param name="Json">Whether one JSON object is printed.</param>
/// <param name="Overwrite">Whether outputs that exist are replaced.</param>
internal sealed record LesionSettings(
    ImageSelection Selection,
    IReadOnlyDictionary<LesionContrast, string> Chosen,
    BackendSettings Backend,
    string Prefix,
    bool Report,
    bool Json,
    bool Overwrite) : IThreadSettings
{
    int IThreadSettings.Threads => Backend.Threads;
}

/// <summary>The options of <c>gpuseg lesion</c>.</summary>
internal sealed class LesionOptions : ICommandOptions<LesionSettings>
{
    private readonly Argument<string[]> _images = CommonOptions.Images();
    private readonly IReadOnlyDictionary<LesionContrast, Option<string?>> _contrasts = new Dictionary<LesionContrast, Option<string?>>
    {
        [LesionContrast.Flair] = Contrast("--flair", "FLAIR image"),
        [LesionContrast.T2] = Contrast("--t2", "T2-weighted image"),
        [LesionContrast.T1] = Contrast("--t1", "T1-weighted image"),
        [LesionContrast.T1Contrast] = Contrast("--t1-contrast", "T1-weighted image with a contrast agent"),
        [LesionContrast.Adc] = Contrast("--adc", "image of the apparent diffusion coefficient"),
    };

    private readonly Option<string> _prefix = new("-o", "--output")
    {
        Description = "Folder and beginning of the output names.",
        DefaultValueFactory = _ => "gpuseg",
        HelpName = "PREFIX",
    };

    private readonly MaskOptions _mask = new();
    private readonly RegridOption _regrid = new();
    private readonly Option<bool> _report = new("--report")
    {
        Description = "Also write an HTML page with the answer, a slice viewer, the contour and the evidence of each slice.",
    };

    private readonly BackendChoice _backend = new();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<bool> _overwrite = CommonOptions.Overwrite();

    public void AddTo(Command command)
    {
        command.Arguments.Add(_images);
        command.AddOptions([.. _contrasts.Values, _prefix, .. _mask.All, .. _regrid.All, _report]);
        _backend.AddTo(command);
        command.AddOptions(_json, _overwrite);
    }

    public LesionSettings Bind(ParseResult parsed)
    {
        var images = parsed.GetValue(_images)!;
        return new(
            _mask.Bind(parsed).ApplyTo(new ImageSelection { Images = images, Regrid = _regrid.Bind(parsed, images) }),
            _contrasts.Where(pair => parsed.GetValue(pair.Value) is not null)
                .ToDictionary(pair => pair.Key, pair => parsed.GetValue(pair.Value)!),
            _backend.Bind(parsed),
            CommonOptions.PrefixFrom(parsed.GetValue(_prefix)!),
            parsed.GetValue(_report),
            parsed.GetValue(_json),
            parsed.GetValue(_overwrite));
    }

    private static Option<string?> Contrast(string name, string what) => new(name)
    {
        Description = $"Name of the {what}, if its file name does not say so.",
        HelpName = "NAME",
    };
}
