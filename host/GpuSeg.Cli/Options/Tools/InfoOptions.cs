using System.CommandLine;

namespace GpuSeg.Cli.Options.Tools;

/// <summary>The settings of <c>gpuseg info</c>.</summary>
/// <param name="Files">The files to show.</param>
/// <param name="Json">Whether a JSON array is printed.</param>
internal sealed record InfoSettings(IReadOnlyList<string> Files, bool Json);

/// <summary>The options of <c>gpuseg info</c>.</summary>
internal sealed class InfoOptions : ICommandOptions<InfoSettings>
{
    private readonly Argument<string[]> _files = new("FILE") { Description = "NIfTI files.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> _json = CommonOptions.Json("Print an array with one object per file.");

    public void AddTo(Command command)
    {
        OptionChecks.Files(_files);
        command.Arguments.Add(_files);
        command.AddOptions(_json);
    }

    public InfoSettings Bind(ParseResult parsed) => new(parsed.GetValue(_files)!, parsed.GetValue(_json));
}
