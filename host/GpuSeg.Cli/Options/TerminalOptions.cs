using System.CommandLine;
using GpuSeg.Cli.Terminal;

namespace GpuSeg.Cli.Options;

/// <summary>The options about messages, which are also read if the rest of the command line has errors.</summary>
internal static class TerminalOptions
{
    /// <summary>Prints more; an option of every command.</summary>
    public static Option<bool> Verbose { get; } = new("--verbose", "-v")
    {
        Description = "Print more: starts, backends passed over, stack traces.",
        Recursive = true,
    };

    /// <summary>Prints messages as JSON; an option of commands over many sessions.</summary>
    public static Option<bool> LogJson { get; } = new("--log-json")
    {
        Description = "Write stderr as one JSON object per line: start, session, warning, detail, error, end.",
    };

    public static TerminalSettings Bind(ParseResult parsed) => new(IsOn(parsed, Verbose), IsOn(parsed, LogJson));

    private static bool IsOn(ParseResult parsed, Option<bool> option) => parsed.GetResult(option)?.GetValueOrDefault<bool>() == true;
}
