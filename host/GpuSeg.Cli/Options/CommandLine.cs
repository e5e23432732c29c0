using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Terminal;
using GpuSeg.Studies.Text;

namespace GpuSeg.Cli.Options;

/// <summary>A command line: its errors as one sentence, and the command that it invokes.</summary>
internal sealed class CommandLine
{
    private readonly RootCommand _root;
    private readonly string[] _args;
    private ParseResult _parsed;
    private ConfigFile? _config;

    public CommandLine(RootCommand root, string[] args)
    {
        root.Options.Add(TerminalOptions.Verbose);
        root.Options.Add(ConfigFile.Path);
        (_root, _args, _parsed) = (root, args, root.Parse(args.Length == 0 ? ["--help"] : args));
    }

    /// <summary>The form of messages, known also if the rest of the line has errors.</summary>
    public TerminalSettings Terminal => TerminalOptions.Bind(_parsed);

    /// <summary>The first error of the line in a sentence, or null if it has none.</summary>
    public string? Refusal
    {
        get
        {
            if (_parsed.Errors.Count == 0)
            {
                return null;
            }

            var path = CommandFactory.PathOf(_parsed.CommandResult);
            var error = _parsed.Errors.FirstOrDefault(IsMissingArgument) ?? _parsed.Errors[0];
            var sentence = Sentence(error, path);
            return sentence[^1] == '?' ? $"{sentence} See gpuseg {path}--help." : $"{sentence} (see gpuseg {path}--help).";
        }
    }

    /// <summary>Adds the options of the file that <c>--config-file</c> names, if it names one.</summary>
    /// <exception cref="UsageException">The file cannot be read, or a key is not an option of the command.</exception>
    public void ReadConfigFile() => (_parsed, _config) = ConfigFile.Parse(_root, _parsed, _args);

    /// <summary>Runs the command and returns its exit code.</summary>
    public int Invoke(CancellationToken cancellation)
    {
        if (_parsed.Action is HelpAction)
        {
            ForeignNames.Hide(_parsed.CommandResult.Command);
        }

        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return _parsed.InvokeAsync(configuration, cancellation).GetAwaiter().GetResult();
        }
        catch (UsageException e) when (_config is not null)
        {
            throw new UsageException(_config.Attribute(e.Message));
        }
    }

    private string Sentence(ParseError error, string path)
    {
        if (IsMissingArgument(error))
        {
            return $"{((ArgumentResult)error.SymbolResult!).Argument.Name} is missing";
        }

        var subcommands = _parsed.CommandResult.Command.Subcommands;
        if (subcommands.Count == 0)
        {
            return UnknownOption() ?? (_config?.Attribute(error) ?? error.Message).TrimEnd('.');
        }

        var names = subcommands.Select(command => command.Name);
        return _parsed.UnmatchedTokens is not [var unknown, ..]
            ? $"The command gpuseg {path}is not complete; choose one of {string.Join(", ", names)}"
            : Suggestion.Closest(unknown, names) is { } name
            ? $"There is no command {path}{unknown}; did you mean {name}?"
            : $"There is no command {path}{unknown}; choose one of {string.Join(", ", names)}";
    }

    // An option that the command does not have and the one that it may have meant; null if there is none.
    private string? UnknownOption()
    {
        string[] names =
            [.. _parsed.CommandResult.Command.Options.Concat(_root.Options).SelectMany(option => option.Aliases.Prepend(option.Name))];
        var unknown = _args.TakeWhile(word => word != "--").Where(word => word.StartsWith("--", StringComparison.Ordinal))
            .Select(word => word.Split('=')[0]).FirstOrDefault(word => !names.Contains(word));
        return unknown is not null && Suggestion.Closest(unknown, names) is { } name
            ? $"There is no option {unknown}; did you mean {name}?"
            : null;
    }

    private static bool IsMissingArgument(ParseError error) =>
        error.SymbolResult is ArgumentResult { Parent: CommandResult, Tokens.Count: 0 };
}
