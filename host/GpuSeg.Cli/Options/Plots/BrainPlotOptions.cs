using System.CommandLine;
using GpuSeg.Cli.Options.Fits;

namespace GpuSeg.Cli.Options.Plots;

/// <summary>The settings of a plot of the images of one brain.</summary>
/// <param name="Images">The images.</param>
/// <param name="Mask">The voxels to include.</param>
/// <param name="Figure">The file of the figure.</param>
internal sealed record BrainPlotSettings(IReadOnlyList<string> Images, MaskSettings Mask, FigureFileSettings Figure)
{
    /// <summary>A label map on the grid of the images, or null.</summary>
    public string? Labels { get; init; }

    /// <summary>Whether intensities are scaled to mean 0 and variance 1.</summary>
    public bool Scaled { get; init; }

    /// <summary>The slices to draw; null for plots without slices.</summary>
    public SliceSettings? Slices { get; init; }

    /// <summary>All files that are read.</summary>
    public IReadOnlyList<string> Inputs => [.. Images, .. new[] { Mask.File, Labels }.OfType<string>()];
}

/// <summary>The options of a plot of the images of one brain, which differ in what they have besides images and mask.</summary>
/// <param name="plot">The name of the plot.</param>
internal sealed class BrainPlotOptions(string plot) : ICommandOptions<BrainPlotSettings>
{
    private readonly Argument<string[]> _images = CommonOptions.Images();
    private readonly MaskOptions _mask = new();
    private readonly FigureFileOptions _figure = new(plot);
    private Option<string?>? _labels;
    private Option<string>? _scale;
    private SliceOptions? _slices;

    public BrainPlotOptions WithLabels(bool required)
    {
        _labels = new("--labels")
        {
            Description = "A label map on the same grid: whole numbers, with 0 as background. "
                + "Its voxels are included unless a mask is given.",
            HelpName = "FILE",
            Required = required,
        };
        return this;
    }

    public BrainPlotOptions WithScale(string? description = null)
    {
        _scale = description is null ? CommonOptions.Scale() : CommonOptions.Scale(description);
        return this;
    }

    public BrainPlotOptions WithSlices()
    {
        _slices = new();
        return this;
    }

    public void AddTo(Command command)
    {
        command.Arguments.Add(_images);
        command.AddOptions(_mask.All);
        command.AddOptions(new Option?[] { _scale, _labels }.OfType<Option>());
        _slices?.AddTo(command);
        _figure.AddTo(command);
    }

    public BrainPlotSettings Bind(ParseResult parsed) => new(parsed.GetValue(_images)!, _mask.Bind(parsed), _figure.Bind(parsed))
    {
        Labels = _labels is null ? null : parsed.GetValue(_labels),
        Scaled = _scale is not null && parsed.GetValue(_scale) == "standard",
        Slices = _slices?.Bind(parsed),
    };
}
