using GpuSeg.Engine.Fitting;

namespace GpuSeg.Engine.Tests;

/// <summary>Keeps what a fit reports; called on the fit's own thread, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class Reports(Action<FitProgress>? heard = null) : IProgress<FitProgress>
{
    public List<FitProgress> Seen { get; } = [];

    public void Report(FitProgress value)
    {
        Seen.Add(value);
        heard?.Invoke(value);
    }
}
