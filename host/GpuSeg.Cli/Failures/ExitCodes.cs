using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Images.Files;

namespace GpuSeg.Cli.Failures;

/// <summary>The command's exit codes, the only result that schedulers look at.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>The command failed; for <c>bids</c> and <c>cohort</c>: a session, page or log failed and the rest is done.</summary>
    public const int Failed = 1;
    public const int Usage = 2;

    /// <summary>
    /// Input is not usable; for <c>bids</c> and <c>cohort</c>: no session could be run, for whatever reason, outputs and backends included.
    /// </summary>
    public const int UnusableInput = 3;
    public const int Internal = 70;
    public const int Interrupted = 130;
    public const int Terminated = 143;
}

/// <summary>An argument or option that cannot be used; the message says what was found and what to do.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>A command that could not do its work although input and options are usable.</summary>
internal sealed class CommandFailedException(string message) : Exception(message);

/// <summary>A stop that left finished work behind; the message says how much.</summary>
internal sealed class StoppedException(string message) : OperationCanceledException(message);

/// <summary>A failure before a cohort's first session, which callers must tell apart from a run in which a session failed.</summary>
internal sealed class NothingRunException(Exception reason) : Exception(reason.Message, reason)
{
    /// <summary>Returns whether such an exception can keep a run from starting.</summary>
    public static bool IsReason(Exception e) => e is OutputException or ClusteringException or BackendUnavailableException;
}
