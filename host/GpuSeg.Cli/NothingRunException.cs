using GpuSeg.Engine.Fitting;
using GpuSeg.Engine.Passes;
using GpuSeg.Images.Files;

namespace GpuSeg.Cli;

/// <summary>What kept a run over a cohort from beginning, which callers must tell from a run in which a session failed.</summary>
internal sealed class NothingRunException(Exception why) : Exception(why.Message, why)
{
    /// <summary>Whether such a thing may be the reason.</summary>
    public static bool IsReason(Exception e) => e is OutputException or ClusteringException or BackendUnavailableException;
}
