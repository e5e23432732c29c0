namespace GpuSeg.Cli;

/// <summary>A stop that left something behind; the message says what.</summary>
internal sealed class StoppedException(string message) : OperationCanceledException(message);
