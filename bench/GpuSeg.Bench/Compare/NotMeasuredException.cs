namespace GpuSeg.Bench.Compare;

/// <summary>Row that cannot be measured; the message is the reason, as in "not measured: reason".</summary>
internal sealed class NotMeasuredException(string message) : Exception(message);
