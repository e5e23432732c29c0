using System.CommandLine;
using System.CommandLine.Parsing;
using GpuSeg.Cli.Terminal;
using GpuSeg.Engine;
using GpuSeg.Engine.Passes;
using GpuSeg.Imaging;

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
        ParseResult parsed;
        ConfigFile? config;
        try
        {
            (parsed, config) = ConfigFile.Parse(root, args);
        }
        catch (UsageException e)
        {
            Console.Error.WriteLine($"gpuseg: {e.Message}");
            return ExitCodes.Usage;
        }

        if (parsed.Errors.Count > 0)
        {
            return Refuse(parsed, config);
        }

        using var interrupt = new Interrupt();
        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return parsed.InvokeAsync(configuration, interrupt.Token).GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            return Explain(e is UsageException && config is not null ? new UsageException(config.Named(e.Message)) : e, interrupt, parsed.GetValue(Verbose), JsonLog.IsWanted(parsed));
        }
    }

    private static int Refuse(ParseResult parsed, ConfigFile? config)
    {
        var (path, subcommands) = (CommandPath(parsed.CommandResult), parsed.CommandResult.Command.Subcommands.Select(command => command.Name));
        var message = !subcommands.Any() ? (config?.Named(parsed.Errors[0]) ?? parsed.Errors[0].Message).TrimEnd('.')
            : (parsed.UnmatchedTokens is [var unknown, ..] ? $"There is no command {path}{unknown}" : $"The command gpuseg {path}is not complete")
                + $"; choose one of {string.Join(", ", subcommands)}";
        Console.Error.WriteLine($"gpuseg: {message} (see gpuseg {path}--help).");
        return ExitCodes.Usage;
    }

    /// <summary>The names that lead to a command, with a space after each.</summary>
    public static string CommandPath(CommandResult command) => command.Parent is CommandResult parent ? $"{CommandPath(parent)}{command.Command.Name} " : "";

    private static int Explain(Exception exception, Interrupt interrupt, bool verbose, bool asJson)
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
                + (verbose ? "" : " (run again with -v for the stack trace)")),
        };
        if (asJson)
        {
            JsonLog.Error(code, message, verbose ? exception.ToString() : null);
            return code;
        }

        Console.Error.WriteLine($"gpuseg: {message}");
        if (verbose)
        {
            Console.Error.WriteLine(exception);
        }

        return code;
    }
}
