using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using GpuSeg.Cli.Commands;
using GpuSeg.Cli.Terminal;
using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Images;
using GpuSeg.Images.Files;

namespace GpuSeg.Cli;

/// <summary>Runs a parsed command and turns whatever goes wrong into one sentence and an exit code.</summary>
internal static class Runner
{
    /// <summary>Whether stack traces are wanted: -v anywhere, also where parsing fails.</summary>
    public static Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "Say more: starts, backends passed over, stack traces.", Recursive = true };

    public static int Run(RootCommand root, string[] args)
    {
        root.Options.Add(Verbose);
        root.Options.Add(ConfigFile.Path);
        ClosableStream.Install();
        var parsed = root.Parse(args);
        ConfigFile? config;
        try
        {
            (parsed, config) = ConfigFile.Parse(root, parsed, args);
        }
        catch (UsageException e)
        {
            return Fail(parsed, ExitCodes.Usage, e.Message);
        }

        if (parsed.Errors.Count > 0)
        {
            return Refuse(parsed, config);
        }

        if (parsed.Action is HelpAction)
        {
            NamesOfBidsApps.Hide(parsed.CommandResult.Command);
        }

        using var interrupt = new Interrupt();
        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return parsed.InvokeAsync(configuration, interrupt.Token).GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            return Explain(e is UsageException && config is not null ? new UsageException(config.Named(e.Message)) : e, interrupt, parsed);
        }
    }

    private static int Refuse(ParseResult parsed, ConfigFile? config)
    {
        var (path, subcommands) = (CommandPath(parsed.CommandResult), parsed.CommandResult.Command.Subcommands.Select(command => command.Name));
        var error = parsed.Errors.FirstOrDefault(IsMissingArgument) ?? parsed.Errors[0];
        var message = IsMissingArgument(error) ? $"{((ArgumentResult)error.SymbolResult!).Argument.Name} is missing"
            : !subcommands.Any() ? (config?.Named(error) ?? error.Message).TrimEnd('.')
            : (parsed.UnmatchedTokens is [var unknown, ..] ? $"There is no command {path}{unknown}" : $"The command gpuseg {path}is not complete")
                + $"; choose one of {string.Join(", ", subcommands)}";
        return Fail(parsed, ExitCodes.Usage, $"{message} (see gpuseg {path}--help).");
    }

    private static bool IsMissingArgument(ParseError error) => error.SymbolResult is ArgumentResult { Parent: CommandResult, Tokens.Count: 0 };

    /// <summary>Says what went wrong, for people or as JSON, and returns the exit code.</summary>
    public static int Fail(ParseResult parsed, int exitCode, string message, Exception? exception = null)
    {
        var trace = parsed.GetResult(Verbose)?.GetValueOrDefault<bool>() == true ? exception?.ToString() : null;
        if (JsonLog.IsWanted(parsed))
        {
            JsonLog.Error(exitCode, message, trace);
            return exitCode;
        }

        Console.Error.WriteLine($"gpuseg: {message}");
        if (trace is not null)
        {
            Console.Error.WriteLine(trace);
        }

        return exitCode;
    }

    /// <summary>The names that lead to a command, with a space after each.</summary>
    public static string CommandPath(CommandResult command) => command.Parent is CommandResult parent ? $"{CommandPath(parent)}{command.Command.Name} " : "";

    private static int Explain(Exception exception, Interrupt interrupt, ParseResult parsed)
    {
        var (code, message) = exception switch
        {
            StoppedException => (interrupt.ExitCode, exception.Message),
            OperationCanceledException => (interrupt.ExitCode, "stopped; no results were written."),
            UsageException => (ExitCodes.Usage, exception.Message),
            ImageException or NothingRunException => (ExitCodes.UnusableInput, exception.Message),
            IOException => (ExitCodes.Failed, $"what was to be printed could not be written: {exception.Message}"),
            ClusteringException or OutputException or BackendUnavailableException => (ExitCodes.Failed, exception.Message),
            _ => (ExitCodes.Internal, $"internal error, please report it: {exception.GetType().Name}: {exception.Message}"
                + (parsed.GetValue(Verbose) ? "" : " (run again with -v for the stack trace)")),
        };
        return Fail(parsed, code, message, exception);
    }
}
