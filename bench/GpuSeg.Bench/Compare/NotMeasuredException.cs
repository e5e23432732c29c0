namespace GpuSeg.Bench.Compare;

/// <summary>A row cannot be measured here; the message, the end of "not measured: ...", says why.</summary>
internal sealed class NotMeasuredException(string message) : Exception(message);
