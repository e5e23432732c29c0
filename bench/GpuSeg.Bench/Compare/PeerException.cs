namespace GpuSeg.Bench.Compare;

/// <summary>The peer cannot take part; the message says why and what to do.</summary>
internal sealed class PeerException(string message) : Exception(message);
