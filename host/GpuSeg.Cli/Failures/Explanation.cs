using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Images;
using GpuSeg.Images.Files;

namespace GpuSeg.Cli.Failures;

/// <summary>An exception as users see it: an exit code and a sentence.</summary>
/// <param name="ExitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="Message">What was found and what to do.</param>
internal sealed record Explanation(int ExitCode, string Message)
{
    /// <summary>Explains an exception that ended the command.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="stopCode">Exit code if the user asked for a stop.</param>
    /// <param name="verbose">Whether the stack trace is printed as well.</param>
    public static Explanation Create(Exception exception, int stopCode, bool verbose) => exception switch
    {
        StoppedException => new(stopCode, exception.Message),
        OperationCanceledException => new(stopCode, "stopped; no results were written."),
        UsageException => new(ExitCodes.Usage, exception.Message),
        ImageException or NothingRunException => new(ExitCodes.UnusableInput, WithOption(exception)),
        IOException => new(ExitCodes.Failed, $"the output could not be printed: {exception.Message}"),
        CommandFailedException or ClusteringException or OutputException or BackendUnavailableException =>
            new(ExitCodes.Failed, WithOption(exception)),
        _ => new(
            ExitCodes.Internal,
            $"internal error, please report it: {exception.GetType().Name}: {exception.Message}"
            + (verbose ? "" : " (run again with -v for the stack trace)")),
    };

    /// <summary>Adds the option that allows overwriting if overwriting solves the problem.</summary>
    public static string WithOption(string message, bool isSolvedByOverwriting) =>
        isSolvedByOverwriting ? $"{message} `--overwrite` allows it." : message;

    /// <summary>Adds the option that solves the problem: libraries say what to do and do not know the command's options.</summary>
    private static string WithOption(Exception exception) => exception switch
    {
        NothingRunException { InnerException: { } reason } => WithOption(reason),
        OutputException { IsSolvedByOverwriting: var overwriting } => WithOption(exception.Message, overwriting),
        ImageException { IsSolvedByAnotherMask: true } => $"{exception.Message} `--mask FILE` or `--mask-rule nonzero` chooses one.",
        _ => exception.Message,
    };
}
