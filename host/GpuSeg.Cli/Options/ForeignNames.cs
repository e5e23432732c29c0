using System.CommandLine;
using System.CommandLine.Help;

namespace GpuSeg.Cli.Options;

/// <summary>
/// The names that options have elsewhere: in scikit-learn, and in BIDS-Apps, most of which read their options by argparse. The help does
/// not list them.
/// </summary>
internal static class ForeignNames
{
    private static readonly Dictionary<string, string[]> s_names = new()
    {
        ["--covariance"] = ["--covariance-type"],
        ["--seed"] = ["--random-state", "--random-seed"],
        ["--init"] = ["--init-params"],
    };

    /// <summary>Accepts the names of scikit-learn and of BIDS-Apps for parameters, with - and with _.</summary>
    public static void Add(Command command)
    {
        foreach (var option in command.Options)
        {
            foreach (var name in s_names.GetValueOrDefault(option.Name, []))
            {
                option.Aliases.Add(name);
                option.Aliases.Add(Underscored(name)!);
            }
        }
    }

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

    /// <summary>Removes these names, so that the help lists each option once.</summary>
    public static void Hide(Command command)
    {
        foreach (var option in command.Options)
        {
            string[] foreign = [.. option.Aliases.Where(name => name.Contains('_') || s_names.Values.Any(names => names.Contains(name)))];
            foreach (var name in foreign)
            {
                option.Aliases.Remove(name);
            }
        }
    }

    private static string? Underscored(string name) =>
        name.LastIndexOf('-') > 1 ? $"--{name[2..].Replace('-', '_')}" : null;
}
