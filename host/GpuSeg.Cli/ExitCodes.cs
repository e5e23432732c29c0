namespace GpuSeg.Cli;

/// <summary>What the command's exit code says; schedulers look at nothing else.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int UnusableInput = 3;
    public const int Internal = 70;
    public const int Interrupted = 130;
    public const int Terminated = 143;
}
