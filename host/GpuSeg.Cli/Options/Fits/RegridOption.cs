using System.CommandLine;
using GpuSeg.Cli.Failures;
using GpuSeg.Images;
using GpuSeg.Images.Regridding;

namespace GpuSeg.Cli.Options.Fits;

/// <summary>The options that resample the images of one brain onto one grid.</summary>
internal sealed class RegridOption
{
    private const string FirstImage = "first";
    private const string Linear = "linear";

    private readonly Option<string?> _regrid = new("--regrid")
    {
        Description = "Resample images and mask, by the places in their headers, onto the grid of the first image, of IMAGE, "
            + "or of cubic voxels of MM mm. Nothing is registered: the images must be aligned in the scanner's space.",
        HelpName = "IMAGE|MM",
        Arity = ArgumentArity.ZeroOrOne,
        // Without a value the option means the first image.
        CustomParser = result => result.Tokens is [var token] ? token.Value : FirstImage,
    };

    private readonly Option<string> _interpolation = new("--interpolation")
    {
        Description = "The interpolation of images under --regrid: linear, or cubic (B-spline), which is sharper. Masks take the nearest "
            + "voxel.",
        DefaultValueFactory = _ => Linear,
    };

    public RegridOption()
    {
        OptionChecks.OneOf(_interpolation, Linear, "cubic");
        _regrid.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }])
            {
                result.AddError("--regrid is empty; give the name of an image, a length in mm, or no value for the first image.");
            }
        });
    }

    /// <summary>The options.</summary>
    public Option[] All => [_regrid, _interpolation];

    /// <summary>Reads the grid and the interpolation; null if images are not resampled.</summary>
    /// <exception cref="UsageException">An interpolation is given, and images are not resampled.</exception>
    public TargetGrid? Bind(ParseResult parsed)
    {
        if (!parsed.Gives(_regrid))
        {
            // A recorded configuration gives the default.
            return parsed.GetValue(_interpolation) == Linear ? null : throw new UsageException(
                "--interpolation is given without --regrid, so no image is resampled; add --regrid.");
        }

        var grid = parsed.GetValue(_regrid) is { } given and not FirstImage ? TargetGrid.Parse(given) : TargetGrid.First;
        return grid with { Interpolation = Enum.Parse<Interpolation>(parsed.GetValue(_interpolation)!, ignoreCase: true) };
    }

    /// <summary>Reads the grid, and requires that it is of one of these images.</summary>
    /// <exception cref="UsageException">No image has the name; an option before the images takes the first as its value.</exception>
    public TargetGrid? Bind(ParseResult parsed, IReadOnlyList<string> images)
    {
        var grid = Bind(parsed);
        try
        {
            grid?.IndexIn(images);
            return grid;
        }
        catch (ImageException e)
        {
            throw new UsageException($"--regrid {grid!.Image}: {e.Message.TrimEnd('.')}. Put --regrid without a value after the images.");
        }
    }
}
