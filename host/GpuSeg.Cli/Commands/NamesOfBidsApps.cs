using System.CommandLine;
using System.CommandLine.Help;

namespace GpuSeg.Cli.Commands;

/// <summary>What callers of BIDS-Apps, most of which read their options by argparse, take for granted of a command line.</summary>
internal static class NamesOfBidsApps
{
    /// <summary>Lets every long option be written with _ in the place of -, and one that is given again count as it was given last.</summary>
    public static void Accept(Command command)
    {
        foreach (var option in command.Options.Where(option => option is not (HelpOption or VersionOption)))
        {
            foreach (var name in option.Aliases.Prepend(option.Name).Select(Underscored).OfType<string>().ToArray())
            {
                option.Aliases.Add(name);
            }

            // Of an option with one value the parser then takes the last one.
            option.AllowMultipleArgumentsPerToken |= !option.ValueType.IsArray;
        }
    }

    /// <summary>Takes the names with _ away, so that a help does not list what can be told in a word.</summary>
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
