using System.CommandLine;
using System.CommandLine.Parsing;
using GpuSeg.Cli.Compute;
using GpuSeg.Cli.Terminal;
using GpuSeg.Threads;

namespace GpuSeg.Cli.Options;

/// <summary>The arguments and options of a command, and the settings that a command line gives them.</summary>
/// <typeparam name="TSettings">A plain record of what the user asked for.</typeparam>
internal interface ICommandOptions<out TSettings>
{
    /// <summary>Adds the arguments and options to the command.</summary>
    void AddTo(Command command);

    /// <summary>Reads the settings from a parsed command line.</summary>
    TSettings Bind(ParseResult parsed);
}

/// <summary>Makes commands that bind their options once and run on the settings alone.</summary>
internal static class CommandFactory
{
    /// <summary>Creates a command.</summary>
    /// <param name="name">The name that users type.</param>
    /// <param name="description">The command's purpose, for the help.</param>
    /// <param name="options">The arguments and options.</param>
    /// <param name="run">Does the work and returns the exit code.</param>
    public static Command Create<TSettings>(
        string name, string description, ICommandOptions<TSettings> options, Func<TSettings, Messages, CancellationToken, int> run)
    {
        var command = new Command(name, description);
        options.AddTo(command);
        ForeignNames.Add(command);
        command.SetAction((parsed, cancellation) =>
        {
            using var messages = new Messages(TerminalOptions.Bind(parsed));
            var settings = options.Bind(parsed);
            ThreadBudget.Limit = settings is IThreadSettings { Threads: var threads } ? threads : AvailableCpus.Count;
            return Task.FromResult(run(settings, messages, cancellation));
        });
        return command;
    }

    /// <summary>Returns the names that lead to a command, with a space after each.</summary>
    public static string PathOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{PathOf(parent)}{command.Command.Name} " : "";

    /// <summary>Returns whether the user gave the option.</summary>
    public static bool Gives(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>Returns whether the user gave the argument.</summary>
    public static bool Gives(this ParseResult parsed, Argument argument) => parsed.GetResult(argument) is { Implicit: false };

    /// <summary>Adds the options in this order.</summary>
    public static void AddOptions(this Command command, params IEnumerable<Option> options)
    {
        foreach (var option in options)
        {
            command.Options.Add(option);
        }
    }
}
