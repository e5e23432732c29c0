namespace GpuSeg.Cli;

/// <summary>What the command's exit code says; schedulers look at nothing else.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>The command failed; of <c>bids</c> and <c>cohort</c> a session, page or log, and the others are done.</summary>
    public const int Failed = 1;
    public const int Usage = 2;

    /// <summary>Input is not usable; of <c>bids</c> and <c>cohort</c> whatever kept them from running anything, outputs and backends included.</summary>
    public const int UnusableInput = 3;
    public const int Internal = 70;
    public const int Interrupted = 130;
    public const int Terminated = 143;
}
