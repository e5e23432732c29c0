using System.CommandLine;
using GpuSeg.Cli.Failures;

namespace GpuSeg.Cli.Options.Cohorts;

/// <summary>The measures that a cohort's labels get beside their volumes.</summary>
/// <param name="Regions">The source of maps of regions, or null.</param>
/// <param name="Volumes">The column of intracranial volumes, or null.</param>
internal sealed record MeasureSettings(string? Regions, string? Volumes);

/// <summary>The options for regions of an atlas and for intracranial volumes.</summary>
internal sealed class MeasureOptions
{
    private readonly Option<string?> _regions;
    private readonly Option<string?> _volumes;

    /// <param name="regions">Help of the source of regions.</param>
    /// <param name="regionsName">Name of its value.</param>
    /// <param name="volumes">Help of the intracranial volumes.</param>
    public MeasureOptions(string regions, string regionsName, string volumes)
    {
        _regions = new("--regions") { Description = regions, HelpName = regionsName };
        _volumes = new("--icv") { Description = volumes, HelpName = "COLUMN" };
    }

    public void AddTo(Command command) => command.AddOptions(_regions, _volumes);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="UsageException">A value is empty.</exception>
    public MeasureSettings Bind(ParseResult parsed) => new(Given(parsed, _regions), Given(parsed, _volumes));

    private static string? Given(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) is { Length: 0 }
        ? throw new UsageException($"{option.Name} is empty; give a {option.HelpName}, or leave it out.")
        : parsed.GetValue(option);
}
