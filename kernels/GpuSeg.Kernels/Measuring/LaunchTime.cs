using GpuSeg.Engine.Passes;

namespace GpuSeg.Kernels.Measuring;

/// <summary>The time of an iteration that computes nothing: the floor under small problems.</summary>
public static class LaunchTime
{
    /// <summary>
    /// Measures the seconds of as many empty kernels as an iteration launches, in a chain of <paramref name="iterations"/>.
    /// </summary>
    /// <returns>Seconds of an iteration, or null if the backend launches nothing.</returns>
    public static double? MeasureEmptyIteration(IBackend backend, int iterations)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        return (backend as ILaunchProbe)?.EmptyIteration(iterations);
    }
}

/// <summary>A backend that launches kernels.</summary>
internal interface ILaunchProbe
{
    /// <summary>Measures the seconds of an empty iteration in a chain of <paramref name="iterations"/>.</summary>
    double EmptyIteration(int iterations);
}
