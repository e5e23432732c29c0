using System.CommandLine;
using GpuSeg.Cli.Failures;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Voxels;
using GpuSeg.Studies.Models;

namespace GpuSeg.Cli.Options;

/// <summary>Arguments and options that several commands have, each declared once.</summary>
internal static class CommonOptions
{
    /// <summary>Returns the argument for the images of one brain.</summary>
    public static Argument<string[]> Images()
    {
        var images = new Argument<string[]>("IMAGE")
        {
            Description = "NIfTI files of one brain on one grid; a 4-D file gives one image per volume.",
            Arity = ArgumentArity.OneOrMore,
        };
        OptionChecks.Files(images);
        return images;
    }

    public static Option<bool> Json(string description = "Print one JSON object on stdout.") => new("--json") { Description = description };

    public static Option<bool> Overwrite(string description = "Replace outputs that exist.") =>
        new("--overwrite") { Description = description };

    /// <summary>Returns the option that names a folder of results.</summary>
    public static Option<string> Folder(string description) => new("-o", "--output") { Description = description, HelpName = "DIR" };

    /// <summary>Returns the option for the scaling of intensities.</summary>
    public static Option<string> Scale(string description = "none, or standard (mean 0, variance 1 over the mask).")
    {
        var scale = new Option<string>("--scale") { Description = description, DefaultValueFactory = _ => "none" };
        OptionChecks.OneOf(scale, Scalings);
        return scale;
    }

    /// <summary>Returns the option that limits intensities to their percentiles.</summary>
    public static Option<double?> Winsorize()
    {
        var winsorize = new Option<double?>("--winsorize")
        {
            Description = "Set values below the P-th and above the (100 - P)-th percentile of each image's voxels in the mask to these, "
                + $"before scaling; 0 for none. Default: {Winsorizing.Spatial.Percent} with --mrf or --bias, else 0.",
            HelpName = "P",
        };
        OptionChecks.Number(winsorize, percent => percent == 0 || Winsorizer.IsValid(percent), "a number from 0 to below 50");
        return winsorize;
    }

    /// <summary>Reads the limits of the intensities; null if there are none.</summary>
    public static Winsorizing? BindWinsorize(ParseResult parsed, Option<double?> winsorize, params IEnumerable<IEstimator> estimators) =>
        parsed.GetValue(winsorize) switch
        {
            0 => null,
            { } percent => new(percent),
            null => estimators.Any(estimator => estimator.NeedsLattice) ? Winsorizing.Spatial : null,
        };

    /// <summary>The values of <c>--scale</c>.</summary>
    public static string[] Scalings { get; } = ["none", "standard"];

    /// <summary>Returns the option that cuts masks.</summary>
    /// <param name="masks">The masks, such as: the mask.</param>
    public static Option<double?> MaskThreshold(string masks)
    {
        var threshold = new Option<double?>("--mask-threshold")
        {
            Description = $"Include the voxels of {masks} above this value, such as 0.5. Default: decided by its values.",
            HelpName = "T",
        };
        OptionChecks.Number(threshold, double.IsFinite, "a finite number");
        return threshold;
    }

    /// <summary>Reads the folder of results.</summary>
    /// <exception cref="UsageException">It is empty.</exception>
    public static string BindFolder(ParseResult parsed, Option<string> folder) => parsed.GetValue(folder) is { Length: > 0 } path
        ? path
        : throw new UsageException("-o is empty; give the folder of the results.");

    /// <summary>Reads the value of -o: folder and beginning of all output names; in an existing folder, names begin with gpuseg.</summary>
    /// <exception cref="UsageException">It is empty or names a file.</exception>
    public static string PrefixFrom(string given)
    {
        if (given.Length == 0)
        {
            throw new UsageException("-o is empty; give the folder and beginning of the output names.");
        }

        if (given.EndsWith(".nii", StringComparison.OrdinalIgnoreCase) || given.EndsWith(".nii.gz", StringComparison.OrdinalIgnoreCase))
        {
            var beginning = given[..given.IndexOf(".nii", StringComparison.OrdinalIgnoreCase)];
            throw new UsageException($"-o {given} names a file; give the beginning of the names, such as {beginning}.");
        }

        return Directory.Exists(given) ? Path.Combine(given, "gpuseg") : given;
    }
}
