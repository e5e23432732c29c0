namespace GpuSeg.Engine.Passes;

/// <summary>
/// Centres to be taken some steps of Lloyd's iteration further, and the assignments of these steps. It stops by itself after a step that
/// leaves a cluster empty, and one step after the partition repeats itself or the centres rest: that assignment is to the final centres.
/// </summary>
/// <param name="start">The centres whose assignment comes first.</param>
/// <param name="shiftLimit">Centres rest that move by no more than this, squared and summed, in the frame.</param>
public sealed class CentreIteration(Centres start, double shiftLimit)
{
    /// <summary>The centres whose assignment comes first.</summary>
    public Centres Start { get; } = start;

    /// <summary>The largest squared shift of all centres together that counts as rest.</summary>
    public double ShiftLimit { get; } = shiftLimit;

    /// <summary>The assignments in order: that to the start, that to its averages sum / count, and so on.</summary>
    public IList<Assignment> Steps { get; } = [];
}
