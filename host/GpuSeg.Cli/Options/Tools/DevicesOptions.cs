using System.CommandLine;

namespace GpuSeg.Cli.Options.Tools;

/// <summary>The settings of <c>gpuseg devices</c>.</summary>
/// <param name="Check">Whether each backend is tested.</param>
internal sealed record DevicesSettings(bool Check);

/// <summary>The options of <c>gpuseg devices</c>.</summary>
internal sealed class DevicesOptions : ICommandOptions<DevicesSettings>
{
    private readonly Option<bool> _check = new("--check") { Description = "Test each backend against the reference and measure its rate." };

    public void AddTo(Command command) => command.AddOptions(_check);

    public DevicesSettings Bind(ParseResult parsed) => new(parsed.GetValue(_check));
}
