using System.CommandLine;
using GpuSeg.Cli.Failures;
using GpuSeg.Cli.Options;
using GpuSeg.Cli.Terminal;

namespace GpuSeg.Cli;

/// <summary>Runs a command line and turns every failure into one sentence and an exit code.</summary>
internal static class Runner
{
    public static int Run(RootCommand root, string[] args)
    {
        ClosableStream.Install();
        var line = new CommandLine(root, args);
        try
        {
            line.ReadConfigFile();
        }
        catch (UsageException e)
        {
            return Fail(line, new(ExitCodes.Usage, e.Message));
        }

        if (line.Refusal is { } refusal)
        {
            return Fail(line, new(ExitCodes.Usage, refusal));
        }

        using var interrupt = new Interrupt();
        try
        {
            return line.Invoke(interrupt.Token);
        }
        catch (Exception e)
        {
            return Fail(line, Explanation.Create(e, interrupt.ExitCode, line.Terminal.Verbose), e);
        }
    }

    private static int Fail(CommandLine line, Explanation explanation, Exception? exception = null)
    {
        var trace = line.Terminal.Verbose ? exception?.ToString() : null;
        if (line.Terminal.LogJson)
        {
            JsonLog.Error(explanation.ExitCode, explanation.Message, trace);
            return explanation.ExitCode;
        }

        Console.Error.WriteLine($"gpuseg: {explanation.Message}");
        if (trace is not null)
        {
            Console.Error.WriteLine(trace);
        }

        return explanation.ExitCode;
    }
}
