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
