using System.CommandLine;
using GpuSeg.Cli.Compute;

namespace GpuSeg.Cli.Options.Tools;

/// <summary>The settings of <c>gpuseg bench</c>.</summary>
/// <param name="Backend">Backend and threads.</param>
/// <param name="Quick">Whether only the smallest size is measured, in fewer turns.</param>
/// <param name="Json">Whether one JSON object is printed.</param>
internal sealed record BenchSettings(BackendSettings Backend, bool Quick, bool Json) : IThreadSettings
{
    int IThreadSettings.Threads => Backend.Threads;
}

/// <summary>The options of <c>gpuseg bench</c>.</summary>
internal sealed class BenchOptions : ICommandOptions<BenchSettings>
{
    private readonly BackendChoice _backend = new("each that suits this machine");
    private readonly Option<bool> _quick = new("--quick") { Description = "A few seconds: the smallest size, fewer turns." };
    private readonly Option<bool> _json = CommonOptions.Json();

    public void AddTo(Command command)
    {
        _backend.AddTo(command);
        command.AddOptions(_quick, _json);
    }

    public BenchSettings Bind(ParseResult parsed) => new(_backend.Bind(parsed), parsed.GetValue(_quick), parsed.GetValue(_json));
}
