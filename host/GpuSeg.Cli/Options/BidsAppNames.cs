using System.CommandLine;
using System.CommandLine.Help;

namespace GpuSeg.Cli.Options;

/// <summary>The spellings that callers of BIDS-Apps, most of which read their options by argparse, rely on.</summary>
internal static class BidsAppNames
{
    /// <summary>Accepts every long option with _ in place of -, and takes the last value of a repeated option.</summary>
    public static void Accept(Command command)
    {
        foreach (var option in command.Options.Where(option => option is not (HelpOption or VersionOption)))
        {
            foreach (var name in option.Aliases.Prepend(option.Name).Select(Underscored).OfType<string>().ToArray())
            {
                option.Aliases.Add(name);
            }

            // For an option with one value, the parser then takes the last one.
            option.AllowMultipleArgumentsPerToken |= !option.ValueType.IsArray;
        }
    }

    /// <summary>Removes the names with _, so that the help lists each option once.</summary>
    public static void Hide(Command command)
    {
        foreach (var option in command.Options)
        {
            foreach (var name in option.Aliases.Where(name => name.Contains('_', StringComparison.Ordinal)).ToArray())
            {
                option.Aliases.Remove(name);
            }
        }
    }

    private static string? Underscored(string name) =>
        name.LastIndexOf('-') > 1 ? $"--{name[2..].Replace('-', '_')}" : null;
}
