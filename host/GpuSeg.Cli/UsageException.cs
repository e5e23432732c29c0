namespace GpuSeg.Cli;

/// <summary>An argument that cannot be meant; the message says what was found and what was expected.</summary>
internal sealed class UsageException(string message) : Exception(message);
