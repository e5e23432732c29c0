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
        ImageException or NothingRunException => new(ExitCodes.UnusableInput, OptionHints.Add(exception.Message)),
        IOException => new(ExitCodes.Failed, $"the output could not be printed: {exception.Message}"),
        CommandFailedException or ClusteringException or OutputException or BackendUnavailableException =>
            new(ExitCodes.Failed, OptionHints.Add(exception.Message)),
        _ => new(
            ExitCodes.Internal,
            $"internal error, please report it: {exception.GetType().Name}: {exception.Message}"
            + (verbose ? "" : " (run again with -v for the stack trace)")),
    };
}
