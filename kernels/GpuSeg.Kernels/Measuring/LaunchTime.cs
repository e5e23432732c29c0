using GpuSeg.Engine.Passes;

namespace GpuSeg.Kernels.Measuring;

/// <summary>What a device takes for an iteration that computes nothing: the floor under small problems.</summary>
public static class LaunchTime
{
    /// <summary>Seconds of as many empty kernels as one iteration launches, in a chain of <paramref name="iterations"/>; null where nothing is launched.</summary>
    public static double? OfEmptyIteration(IBackend backend, int iterations)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        return (backend as ILaunchProbe)?.EmptyIteration(iterations);
    }
}

/// <summary>A backend that launches kernels.</summary>
internal interface ILaunchProbe
{
    double EmptyIteration(int iterations);
}
